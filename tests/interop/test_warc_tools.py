"""Other people's tools read what we write: warcio, FastWARC, cdxj-indexer, byte for byte."""

from __future__ import annotations

import gzip as gzip_module
import re
import subprocess
import sys
import zlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import count
from pathlib import Path
from uuid import UUID

import brotli
import pytest
import zstandard
from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.archive.warc import cdxj, exchanges, reader, records
from crawler.archive.warc.fields import sha1
from crawler.archive.warc.reader import Record
from crawler.archive.warc.records import Encoded, redact_url
from crawler.archive.warc.repair import repair
from crawler.archive.warc.writer import WarcInfo, WarcWriter
from crawler.models import Capture, Exchange, Hop
from crawler.page import http1

PAGE = (
    "<html><head><title>潮声</title></head><body>"
    + "<p>钱塘江边的清晨。</p>" * 60
    + "</body></html>"
).encode()
GBK_PAGE = "<html><p>西湖边的桂花开了</p></html>".encode("gbk")
NOW = datetime(2026, 11, 23, 2, 0, 0, 123456, tzinfo=UTC)
GET = b"GET /a HTTP/1.1\r\nHost: zjnews.zjol.com.cn\r\nUser-Agent: t\r\n\r\n"


def gzip(data: bytes) -> bytes:
    return zlib.compress(data, 6, 31)


def chunked(
    data: bytes, *, size: int = 100, extension: bytes = b"", trailers: bytes = b""
) -> bytes:
    parts = [data[i : i + size] for i in range(0, len(data), size)]
    framed = b"".join(b"%x%s\r\n%s\r\n" % (len(part), extension, part) for part in parts)
    return framed + b"0\r\n" + trailers + b"\r\n"


