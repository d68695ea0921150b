"""CDXJ: one line a capture, equal byte for byte to what ``cdxj-indexer -s`` 1.5 writes.

CDXJ 0.1.0: searchable URL (SURT), 14-digit timestamp, one-line JSON; sorted by byte value.
"""

from __future__ import annotations

import heapq
import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeadersParser

from crawler.archive.warc.naming import sync_directory
from crawler.models import Capture
from crawler.urls import urlkey

_MIME_END = re.compile(r"[;\s]")
_NO_DIGIT = re.compile(r"[^0-9]")
_NO_MIME = "unk"

# A head every parser reads alike. Anything else is given to the parser that cdxj-indexer uses.
_PLAIN_START = re.compile(rb"HTTP/1\.[01] ([0-9]{3})(?: [!-~]+)*\r?\n")
_PLAIN_LINE = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+:[ -~]*")
_CONTENT_TYPE = b"content-type:"
_LARGEST_HEAD = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What index tools read out of the head of a response, odd heads included."""

    status: str | None
    """Second word of the first line, whatever it is; None when that line is blank."""
    mime: str | None
    """``Content-Type`` up to the first blank or semicolon, as written; None without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A parsed line of an index, ours or another writer's."""

    urlkey: str
    timestamp: str
    """14 digits, UTC."""
    fields: dict[str, Any]
    """The JSON object; most tools write every value as a string."""


def terms(block: bytes) -> Terms:
    """Read the head of a response as warcio reads it, and so every index made with it."""
    start = _PLAIN_START.match(block)
    if start is None:
        return _odd_terms(block)
    mime = None
    position = start.end()
    while True:
        end = block.find(b"\n", position)
        line = block[position:end].removesuffix(b"\r") if end >= 0 else b" "
        if not line:
            return Terms(status=start[1].decode("ascii"), mime=mime)
        if _PLAIN_LINE.fullmatch(line) is None:
            return _odd_terms(block)
        if mime is None and line[:13].lower() == _CONTENT_TYPE:
            mime = _mime(line[13:].decode("ascii"))
        position = end + 1


def _odd_terms(block: bytes) -> Terms:
    # Quirk: warcio decodes each line as UTF-8, else as ISO-8859-1, ends a head at a line of
    # blanks, and takes any first line for a status line.
    head = StatusAndHeadersParser([], verify=False).parse(BytesIO(block[:_LARGEST_HEAD]))
    if not head:
        return Terms(status=None, mime=None)
    value = head.get_header("content-type")
    return Terms(status=head.get_statuscode(), mime=None if value is None else _mime(value))


def _mime(value: str) -> str:
    value = value.strip()
    return _MIME_END.split(value, maxsplit=1)[0].strip()


def line(capture: Capture, *, status: str | None = None) -> str:
    """The index line of a capture, without line end.

    :param status: :attr:`Terms.status`, where it is not ``capture.status`` in digits: of heads
        that are not HTTP, index tools print whatever word stands there.
    """
    if status is None and capture.status is not None:
        status = str(capture.status)
    entry = {"url": capture.url}
    if capture.record_type == "revisit":
        entry["mime"] = "warc/revisit"
    elif capture.mime != _NO_MIME:
        entry["mime"] = capture.mime
    if status is not None:
        entry["status"] = status
    entry["digest"] = capture.payload_digest
    entry["length"] = str(capture.length)
    entry["offset"] = str(capture.offset)
    entry["filename"] = capture.filename
    return f"{capture.urlkey} {timestamp(capture.date)} {json.dumps(entry)}"


def key(url: str) -> str:
    """The searchable URL of a line: the SURT, or the URL itself where there is none."""
    try:
        return urlkey(url)
    except ValueError:  # Quirk: surt refuses impossible ports; cdxj-indexer prints the URL then
        return url


def timestamp(date: str) -> str:
    """``WARC-Date`` as 14 digits: fractions of a second are cut off."""
    return _NO_DIGIT.sub("", date)[:14].ljust(14, "0")


def parse(text: str) -> Entry:
    """Parse a line.

    :raises ValueError: when it is no CDXJ line.
    """
    urlkey, _, rest = text.rstrip("\r\n").partition(" ")
    stamp, _, fields = rest.partition(" ")
    try:
        entry = json.loads(fields)
    except RecursionError as error:
        raise ValueError("a CDXJ line nested too deeply") from error
    if not urlkey or not stamp.isdecimal() or not isinstance(entry, dict):
        raise ValueError(f"not a CDXJ line: {text[:200]!r}")
    return Entry(urlkey=urlkey, timestamp=stamp, fields=entry)


def write_index(path: Path, lines: Iterable[str]) -> None:
    """Replace an index by these lines, sorted by byte value, each once.

    :param lines: without line ends, in any order.
    :raises OSError: the old index is untouched then.
    """
    _replace(path, iter(sorted({text.encode() + b"\n" for text in lines})))


def merge_index(path: Path, lines: Iterable[str]) -> None:
    """Add lines to an index, which may not exist yet; memory holds only the new ones.

    :raises OSError: the old index is untouched then.
    """
    new = sorted({text.encode() + b"\n" for text in lines})
    if path.exists():
        with path.open("rb") as old:
            _replace(path, heapq.merge(old, new))
    else:
        _replace(path, iter(new))


def _replace(path: Path, lines: Iterator[bytes]) -> None:
    temporary = path.with_name(path.name + ".tmp")
    with temporary.open("wb", buffering=1 << 20) as out:
        last = b""
        for text in lines:
            if text != last:
                out.write(text if text.endswith(b"\n") else text + b"\n")
            last = text
        out.flush()
        os.fsync(out.fileno())
    temporary.replace(path)
    sync_directory(path.parent)
