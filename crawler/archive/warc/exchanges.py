"""Records -> exchanges: what belongs to one capture event, and what a revisit stands for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from crawler.archive.warc import reader
from crawler.archive.warc.fields import Fields, parse, unescape
from crawler.archive.warc.reader import NOT_MODIFIED_PROFILES, Record
from crawler.errors import CorruptRecord, NotArchived
from crawler.models import Exchange, Hop
from crawler.page import http1


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """The records of one capture event (WARC 1.1 section 5.7); those that are missing are None."""

    answer: Record | None = None
    """``response`` or ``revisit``."""
    request: Record | None = None
    """``request``."""
    metadata: Fields = field(default_factory=lambda: Fields(()))
    """Fields of the ``metadata`` record."""

    @property
    def hop(self) -> Hop:
        """How the crawl found the address."""
        return Hop(via=self.metadata.first("via"), path=self.metadata.first("hopsFromSeed") or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """The record a revisit refers to (sections 5.11 to 5.13); what is missing is None."""

    target_uri: str | None
    date: str | None
    """``WARC-Date`` of the original, as written."""
    record_id: str | None
    payload_digest: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a visitor saw: a head, and an entity that may be an earlier capture's."""

    head: http1.Head
    """Head whose fields describe the entity."""
    entity: bytes
    """Body without transfer-coding, content-coding kept."""
    original: Record
    """Record that holds the entity: the record itself unless it is a revisit."""


def bundles(records: Iterable[Record]) -> Iterator[Bundle]:
    """Group the records of a file by capture event; records of other types are left out.

    Records of one event stand together and name each other (``WARC-Concurrent-To``) in our
    files and in those of most writers; a record that stands alone is a bundle of its own.
    """
    group: list[Record] = []
    ids: set[str] = set()
    for record in records:
        if record.type not in ("response", "revisit", "request", "metadata"):
            continue
        own = record.first("WARC-Record-ID") or ""
        named = {own, *record.all("WARC-Concurrent-To")}
        if group and (named.isdisjoint(ids) or any(record.type == other.type for other in group)):
            yield _bundle(group)
            group, ids = [], set()
        group.append(record)
        ids |= named
    if group:
        yield _bundle(group)


def _bundle(group: list[Record]) -> Bundle:
    found = {"response" if record.type == "revisit" else record.type: record for record in group}
    metadata = found.get("metadata")
    return Bundle(
        answer=found.get("response"),
        request=found.get("request"),
        metadata=parse(metadata.block) if metadata else Fields(()),
    )


def reference(record: Record) -> Reference:
    """What a revisit record refers to."""
    return Reference(
        target_uri=record.first("WARC-Refers-To-Target-URI") or record.target_uri,
        date=record.first("WARC-Refers-To-Date"),
        record_id=record.first("WARC-Refers-To"),
        payload_digest=record.first("WARC-Payload-Digest"),
    )


def resolve(record: Record, find: Callable[[Reference], Record | None]) -> Answer:
    """The answer that a ``response`` or ``revisit`` record stands for.

    A revisit of an identical payload has its own head. After a 304, a browser shows the earlier
    answer, so the head is the earlier one.

    :param find: looks an original up; None when it is not there.
    :raises NotArchived: when the original is not there.
    :raises CorruptRecord: when the original holds another payload than the revisit names.
    """
    if record.type != "revisit":
        return Answer(
            head=http1.parse_head(record.block), entity=reader.payload(record), original=record
        )
    wanted = reference(record)
    original = find(wanted)
    if original is None or original.type == "revisit":
        raise NotArchived(f"the original of the revisit of {record.target_uri} is not archived")
    held = original.first("WARC-Payload-Digest")
    if held and wanted.payload_digest and held != wanted.payload_digest:
        raise CorruptRecord(original.filename, original.offset, f"payload {held} is not the one")
    own = record.block and record.first("WARC-Profile") not in NOT_MODIFIED_PROFILES
    return Answer(
        head=http1.parse_head(record.block if own else original.block),
        entity=reader.payload(original),
        original=original,
    )


def exchange(bundle: Bundle, response: bytes | None = None) -> Exchange:
    """The exchange that a bundle records; what no record states is left empty.

    :param response: stands in for the block of the answer, for a revisit made whole.
    :raises CorruptRecord: when the bundle holds neither request nor answer with a date.
    """
    record = bundle.answer or bundle.request
    if record is None:
        raise CorruptRecord("", 0, "not an exchange")
    date, url = record.first("WARC-Date"), record.target_uri
    if date is None or url is None:
        raise CorruptRecord(record.filename, record.offset, "not an exchange")
    request = bundle.request.block if bundle.request else b""
    if response is None:
        response = bundle.answer.block if bundle.answer else b""
    metadata = bundle.metadata
    return Exchange(
        method=http1.parse_head(request).method or "GET",
        url=url,
        began_at=_instant(record, date),
        fetch_time_ms=_number(metadata.first("fetchTimeMs")),
        request=request,
        response=response,
        interim=_bytes(record, metadata.first("interim")),
        trailing_bytes=_number(metadata.first("trailingBytes")),
        ip_address=record.first("WARC-IP-Address"),
        protocols=record.all("WARC-Protocol"),
        cipher_suite=record.first("WARC-Cipher-Suite"),
        truncated=reader.capture(bundle.answer).truncated if bundle.answer else None,
        error=metadata.first("error"),
    )


def _instant(record: Record, date: str) -> datetime:
    try:
        instant = datetime.fromisoformat(date)
    except ValueError as error:
        raise CorruptRecord(record.filename, record.offset, f"WARC-Date {date!r}") from error
    # Quirk: some writers leave out the Z; section 5.4 knows UTC only.
    return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else 0


def _bytes(record: Record, text: str | None) -> bytes:
    if not text:
        return b""
    try:
        return unescape(text)
    except ValueError as error:
        raise CorruptRecord(record.filename, record.offset, "interim field") from error