def ok(headers: bytes, body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\n" + headers + b"\r\n" + body


def sized(headers: bytes, body: bytes) -> bytes:
    return ok(headers + b"Content-Length: %d\r\n" % len(body), body)


MESSAGES = ("response", "revisit", "request")
CHUNKED_CASES = {
    "chunked",
    "chunked with extensions",
    "chunked with trailers",
    "chunked and gzip",
    "chunked and length",
    "chunked but empty",
    "cut in a chunk",
    "cut in a chunk size",
}
CHUNKED = b"Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n"
GBK_NAME = "附件".encode("gbk")

# Name of a case -> the response as the server sent it.
RESPONSES: dict[str, bytes] = {
    "plain": sized(b"Content-Type: text/html; charset=utf-8\r\n", PAGE),
    "gbk page": sized(b"Content-Type: text/html;charset=GB2312\r\n", GBK_PAGE),
    "odd header case": sized(b"cOnTeNt-TyPe: Text/HTML\r\nX-lower-UPPER: a\r\n", PAGE),
    "duplicate headers": sized(b"Set-Cookie: a=1\r\nVia: x\r\nSet-Cookie: b=2\r\nVia: y\r\n", PAGE),
    "two content types": sized(b"Content-Type: text/html\r\nContent-Type: image/png\r\n", PAGE),
    "raw gbk header": sized(
        b'Content-Disposition: attachment; filename="' + GBK_NAME + b'"\r\n', PAGE
    ),
    "raw utf-8 header": sized("Content-Type: text/html\r\nX-Title: 新闻\r\n".encode(), PAGE),
    "gbk in content type": sized(b"Content-Type: text/" + GBK_NAME + b"\r\n", PAGE),
    "reason of several words": b"HTTP/1.1 200 Very Well Indeed\r\nContent-Length: 2\r\n\r\nok",
    "gbk reason": b"HTTP/1.1 200 " + "成功".encode("gbk") + b"\r\nContent-Length: 2\r\n\r\nok",
    "no reason": b"HTTP/1.1 200\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok",
    "no reason but a blank": b"HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok",
    "http 1.0": b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE,
    "bare line feeds": b"HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: 2\n\nok",
    "line without colon": sized(b"Content-Type: text/html\r\nnonsense\r\n", PAGE),
    "folded header": sized(b"Content-Type: text/html;\r\n charset=gbk\r\nX: a\r\n\tb\r\n", PAGE),
    "blank before colon": sized(b"Content-Type : text/html\r\nX-Sp : v\r\n", PAGE),
    "tabs and no blank": sized(b"Content-Type:\ttext/html\r\nServer:nginx\r\nEmpty:\r\n", PAGE),
    "empty content type": sized(b"Content-Type:\r\n", PAGE),
    "comma content type": sized(b"Content-Type: text/html, text/plain\r\n", PAGE),
    "chunked": ok(CHUNKED, chunked(PAGE)),
    "chunked with extensions": ok(CHUNKED, chunked(PAGE, extension=b";a=b;" + b"c" * 80)),
    "chunked with trailers": ok(CHUNKED, chunked(PAGE, trailers=b"X-Sum: 1\r\nX-Two: 2\r\n")),
    "chunked and gzip": ok(CHUNKED + b"Content-Encoding: gzip\r\n", chunked(gzip(PAGE))),
    "chunked and length": ok(CHUNKED + b"Content-Length: 7\r\n", chunked(PAGE)),
    "chunked but empty": ok(CHUNKED, b"0\r\n\r\n"),
    "gzip": sized(b"Content-Type: text/html\r\nContent-Encoding: gzip\r\n", gzip(PAGE)),
    "br": sized(b"Content-Type: text/html\r\nContent-Encoding: br\r\n", brotli.compress(PAGE)),
    "zstd": sized(b"Content-Encoding: zstd\r\n", zstandard.ZstdCompressor().compress(PAGE)),
    "deflate": sized(b"Content-Encoding: deflate\r\n", zlib.compress(PAGE)),
    "gzip by name only": sized(b"Content-Encoding: gzip\r\n", PAGE),
    "close-delimited": ok(b"Content-Type: text/html\r\nConnection: close\r\n", PAGE),
    "empty body": sized(b"Content-Type: text/html\r\n", b""),
    "no headers": b"HTTP/1.1 200 OK\r\n\r\nbody",
    "204": b"HTTP/1.1 204 No Content\r\nServer: x\r\n\r\n",
    "304 unasked": b'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\nContent-Length: 99\r\n\r\n',
    "301": b"HTTP/1.1 301 Moved Permanently\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n",
    "302 with body": b"HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 5\r\n\r\nmoved",
    "404": b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\ngone",
    "503": b"HTTP/1.1 503 Busy\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n",
    "image": sized(b"Content-Type: image/jpeg\r\n", bytes(range(256)) * 40),
    "big": sized(b"Content-Type: text/html\r\n", PAGE * 1500),
    "content type unk": sized(b"Content-Type: unk/unk\r\n", PAGE),
    "body of blank lines": sized(b"Content-Type: text/plain\r\n", b"\r\n\r\nWARC/1.1\r\n\r\n"),
    "status of two digits": b"HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\nok",
    "two blanks before status": b"HTTP/1.1  200 OK\r\nContent-Length: 2\r\n\r\nok",
    "lower-case http": b"http/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
    "http/2 in words": b"HTTP/2 200\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nok",
}
CUT_SHORT: dict[str, bytes] = {
    "short body": ok(b"Content-Type: text/html\r\nContent-Length: 5000\r\n", PAGE[:700]),
    "cut in a chunk": ok(CHUNKED, chunked(PAGE)[:250]),
    "cut in a chunk size": ok(CHUNKED, chunked(PAGE)[:1]),
    "cut in the head": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nServ",
    "cut in the status line": b"HTTP/1.1 20",
    "cut gzip": ok(b"Content-Encoding: gzip\r\nContent-Length: 900\r\n", gzip(PAGE)[:60]),
    "not http": b"SSH-2.0-OpenSSH_9.2p1 Debian\r\n",
    "not http, one word": b"hello",
    "not http, binary": bytes(range(256)) * 3,
    "not http, html": b"<html>\r\n<p>x: y</p>\r\n\r\n<p>after a blank line</p>",
    "blank first line": b"\r\nHTTP/1.1 200 OK\r\n\r\nx",
    "gbk alone": "浙江 在线".encode("gbk"),
}
EVERYTHING = {**RESPONSES, **CUT_SHORT}


@dataclass(frozen=True, slots=True)
class Written:
    """A file of every case, and what was written."""

    path: Path
    exchanges: list[Exchange]
    captures: dict[str, Capture]
    lines: list[str]
    original: dict[str, str]
    """Name of a revisit -> name of its original."""


def exchange(number: int, response: bytes, **more: object) -> Exchange:
    values: dict[str, object] = {
        "method": "GET",
        "url": f"http://zjnews.zjol.com.cn/case/{number}.shtml?b=2&a=1",
        "began_at": NOW + timedelta(seconds=number),
        "fetch_time_ms": 12,
        "request": GET,
        "response": response,
        "ip_address": "192.0.2.7",
    }
    return Exchange(**(values | more))  # type: ignore[arg-type]


def cases() -> list[tuple[str, Exchange, str | None]]:
    """Name, exchange, name of the original it repeats."""
    number = count()
    found: list[tuple[str, Exchange, str | None]] = []
    for name, response in RESPONSES.items():
        found.append((name, exchange(next(number), response), None))
    for name, response in CUT_SHORT.items():
        cut = exchange(next(number), response, truncated="disconnect", error="lost")
        found.append((name, cut, None))
    post = b"POST /f HTTP/1.1\r\nHost: a.cn\r\nContent-Length: 8\r\n\r\nq=%D5%E3"
    same = RESPONSES["plain"]
    more: list[tuple[str, bytes, dict[str, object], str | None]] = [
        ("no answer", b"", {"error": "timeout", "ip_address": None}, None),
        ("post", same, {"method": "POST", "request": post}, None),
        ("tls", same, {"protocols": ("http/1.1", "tls/1.3"), "cipher_suite": "TLS_X"}, None),
        ("ipv6", same, {"ip_address": "2001:db8::1"}, None),
        ("interim", same, {"interim": b"HTTP/1.1 103 Early\r\n\r\n", "trailing_bytes": 5}, None),
        ("address beyond ascii", same, {"url": "http://zjnews.zjol.com.cn/浙 江?<a>=1"}, None),
        ("address in gbk", same, {"url": "http://www.zjol.com.cn:80/s?q=%D5%E3&a#top"}, None),
        ("address without a surt", same, {"url": "http://a.cn:99999999/"}, None),
        ("same again", same, {}, "plain"),
        ("same, chunked this time", RESPONSES["chunked"], {}, "plain"),
        ("not modified", RESPONSES["304 unasked"], {}, "gzip"),
        ("raw head of a revisit", RESPONSES["raw gbk header"], {}, "plain"),
    ]
    for name, response, values, original in more:
        found.append((name, exchange(next(number), response, **values), original))
    return found


def write(directory: Path, chosen: list[tuple[str, Exchange, str | None]]) -> Written:
    ids = count(1)
    writer = WarcWriter(
        directory,
        prefix="zjol",
        info=WarcInfo(software="zjol-archive/0", robots="obey", hostname="host"),
        max_bytes=10**9,
        now=lambda: NOW,
        new_id=lambda: UUID(int=next(ids)),
    )
    captures: dict[str, Capture] = {}
    lines: list[str] = []
    for name, each, original in chosen:
        done: list[Encoded] = []

        def encode(
            warcinfo_id: str,
            each: Exchange = each,
            original: str | None = original,
            done: list[Encoded] = done,
        ) -> Encoded:
            done.append(
                records.encode(
                    records.digest(each),
                    hop=Hop(via="http://www.zjol.com.cn/", path="L"),
                    warcinfo_id=warcinfo_id,
                    new_id=lambda: UUID(int=next(ids)),
                    original=captures[original] if original else None,
                )
            )
            return done[-1]

        capture = writer.append(encode)
        if capture is not None:
            captures[name] = capture
            lines.append(cdxj.line(capture, status=done[-1].index_status))
    path = writer.seal()
    assert path is not None
    return Written(
        path=path,
        exchanges=[each for _, each, _ in chosen],
        captures=captures,
        lines=lines,
        original={name: original for name, _, original in chosen if original},
    )


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return write(tmp_path_factory.mktemp("every"), cases())


def blocks(written: Written) -> list[bytes]:
    """The block of every response, revisit and request as it must be, in file order."""
    expected = []
    originals = {written.captures[name].record_id for name in written.original}
    by_date = {capture.date: capture for capture in written.captures.values()}
    for each in written.exchanges:
        capture = by_date.get(each.began_at.isoformat(timespec="microseconds")[:-6] + "Z")
        if capture is not None:
            identical = capture.record_id in originals and b" 304 " not in each.response[:20]
            head = http1.parse_head(each.response).head_length
            expected.append(each.response[:head] if identical else each.response)
        expected.append(each.request)
    return expected


def test_our_reader_returns_every_block(written: Written) -> None:
    found = [r.block for r in reader.records(written.path) if r.type in MESSAGES]
    assert blocks(written) == found


def test_warcio_returns_every_block(written: Written) -> None:
    with written.path.open("rb") as file:
        found = [
            record.raw_stream.read()
            for record in ArchiveIterator(file, no_record_parse=True)
            if record.rec_type in MESSAGES
        ]
    assert blocks(written) == found


def test_fastwarc_returns_every_block(written: Written) -> None:
    with written.path.open("rb") as file:
        found = [
            record.reader.read()
            for record in FastIterator(file, parse_http=False)
            if record.headers.get("WARC-Type") in MESSAGES
        ]
    assert blocks(written) == found


def test_every_exchange_is_read_back_as_it_was(written: Written) -> None:
    revisits = {written.captures[name].url for name in written.original}
    bundles = list(exchanges.bundles(reader.records(written.path)))
    assert len(written.exchanges) == len(bundles)
    for expected, bundle in zip(written.exchanges, bundles, strict=True):
        found = exchanges.exchange(bundle)
        same = replace(expected, url=redact_url(expected.url), response=found.response)
        assert same == found
        assert found.url in revisits or expected.response == found.response


def test_captures_are_the_same_from_records(written: Written) -> None:
    for capture in written.captures.values():
        record = reader.read(written.path, capture.offset, capture.length)
        assert capture == reader.capture(record)


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).parent / str(arguments[0])
    return subprocess.run(
        [program, *arguments[1:]], capture_output=True, text=True, check=False, timeout=120
    )


