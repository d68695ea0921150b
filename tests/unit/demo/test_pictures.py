from __future__ import annotations

import struct
import zlib

from crawler.demo import pictures


def _png_pixels(data: bytes) -> tuple[int, int, bytes]:
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    at, found = 8, {}
    while at < len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + length]
        (check,) = struct.unpack_from(">I", data, at + 8 + length)
        assert zlib.crc32(kind + body) == check
        found[kind] = body
        at += length + 12
    width, height = struct.unpack_from(">II", found[b"IHDR"])
    return width, height, zlib.decompress(found[b"IDAT"])


def test_a_png_holds_the_mosaic() -> None:
    mosaic = [[(255, 0, 0), (0, 255, 0)], [(0, 0, 255), (9, 9, 9)]]
    width, height, lines = _png_pixels(pictures.png(mosaic, tile=1))
    assert (2, 2) == (width, height)
    assert bytes((0, 255, 0, 0, 0, 255, 0)) + bytes((0, 0, 0, 255, 9, 9, 9)) == lines


def test_a_jpeg_says_its_size_and_ends_as_it_must() -> None:
    data = pictures.jpeg(pictures.landscape("甲", columns=5, rows=3))
    at = data.index(b"\xff\xc0")
    assert (24, 40) == struct.unpack_from(">HH", data, at + 5)
    assert data.startswith(b"\xff\xd8\xff\xe0")
    assert data.endswith(b"\xff\xd9")


def test_a_jpeg_scan_holds_no_false_marker() -> None:
    for name in map(str, range(30)):
        data = pictures.jpeg(pictures.landscape(name, columns=12, rows=12))
        scan = data[data.index(b"\xff\xda") + 14 : -2]
        assert b"" == scan.replace(b"\xff\x00", b"").partition(b"\xff")[1]


def test_the_first_tile_of_a_jpeg_is_coded_by_the_standard_table() -> None:
    """T.81 annex F: a grey tile of 128 differs by 0 from the start: code 00, then end of block."""
    data = pictures.jpeg([[(128, 128, 128)]])
    scan = data[data.index(b"\xff\xda") + 14 : -2]
    assert bytes([0b00000000, 0b01111111]) == scan  # three times 00 and 0, then padding


def test_grain_does_not_compress() -> None:
    data = pictures.grainy("甲", tile=4)
    width, height, lines = _png_pixels(data)
    assert (160, 120) == (width, height)
    assert len(data) > len(lines) / 2


def test_a_name_gives_the_same_picture_always() -> None:
    assert pictures.landscape("甲") == pictures.landscape("甲")
    assert pictures.landscape("甲") != pictures.landscape("乙")


def test_an_icon_holds_a_png() -> None:
    data = pictures.icon("甲")
    size, offset = struct.unpack_from("<II", data, 14)
    assert (16, 16) == _png_pixels(data[offset : offset + size])[:2]
