"""Content codings: the bytes a page was before its server compressed it.

Decoding happens here and not in a WARC library, because readers disagree: warcio cannot read
brotli with today's bindings nor zstd at all, FastWARC ends a file at the first chunked and
compressed record. Servers lie and streams are torn, so everything but a bomb is survived.
The clause is RFC 9110 section 8.4; gzip is RFC 1952, deflate RFC 1950 and 1951, br RFC 7932,
zstd RFC 8878 with the window of RFC 9659.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Protocol, cast

import brotli
import zstandard
from isal import isal_zlib

from crawler.errors import ContentError

_IsalError = cast("type[Exception]", isal_zlib.error)  # Quirk: its stub says instance

_MOST_CODINGS = 5  # as curl: no honest server stacks more
_ZSTD_WINDOW = 8 << 20
_ZSTD_PIECE = 1 << 17
_PIECE = 4096

_GZIP_MAGIC = b"\x1f\x8b"
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"


class _Decoder(Protocol):
    def feed(self, data: bytes, room: int) -> bytes: ...
    @property
    def finished(self) -> bool: ...


def decode(body: bytes, content_encoding: str, *, limit: int) -> bytes:
    """Undo the content codings of a body, the last applied first.

    Torn streams yield what can be decoded, bytes behind the end of a stream are ignored. A body
    that is not what its label says, or whose coding is unknown, comes back unchanged.

    :param body: entity body, transfer-coding removed (:func:`crawler.page.http1.entity`).
    :param content_encoding: value of ``Content-Encoding``, several joined by commas.
    :param limit: bytes that no coding may inflate the body beyond.
    :raises ContentError: when one would.
    """
    codings = [coding.strip().lower() for coding in content_encoding.split(",", _MOST_CODINGS)]
    if len(codings) > _MOST_CODINGS:
        return body
    for coding in reversed(codings):
        if coding in ("", "identity", "none"):
            continue
        undo = _CODINGS.get(coding)
        if undo is None or not body:
            break
        body = undo(body, limit)
    return body


def _gunzip(body: bytes, limit: int) -> bytes:
    if not body.startswith(_GZIP_MAGIC):
        return body
    first, used = _inflate(body, 31, limit)
    if first is None:
        return body
    if not used:
        return first
    parts, room = [first], limit - len(first)
    # Later members are fed in growing windows: hostile bodies hold thousands of tiny ones, and
    # every ``unused_data`` is a copy of the rest of what was fed.
    while body.startswith(_GZIP_MAGIC, used):
        part, length = _next_member(body, used, room)
        parts.append(part)
        room -= len(part)
        if not length:
            break
        used += length
    return b"".join(parts)


def _next_member(body: bytes, start: int, room: int) -> tuple[bytes, int]:
    """One more gzip member and its length, 0 when it is torn or damaged."""
    decoder = isal_zlib.decompressobj(31)
    out, position, window = [], start, 512
    while position < len(body) and not decoder.eof:
        fed = body[position : position + window]
        try:
            out.append(decoder.decompress(fed, room + 1))
        except _IsalError:
            break
        room = _less(room, len(out[-1]))
        position += len(fed)
        window *= 2
    length = position - len(decoder.unused_data) - start if decoder.eof else 0
    return b"".join(out), length


def _inflate(body: bytes, wbits: int, limit: int) -> tuple[bytes | None, int]:
    """All that one stream holds, and its length in ``body`` (0 unless it ended whole).

    None when nothing can be read at all.
    """
    decoder = isal_zlib.decompressobj(wbits)
    try:
        out = decoder.decompress(body, limit + 1)
    except _IsalError:
        out, _ = _salvage(lambda: _Inflater(wbits), body, limit)
        return out or None, 0
    _less(limit, len(out))
    return out, len(body) - len(decoder.unused_data) if decoder.eof else 0


def _deflate(body: bytes, limit: int) -> bytes:
    # Quirk: half of the servers send RFC 1951 (raw), the other half RFC 1950, as the RFC says.
    if body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0:
        out, _ = _inflate(body, 15, limit)
        if out is not None:
            return out
    # Raw deflate has no magic, so plain text may decode a little way: only whole streams count,
    # and torn streams without an error.
    return _if_sound(lambda: _Inflater(-15), body, limit)


def _unbrotli(body: bytes, limit: int) -> bytes:
    return _if_sound(_Unbrotli, body, limit)


def _if_sound(new: Callable[[], _Decoder], body: bytes, limit: int) -> bytes:
    try:
        out = new().feed(body, limit + 1)
    except (_IsalError, brotli.error):
        out, finished = _salvage(new, body, limit)
        return out if finished else body
    _less(limit, len(out))
    return out or body


def _unzstd(body: bytes, limit: int) -> bytes:
    if not body.startswith(_ZSTD_MAGIC):
        return body
    out = bytearray()
    reader = _zstd_reader(body)
    try:
        while piece := reader.read(_ZSTD_PIECE):
            out += piece
            _less(limit, len(out))
    except zstandard.ZstdError:
        # Damaged, or followed by something else. What the failing call had read is lost with it,
        # so the last piece is read once more, byte by byte.
        reader = _zstd_reader(body)
        reader.read(len(out))
        with suppress(zstandard.ZstdError):
            while piece := reader.read(1):
                out += piece
                _less(limit, len(out))
    return bytes(out) or body


def _zstd_reader(body: bytes) -> zstandard.ZstdDecompressionReader:
    decompressor = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    return decompressor.stream_reader(body, read_across_frames=True)


def _salvage(new: Callable[[], _Decoder], body: bytes, limit: int) -> tuple[bytes, bool]:
    """What a damaged stream yields before its first bad byte, and whether it had ended there.

    Decoders throw away the output of the call that fails, so the failing call is narrowed down
    to one byte: the stream is decoded twice up to the bad piece, once more within it.
    """
    probe, sound, room = new(), 0, limit
    while sound < len(body) and not probe.finished:
        try:
            room = _less(room, len(probe.feed(body[sound : sound + _PIECE], room + 1)))
        except (_IsalError, brotli.error):
            break
        sound += _PIECE
    decoder = new()
    out = [decoder.feed(body[:sound], limit + 1)] if sound else []
    for at in range(sound, min(sound + _PIECE, len(body))):
        if decoder.finished:
            break
        try:
            out.append(decoder.feed(body[at : at + 1], limit + 1))
        except (_IsalError, brotli.error):
            break
    text = b"".join(out)
    _less(limit, len(text))
    return text, decoder.finished


def _less(room: int, used: int) -> int:
    if used > room:
        raise ContentError("the body inflates beyond the limit")
    return room - used


class _Inflater:
    def __init__(self, wbits: int) -> None:
        self._stream = isal_zlib.decompressobj(wbits)

    def feed(self, data: bytes, room: int) -> bytes:
        out: bytes = self._stream.decompress(data, room)
        return out

    @property
    def finished(self) -> bool:
        return bool(self._stream.eof)


class _Unbrotli:
    def __init__(self) -> None:
        self._stream = brotli.Decompressor()
        self.finished = False

    def feed(self, data: bytes, room: int) -> bytes:
        out: bytes = self._stream.process(data, output_buffer_limit=room)
        self.finished = self._stream.is_finished()  # may not be asked once it has failed
        return out


_CODINGS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _deflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
