"""One record after the other: header, block, digests; and the facts others are held against."""

from __future__ import annotations

import zlib

from crawler.archive.warc import cdxj
from crawler.archive.warc.fields import Fields, parse
from crawler.audit import fields, header
from crawler.audit.codes import severity
from crawler.audit.digests import Stated
from crawler.audit.findings import Finding, Tally
from crawler.audit.header import Header
from crawler.audit.http import Message
from crawler.audit.rows import CaptureRow, RecordRow
from crawler.models import Capture, Truncation

_KEPT_BLOCK = 1 << 20
_HOPS = frozenset("LEXRPIMS")
_TRUNCATIONS: dict[str, Truncation] = {
    "length": "length", "time": "time", "disconnect": "disconnect", "unspecified": "unspecified",
}  # fmt: skip


class Inspector:
    """Visits the records of one file, or of a range of it.

    :param name: path of the file, for findings.
    :param ours: whether this program wrote it.
    :param indexed: whether index lines are wanted.
    """

    def __init__(self, name: str, *, ours: object, indexed: object) -> None:
        self.indexed = indexed
        self.name = name
        self.basename = name.rpartition("/")[2]
        self.ours = ours
        self.tally = Tally()
        self.records: list[RecordRow] = []
        self.captures: list[CaptureRow] = []
        self.warcinfos: dict[str, int] = {}
        """``WARC-Warcinfo-ID`` values met, each with the offset of the first record."""

    def begin(self, offset: int, header: bytes) -> Inspection:
        """A record begins."""
        return Inspection(self, offset, header)

    def damage(self, code: str, offset: int, says: str, held: bytes = b"") -> None:
        """Bytes that are no record."""
        read = header.read(held.partition(b"\r\n\r\n")[0] + b"\r\n\r\n", _nothing)
        self.report(code, offset, read.id, says)

    def report(self, code: str, offset: int, record: str | None, says: str) -> None:
        """A defect at a place."""
        self.tally.add(
            Finding(
                code=code,
                severity=severity(code, ours=self.ours),
                file=self.name,
                offset=offset,
                record=record,
                says=says,
            )
        )


def _nothing(code: str, says: str) -> None:
    """Notes nothing."""


