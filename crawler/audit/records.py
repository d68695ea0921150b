"""Each record of a file: header, block, digests; and the facts other files are held against."""

from __future__ import annotations

import zlib

from crawler.archive.warc import cdxj
from crawler.archive.warc.fields import parse
from crawler.audit import header
from crawler.audit.digests import Stated
from crawler.audit.facts import CaptureRow, RecordRow
from crawler.audit.findings import Reporter, Tally
from crawler.audit.header import Header
from crawler.audit.http import Chunks, Message
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

    def __init__(self, name: str, *, ours: bool, indexed: bool) -> None:
        self.indexed = indexed
        self.name = name
        self.basename = name.rpartition("/")[2]
        self.tally = Tally()
        self._reporter = Reporter(self.tally, ours=ours)
        self.records: list[RecordRow] = []
        self.captures: list[CaptureRow] = []
        self.warcinfos: dict[str, int] = {}
        """Values of ``WARC-Warcinfo-ID``, each with the offset of the first record that has it."""

    def damage(self, code: str, offset: int, says: str, held: bytes = b"") -> None:
        """Bytes that are no record.

        :param held: what could be read of one.
        """
        read = header.read(held.partition(b"\r\n\r\n")[0] + b"\r\n\r\n", lambda code, says: None)
        self.report(code, offset, read.id, says)

    def report(self, code: str, offset: int, record: str | None, says: str) -> None:
        """A defect at a place."""
        self._reporter.add(code, self.name, says, offset=offset, record=record)