def test_cdxj_indexer_writes_the_same_lines(written: Written, tmp_path: Path) -> None:
    theirs = run("cdxj-indexer", "-s", written.path)
    assert (0, "") == (theirs.returncode, theirs.stderr)
    ours = tmp_path / "index.cdxj"
    cdxj.write_index(ours, written.lines)
    assert theirs.stdout.splitlines() == ours.read_text().splitlines()
    again = [
        reader.index_line(record)
        for record in reader.records(written.path)
        if record.type in ("response", "revisit")
    ]
    assert written.lines == again


def test_warcio_objects_to_nothing_but_chunked_payloads(tmp_path: Path) -> None:
    # Quirk: warcio 1.8.1 crashes on the content-coding br with today's brotli, so not that case.
    checked = write(tmp_path, [case for case in cases() if case[0] != "br"])
    result = run("warcio", "check", checked.path)
    complaints = re.findall(r"WARC-Record-ID (\S+) \w+\n    (\w+ digest failed)", result.stdout)
    names = {capture.record_id: name for name, capture in checked.captures.items()}
    assert result.stderr == ""
    assert {(name, "payload digest failed") for name in CHUNKED_CASES} == {
        (names[record_id], complaint) for record_id, complaint in complaints
    }


def test_fastwarc_objects_to_nothing_but_chunked_payloads_revisits_and_bare_heads(
    written: Written, tmp_path: Path
) -> None:
    # Quirk: FastWARC 2.0.1 hashes chunk framing, and the block of a revisit instead of the payload
    # the standard means (6.7.2), and finds no payload behind a head of bare line feeds.
    report = tmp_path / "report.txt"
    run("fastwarc", "check", "--verify-payloads", "--quiet", "--output", report, written.path)
    names = {capture.record_id: name for name, capture in written.captures.items()}
    verdicts = dict(line.split(": ", 1) for line in report.read_text().splitlines())
    assert all(verdict.startswith("OK") for verdict in verdicts.values())
    failed = {names[record_id] for record_id, verdict in verdicts.items() if "FAIL" in verdict}
    assert CHUNKED_CASES | set(written.original) | {"bare line feeds"} == failed
    assert len(verdicts) == len(list(reader.records(written.path)))