class Inspection:
    """One record that goes by. What it notes counts only when its end is reached."""

    def __init__(self, inspector: Inspector, offset: int, data: bytes) -> None:
        self._inspector = inspector
        self._offset = offset
        self._notes: list[tuple[str, str]] = []
        self.header: Header = header.read(data, self.note)
        fields.check(self.header, self.note)
        self.length = self.header.length
        self._kept: bytes | None = None
        if self.header.type in ("warcinfo", "metadata"):
            self._kept = b""
        whole = "warc-segment-number" not in self.header.fields
        self._block = self._stated("block")
        self._payload = self._stated("payload") if whole else None
        self._message: Message | None = None
        if self.header.is_http and whole:
            revisit = self.header.type == "revisit"
            self._message = Message(None if revisit else self._payload)
        # Of a revisit, the digest is the original's; it is compared when all originals are known.
        self._plain = self._payload if self._message is None and not self._is_revisit else None

    @property
    def _is_revisit(self) -> bool:
        return self.header.type == "revisit"

    def note(self, code: str, says: str) -> None:
        """A defect of this record."""
        self._notes.append((code, says))

    def _stated(self, which: str) -> Stated | None:
        label = self.header.fields.get(f"warc-{which}-digest")
        if label is None:
            return None
        stated = Stated(label)
        if stated.defect:
            self.note(stated.defect, f"the {which} digest is {label[:100]!r}")
        return stated

    def block(self, piece: bytes) -> None:
        """The next bytes of the block."""
        if self._block is not None and self._block.hash is not None:
            self._block.hash.update(piece)
        if self._message is not None:
            self._message.feed(piece)
        elif self._plain is not None and self._plain.hash is not None:
            self._plain.hash.update(piece)
        if self._kept is not None and len(self._kept) < _KEPT_BLOCK:
            self._kept += piece

    def end(self, length: int) -> None:
        """The end of the record was reached."""
        self._digests()
        message = self._message
        if message is not None and self.length:
            message.end()
            self._http(message)
        self._fields_in_block()
        self._rows(length, message if message and message.head else None)
        inspector, record = self._inspector, self.header.id
        for code, says in self._notes:
            inspector.report(code, self._offset, record, says)

    # -- digests -------------------------------------------------------------------------------

    def _digests(self) -> None:
        kind = self.header.type
        if self._block is None:
            self.note("warc.block-digest-missing", "the record has no WARC-Block-Digest")
        elif self._block.hash is not None and not self._block.fits(self._block.hash):
            says = f"the block is not the one with {self._block.label}"
            self.note("warc.block-digest-wrong", says)
        if self._payload is None:
            fields = self.header.fields
            if kind in ("response", "resource") and "warc-payload-digest" not in fields:
                self.note("warc.payload-digest-missing", f"a {kind} without WARC-Payload-Digest")
            return
        plain = self._plain
        if plain is not None and plain.hash is not None and not plain.fits(plain.hash):
            says = f"the payload is not the one with {plain.label}"
            self.note("warc.payload-digest-wrong", says)

    def _payload_digest(self, message: Message) -> None:
        stated = self._payload
        if stated is None or stated.hash is None or self._is_revisit:
            return
        standard, raw = message.hashes
        if stated.fits(standard):
            return
        if stated.fits(raw):
            if message.chunked:
                says = "the payload digest is over the chunks as sent, not over the entity"
                self.note("warc.payload-digest-chunked", says)
            return
        says = f"the entity is not the one with {stated.label}"
        self.note("warc.payload-digest-wrong", says)

    # -- the message ---------------------------------------------------------------------------

    def _http(self, message: Message) -> None:
        head, truncated = message.head, "warc-truncated" in self.header.fields
        assert head is not None
        is_request = self.header.type == "request"
        if (head.method if is_request else head.status) is None:
            self.note("http.not-http", f"the block begins {message.start[:40]!r}")
            self._payload_digest(message)
            return
        if head.version.startswith(("HTTP/2", "HTTP/3")):
            self.note("http.version", f"the start line is {head.start_line[:60]!r}")
        if not message.ended and not truncated:
            self.note("http.head-unended", "the HTTP head has no end, nor is the record truncated")
        if self._is_revisit:
            self._revisit(message)
            return
        self._payload_digest(message)
        if message.body_length == 0:
            return  # the body of a HEAD or a lost one: told apart by the request
        if message.chunked:
            self._chunks(message)
        elif message.claimed is not None and message.body_length != message.claimed:
            self._length(message.body_length, message.claimed)
        if coding := message.not_encoded():
            self.note("http.not-encoded", f"Content-Encoding is {coding}, the body is not")

    def _chunks(self, message: Message) -> None:
        truncated = "warc-truncated" in self.header.fields
        if truncated:
            return
        if message.framing == "not-chunked":
            self.note("http.not-chunked", "Transfer-Encoding is chunked, the body is not")
        elif message.framing != "done":
            self.note("http.chunks-torn", "the chunks break off and WARC-Truncated does not say so")
        if message.surplus:
            self.note("http.chunks-followed", f"{message.surplus} bytes follow the last chunk")

    def _length(self, found: int, claimed: int) -> None:
        says = f"the body has {found} bytes, Content-Length says {claimed}"
        if found > claimed:
            self.note("http.body-long", says)
        elif "warc-truncated" not in self.header.fields:
            self.note("http.body-short", says)

    def _revisit(self, message: Message) -> None:
        """WARC 1.1 sections 6.7.2 and 6.7.3."""
        if self.header.profile == "server-not-modified":
            if message.body_length:
                says = f"{message.body_length} bytes of body in a server-not-modified revisit"
                self.note("warc.revisit-has-body", says)
        elif not message.body_length and "warc-truncated" not in self.header.fields:
            says = "the block was cut behind its head, and WARC-Truncated does not say so"
            self.note("warc.revisit-not-truncated", says)

    # -- fields in the block -------------------------------------------------------------------

    def _fields_in_block(self) -> None:
        block, kind = self._kept, self.header.type
        stated = self.header.fields.get("content-type", "").lower()
        if block is None or not stated.startswith("application/warc-fields"):
            return
        told = parse(block)
        if kind == "warcinfo":
            missing = [name for name in ("software", "format") if told.first(name) is None]
            if missing:
                self.note("warc.warcinfo-incomplete", f"warcinfo without {' and '.join(missing)}")
            self._filename()
        else:
            self._metadata(told)

    def _filename(self) -> None:
        stated, actual = self.header.fields.get("warc-filename"), self._inspector.basename
        if stated is not None and stated != actual.removesuffix(".open"):
            says = f"WARC-Filename is {stated[:200]!r}"
            self.note("warc.filename-differs", says)

    def _metadata(self, told: Fields) -> None:
        hops, time = told.first("hopsFromSeed"), told.first("fetchTimeMs")
        if hops is not None and not _HOPS.issuperset(hops):
            self.note("warc.metadata-malformed", f"hopsFromSeed is {hops[:60]!r}")
        if time is not None and not time.isdecimal():
            self.note("warc.metadata-malformed", f"fetchTimeMs is {time[:60]!r}")

    # -- facts ---------------------------------------------------------------------------------

    def _rows(self, length: int, message: Message | None) -> None:
        header, inspector = self.header, self._inspector
        head = message.head if message else None
        claim = 0
        if message and header.type == "response" and not message.body_length and message.ended:
            claim = -1 if message.chunked else message.claimed or 0
            if "warc-truncated" in header.fields:
                claim = 0
        inspector.records.append(
            RecordRow(
                self._offset,
                length,
                header.type,
                header.id,
                header.fields.get("warc-date"),
                " ".join(header.concurrent) or None,
                head.method if head else None,
                None if header.uri is None else zlib.crc32(header.uri.encode("utf-8", "replace")),
                claim,
            )
        )
        named = header.fields.get("warc-warcinfo-id")
        if named is not None and named not in inspector.warcinfos:
            inspector.warcinfos[named] = self._offset
        if header.type in ("response", "revisit", "resource"):
            inspector.captures.append(self._capture(length, message))

    def _capture(self, length: int, message: Message | None) -> CaptureRow:
        header, get = self.header, self.header.fields.get
        terms = cdxj.terms(message.start) if message and self._inspector.indexed else None
        status = message.head.status if message and message.head else None
        date, uri, digest = get("warc-date"), header.uri, get("warc-payload-digest")
        reason = get("warc-truncated")
        if self._is_revisit and header.profile != "server-not-modified":
            reason = None  # of the stored block, by section 6.7.2; the exchange was whole
        line = None
        mime = "unk" if terms is None or terms.mime is None else terms.mime
        if (
            self._inspector.indexed
            and header.type != "resource"
            and date
            and uri
            and header.id
            and digest
        ):
            capture = Capture(
                url=uri,
                urlkey=cdxj.key(uri),
                date=date,
                record_type="revisit" if self._is_revisit else "response",
                record_id=header.id,
                status=status,
                mime=mime,
                payload_digest=digest,
                filename=self._inspector.basename.removesuffix(".open"),
                offset=self._offset,
                length=length,
            )
            line = cdxj.line(capture, status=terms.status if terms else None)
        return CaptureRow(
            self._offset,
            length,
            header.type,
            header.id,
            date,
            uri,
            digest,
            status,
            mime,
            None if reason is None else _TRUNCATIONS.get(reason, "unspecified"),
            header.profile,
            get("warc-refers-to"),
            get("warc-refers-to-target-uri"),
            get("warc-refers-to-date"),
            line,
        )