class Inspection:
    """A record that goes by. Its notes count only when its end is reached.

    :param data: its header, version line and empty line included.
    """

    def __init__(self, inspector: Inspector, offset: int, data: bytes) -> None:
        self._inspector = inspector
        self._offset = offset
        self._notes: list[tuple[str, str]] = []
        self.header: Header = header.read(data, self.note)
        header.check(self.header, self.note)
        self.length = self.header.length
        """``Content-Length``, None when the header does not say it."""
        kind, stated = self.header.type, self.header.fields
        self._is_revisit = kind == "revisit"
        self._truncated = "warc-truncated" in stated
        self._kept = b"" if kind in ("warcinfo", "metadata") else None
        whole = "warc-segment-number" not in stated
        self._block = self._stated("block")
        self._payload = self._stated("payload") if whole else None
        # Of a revisit, the digest is the original's; it is compared when all originals are known.
        held = None if self._is_revisit else self._payload
        self._message = Message(held) if self.header.is_http and whole else None
        self._plain = held if self._message is None else None

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
        """The end of the record was reached.

        :param length: of the record, as an index counts it.
        """
        self._digests()
        message = self._message
        if message is not None and self.length:
            message.end()
            self._http(message)
        self._fields_in_block()
        if message is not None and message.head is None:
            message = None
        inspector, record = self._inspector, self.header
        inspector.records.append(self._record(message))
        named = record.fields.get("warc-warcinfo-id")
        if named is not None:
            inspector.warcinfos.setdefault(named, self._offset)
        if record.type in ("response", "revisit", "resource"):
            inspector.captures.append(self._capture(length, message))
        for code, says in self._notes:
            inspector.report(code, self._offset, record.id, says)

    # -- digests -------------------------------------------------------------------------------

    def _digests(self) -> None:
        kind = self.header.type
        if self._block is None:
            self.note("warc.block-digest-missing", "the record has no WARC-Block-Digest")
        elif self._block.hash is not None and not self._block.fits(self._block.hash):
            says = f"the block is not the one with {self._block.label}"
            self.note("warc.block-digest-wrong", says)
        needed = kind in ("response", "resource")
        if needed and "warc-payload-digest" not in self.header.fields:
            self.note("warc.payload-digest-missing", f"a {kind} without WARC-Payload-Digest")
        plain = self._plain
        if plain is not None and plain.hash is not None and not plain.fits(plain.hash):
            says = f"the payload is not the one with {plain.label}"
            self.note("warc.payload-digest-wrong", says)

    def _payload_digest(self, message: Message) -> None:
        stated = self._payload
        if stated is None or stated.hash is None:
            return
        standard, raw = message.hashes
        if stated.fits(standard):
            return
        if not stated.fits(raw):
            says = f"the entity is not the one with {stated.label}"
            self.note("warc.payload-digest-wrong", says)
        elif message.chunks is not None:
            says = "the payload digest is over the chunks as sent, not over the entity"
            self.note("warc.payload-digest-chunked", says)

    # -- the message ---------------------------------------------------------------------------

    def _http(self, message: Message) -> None:
        head = message.head
        assert head is not None
        is_http = (head.method if self.header.type == "request" else head.status) is not None
        if not is_http:
            self.note("http.not-http", f"the block begins {message.start[:40]!r}")
        elif head.version.startswith(("HTTP/2", "HTTP/3")):
            self.note("http.version", f"the start line is {head.start_line[:60]!r}")
        if is_http and not message.ended and not self._truncated:
            self.note("http.head-unended", "the HTTP head has no end, nor is the record truncated")
        if self._is_revisit:
            if is_http:
                self._revisit(message)
            return
        self._payload_digest(message)
        # An empty body answers a HEAD, or it was lost: the request of the event shows which.
        if not is_http or message.body_length == 0:
            return
        if message.chunks is not None and not self._truncated:
            self._chunks(message.chunks)
        elif message.claimed is not None:
            self._length(message.body_length, message.claimed)
        if coding := message.not_encoded():
            self.note("http.not-encoded", f"Content-Encoding is {coding}, the body is not")

    def _chunks(self, chunks: Chunks) -> None:
        if chunks.state == "not-chunked":
            self.note("http.not-chunked", "Transfer-Encoding is chunked, the body is not")
        elif chunks.state != "done":
            self.note("http.chunks-torn", "the chunks break off and WARC-Truncated does not say so")
        if chunks.surplus:
            self.note("http.chunks-followed", f"{chunks.surplus} bytes follow the last chunk")

    def _length(self, found: int, claimed: int) -> None:
        says = f"the body has {found} bytes, Content-Length says {claimed}"
        if found > claimed:
            self.note("http.body-long", says)
        elif found < claimed and not self._truncated:
            self.note("http.body-short", says)

    def _revisit(self, message: Message) -> None:
        """WARC 1.1 sections 6.7.2 and 6.7.3."""
        if self.header.profile == "server-not-modified":
            if message.body_length:
                says = f"{message.body_length} bytes of body in a server-not-modified revisit"
                self.note("warc.revisit-has-body", says)
        elif not message.body_length and not self._truncated:
            says = "the block was cut behind its head, and WARC-Truncated does not say so"
            self.note("warc.revisit-not-truncated", says)

    # -- fields in the block -------------------------------------------------------------------

    def _fields_in_block(self) -> None:
        block, header = self._kept, self.header
        stated = header.fields.get("content-type", "").lower()
        if block is None or not stated.startswith("application/warc-fields"):
            return
        held = parse(block)
        if header.type == "warcinfo":
            missing = [name for name in ("software", "format") if held.first(name) is None]
            if missing:
                self.note("warc.warcinfo-incomplete", f"warcinfo without {' and '.join(missing)}")
            filename = header.fields.get("warc-filename")
            if filename not in (None, self._inspector.basename.removesuffix(".open")):
                self.note("warc.filename-differs", f"WARC-Filename is {str(filename)[:200]!r}")
            return
        hops, time = held.first("hopsFromSeed"), held.first("fetchTimeMs")
        if hops is not None and not _HOPS.issuperset(hops):
            self.note("warc.metadata-malformed", f"hopsFromSeed is {hops[:60]!r}")
        if time is not None and not time.isdecimal():
            self.note("warc.metadata-malformed", f"fetchTimeMs is {time[:60]!r}")

    # -- facts ---------------------------------------------------------------------------------

    def _record(self, message: Message | None) -> RecordRow:
        header, claim = self.header, 0
        empty = message and message.ended and not message.body_length and not self._truncated
        if message and empty and header.type == "response":
            claim = -1 if message.chunks is not None else message.claimed or 0
        return RecordRow(
            self._offset, header.type, header.id, header.fields.get("warc-date"),
            " ".join(header.concurrent) or None,
            message.head.method if message and message.head else None,
            None if header.uri is None else zlib.crc32(header.uri.encode("utf-8", "replace")),
            claim,
        )  # fmt: skip

    def _capture(self, length: int, message: Message | None) -> CaptureRow:
        header, get, indexed = self.header, self.header.fields.get, self._inspector.indexed
        date, digest, reason = get("warc-date"), get("warc-payload-digest"), get("warc-truncated")
        if self._is_revisit and header.profile != "server-not-modified":
            reason = None  # of the stored block, by section 6.7.2; the exchange was whole
        status = message.head.status if message and message.head else None
        terms = cdxj.terms(message.start) if message and indexed else None
        mime = "unk" if terms is None or terms.mime is None else terms.mime
        line = None
        wanted = indexed and header.type != "resource"
        if wanted and date and header.uri and header.id and digest:
            capture = Capture(
                url=header.uri, urlkey=cdxj.key(header.uri), date=date,
                record_type="revisit" if self._is_revisit else "response", record_id=header.id,
                status=status, mime=mime, payload_digest=digest,
                filename=self._inspector.basename.removesuffix(".open"), offset=self._offset,
                length=length,
            )  # fmt: skip
            line = cdxj.line(capture, status=terms.status if terms else None)
        return CaptureRow(
            self._offset, length, header.type, header.id, date, header.uri, digest, status, mime,
            None if reason is None else _TRUNCATIONS.get(reason, "unspecified"), header.profile,
            get("warc-refers-to"), get("warc-refers-to-target-uri"), get("warc-refers-to-date"),
            line,
        )  # fmt: skip
