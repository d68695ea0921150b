"""A sound collection, and WARC files that can be taken apart and put together again wrongly."""

import base64
import hashlib
import json
import shutil
import sqlite3
import zipfile
import zlib
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from uuid import UUID

from collection_scene import BEGAN, enter, exchange, settle, store
from crawler.archive.collection import Collection, Surroundings
from crawler.archive.collection.run import Run, run_id
from crawler.article import PageReading, assemble
from crawler.article.lines import record_from
from crawler.crawl.admission import address_of_capture
from crawler.crawl.assembling import draft
from crawler.reading.parts import Extraction

PAGE = "<html><body><h1>渡口的灯又亮了</h1>" + "<p>摆渡人收起竹篙，岸上的灯一盏盏亮起来。</p>" * 20
CHUNKED = b"7\r\n<p>a</p\r\n1;x=y\r\n>\r\n0\r\nX-Sum: 1\r\n\r\n"


# -- a sound collection ----------------------------------------------------------------------


def build(root, *, chunked=CHUNKED):
    """Two runs: pages plain, chunked, gzipped; a revisit, a 304, a 404; an article in two versions.

    :param chunked: the chunked body; None for a plain one, which stock tools have no doubts about.
    """
    ids, minutes = count(1), count()

    def run(work):
        began = BEGAN + timedelta(minutes=next(minutes))
        ticks = count()
        run = Run(
            id=run_id(began), began=began, spider="zjol", software="zjol-archive/0 test",
            user_agent="t", operator=None, sender=None, robots="obey", hostname="host",
            is_part_of="zjol",
        )  # fmt: skip
        surroundings = Surroundings(
            now=lambda: began + timedelta(milliseconds=next(ticks)),
            new_id=lambda: UUID(int=next(ids)), locate=address_of_capture,
        )  # fmt: skip
        collection = Collection(root, run=run, max_bytes=10**9, surroundings=surroundings)
        work(collection)
        collection.close("complete", reason="nothing is left to fetch", facts={})

    run(lambda collection: _first(collection, chunked))
    run(_second)
    return root


def _first(collection, chunked):
    names = ("t20260101_1.shtml", "chunked", "gzip", "twin", "gone", "page2")
    rows = enter(collection, *names)
    article = _keep(
        collection, rows["t20260101_1.shtml"], exchange("t20260101_1.shtml", PAGE.encode())
    )
    _publish(collection, rows["t20260101_1.shtml"], article, "渡口的灯又亮了")
    one = exchange("chunked", b"<p>plain</p>", at=1)
    if chunked:
        framed = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked
        one = exchange("chunked", at=1, response=framed)
    _keep(collection, rows["chunked"], one, "done")
    packed = zlib.compress(PAGE.encode() + b"2", 6, 31)
    headers = b'Content-Encoding: gzip\r\nETag: "7"\r\n'
    _keep(collection, rows["gzip"], exchange("gzip", packed, headers=headers, at=2), "done")
    _keep(collection, rows["twin"], exchange("twin", PAGE.encode(), at=3), "done")
    _keep(collection, rows["gone"], exchange("gone", b"no", status=b"404 Gone", at=4), "gone")
    _keep(collection, rows["page2"], exchange("page2", b"<p>2</p>", at=5), "done")


def _second(collection):
    names = ("t20260101_1.shtml", "gzip")
    rows = enter(collection, *names, again=True)
    changed = exchange("t20260101_1.shtml", PAGE.encode() + b"<p>3</p>", at=61)
    article = _keep(collection, rows["t20260101_1.shtml"], changed)
    _publish(collection, rows["t20260101_1.shtml"], article, "渡口的灯更亮了")
    same = b'HTTP/1.1 304 Not Modified\r\nETag: "7"\r\n\r\n'
    _keep(collection, rows["gzip"], exchange("gzip", at=62, response=same), "done")


def _keep(collection, row, one, state=None):
    capture = store(collection, row, one)
    if state:
        settle(collection, row, state)
    return capture


def _publish(collection, row, capture, headline):
    told = {
        **dict.fromkeys(
            [
                "alternativeHeadline",
                "kicker",
                "datePublished",
                "datePublishedRaw",
                "datePublishedPrecision",
                "dateModified",
                "dateModifiedRaw",
                "source",
                "dateline",
                "articleSection",
                "inLanguage",
                "description",
                "mainImage",
                "canonicalUrl",
            ]
        ),
        **{
            name: []
            for name in (
                [
                    "authors",
                    "editors",
                    "breadcrumbs",
                    "keywords",
                    "keywordsMeta",
                    "warnings",
                ]
            )
        },
        "headline": headline,
        "publisher": {"name": None, "domain": "zjnews.zjol.com.cn"},
        "blocks": [{"i": 0, "page": 1, "type": "paragraph", "text": "岸上的灯一盏盏亮起来。" * 3}],
        "pagination": {"pages": 1, "page": 1, "complete": True, "next": []},
        "rights": dict.fromkeys(
            [
                "copyrightNotice",
                "copyrightHolder",
                "holderBasis",
                "license",
                "usageTerms",
                "creditText",
                "permissionRef",
            ]
        ),
        "charset": {
            "http": None,
            "meta": None,
            "used": "utf-8",
            "by": "validity",
            "replacements": 0,
            "pua": 0,
        },
        "template": "test",
        "fieldSources": {},
    }
    reading = PageReading(
        extraction=record_from(Extraction, told), capture=capture, crawl_id="20261123020000"
    )
    settle(collection, row, "done", drafts=(draft(assemble([reading], spider="zjol")),))