def test_every_payload_digest_is_that_of_the_entity(written: Written) -> None:
    for record in reader.records(written.path):
        label = record.sole("WARC-Payload-Digest")
        if record.type in ("response", "request"):
            assert sha1(reader.payload(record)) == label
        assert sha1(record.block) == record.sole("WARC-Block-Digest")


def test_revisits_resolve_to_the_page(written: Written) -> None:
    by_id = {capture.record_id: capture for capture in written.captures.values()}

    def find(reference: exchanges.Reference) -> Record:
        capture = by_id[reference.record_id or ""]
        return reader.read(written.path, capture.offset, capture.length)

    for name, original in written.original.items():
        capture = written.captures[name]
        record = reader.read(written.path, capture.offset, capture.length)
        expected = http1.entity(EVERYTHING[original])
        assert expected == exchanges.resolve(record, find).entity


def test_gunzip_reads_the_file_as_one_stream(written: Written) -> None:
    whole = gzip_module.decompress(written.path.read_bytes())
    assert len(written.exchanges) < whole.count(b"WARC/1.1\r\nWARC-Type: ")


@pytest.mark.parametrize("tool", ["warcio", "cdxj-indexer"])
def test_a_torn_file_is_read_by_everybody_after_repair(
    written: Written, tmp_path: Path, tool: str
) -> None:
    torn = tmp_path / written.path.name
    last = list(reader.records(written.path))[-1]
    torn.write_bytes(written.path.read_bytes()[: last.offset + last.length // 2])
    done = repair(torn)
    assert last.offset == done.kept_bytes
    result = run(tool, "index" if tool == "warcio" else "-s", torn)
    assert (0, "") == (result.returncode, result.stderr)
    with torn.open("rb") as file:
        assert done.kept_records == sum(1 for _ in FastIterator(file, parse_http=False))


# Quirk: warcio leaves its spooled files to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_files_that_warcio_wrote_are_read(tmp_path: Path) -> None:
    path = tmp_path / "theirs.warc.gz"
    for gzipped in (True, False):
        with path.open("wb") as file:
            theirs = WARCWriter(file, gzip=gzipped, warc_version="1.0")
            theirs.write_record(theirs.create_warcinfo_record("theirs.warc.gz", {"software": "x"}))
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], "HTTP/1.1")
            theirs.write_record(
                theirs.create_warc_record(
                    "http://a.cn/", "response", payload=BytesIO(PAGE), http_headers=head
                )
            )
        first, second = reader.records(path)
        assert ("warcinfo", "response") == (first.type, second.type)
        assert reader.payload(second) == PAGE
        line = run("cdxj-indexer", "-s", path).stdout
        assert line.strip() == reader.index_line(second)