def warc_of(root, number=0):
    """One of its WARC files: 0 is of the first run, 1 of the second."""
    return sorted(root.glob("archive/*.warc.gz"))[number]


def pack(root, target, *, leave=(), compress=(), add=(), digest=True):
    """The collection as a WACZ; ``compress`` names members that are wrongly deflated."""
    body = json.loads((root / "datapackage.json").read_bytes())
    names = [
        path.relative_to(root).as_posix()
        for folder in ("archive", "indexes", "pages", "articles", *add)
        for path in sorted((root / folder).iterdir())
    ]
    names = [name for name in names if name not in leave]
    body["resources"] = [_resource(root / name, name) for name in names]
    manifest = json.dumps(body).encode()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.write(root / name, name, 8 if name in compress else 0)
        archive.writestr("datapackage.json", manifest)
        if digest:
            hashed = "sha256:" + hashlib.sha256(manifest).hexdigest()
            archive.writestr(
                "datapackage-digest.json", json.dumps({"path": "datapackage.json", "hash": hashed})
            )
    return target


def borrow(root, target, *, source):
    """The collection as a crawl from an archive leaves it: without records of its own.

    :param source: what its reports call that archive; None for runs that died before their report.
    """
    copy(root, target)
    shutil.rmtree(target / "archive")
    (target / "archive").mkdir()
    (target / "indexes" / "index.cdxj").write_bytes(b"")
    (target / "indexes" / "not-modified.cdxj").unlink()
    with sqlite3.connect(target / "ledger.sqlite") as ledger:
        statement = "UPDATE files SET committed = 0, sha256 = NULL WHERE name LIKE 'archive/%'"
        ledger.execute(statement)
    ledger.close()
    for path in target.glob("runs/*.json"):
        if source is None:
            path.unlink()
            continue
        body = json.loads(path.read_bytes())
        body["notes"]["archive-source"] = source
        path.write_text(json.dumps(body))
    body = json.loads((target / "datapackage.json").read_bytes())
    names = [one["path"] for one in body["resources"] if (target / one["path"]).exists()]
    body["resources"] = [_resource(target / name, name) for name in names]
    (target / "datapackage.json").write_text(json.dumps(body))
    return target


def _resource(path, name):
    data = path.read_bytes()
    hashed = "sha256:" + hashlib.sha256(data).hexdigest()
    return {"name": path.name, "path": name, "hash": hashed, "bytes": len(data)}


def copy(root, target):
    """Another one of the same, to be damaged."""
    shutil.copytree(root, target)
    return target


# -- WARC files taken apart ------------------------------------------------------------------


@dataclass
class Rec:
    """A record whose every byte can be set."""

    version: str
    fields: list[tuple[str, str]]
    block: bytes
    end: bytes = b"\r\n\r\n"
    line_end: str = "\r\n"
    raw: bytes = b""
    """Header lines put in as they are."""
    packed: bytes | None = field(default=None)
    """The gzip member itself, when it is not to be made."""

    def get(self, name):
        return next(value for key, value in self.fields if key == name)

    def set(self, **values):
        """Change, add (a new name) or drop (None) fields; ``_`` stands for ``-``."""
        for key, value in values.items():
            name = key.replace("_", "-")
            kept = [pair for pair in self.fields if pair[0].lower() != name.lower()]
            at = (
                [pair[0].lower() for pair in self.fields].index(name.lower())
                if len(kept) < len(self.fields)
                else len(kept)
            )
            if value is not None:
                kept.insert(at, (name, value))
            self.fields = kept
        return self

    def add(self, name, value):
        self.fields.append((name, value))
        return self

    def with_block(self, block, *, payload=None):
        """Another block with the digests and the length that are right for it."""
        self.block = block
        self.set(Content_Length=str(len(block)), WARC_Block_Digest=sha1(block))
        if payload is not None:
            self.set(WARC_Payload_Digest=sha1(payload))
        return self

    def data(self):
        lines = [self.version, *(f"{name}: {value}" for name, value in self.fields)]
        header = "".join(line + self.line_end for line in lines).encode()
        return header + self.raw + self.line_end.encode() + self.block + self.end

    def member(self):
        return zlib.compress(self.data(), 6, 31) if self.packed is None else self.packed


def sha1(data):
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()


def members(path):
    """Offset and bytes of each gzip member."""
    data, offset, found = path.read_bytes(), 0, []
    while offset < len(data):
        stream = zlib.decompressobj(31)
        stream.decompress(data[offset:])
        length = len(data) - offset - len(stream.unused_data)
        found.append((offset, data[offset : offset + length]))
        offset += length
    return found


def take_apart(path):
    """The records of a file."""
    return [_record(zlib.decompress(member, 31)) for _, member in members(path)]


def _record(data):
    head, _, rest = data.partition(b"\r\n\r\n")
    version, *lines = head.decode().split("\r\n")
    fields = [tuple(line.split(": ", 1)) for line in lines]
    return Rec(version, fields, rest[:-4])


def put_together(path, records):
    """Write records as a ``.warc.gz``; returns the offset of each."""
    offsets, data = [], b""
    for record in records:
        offsets.append(len(data))
        data += record.member()
    path.write_bytes(data)
    return offsets


def put_plain(path, records):
    """Write records as a ``.warc``; returns the offset of each."""
    offsets, data = [], b""
    for record in records:
        offsets.append(len(data))
        data += record.data()
    path.write_bytes(data)
    return offsets


def clone(record):
    return replace(record, fields=list(record.fields))
