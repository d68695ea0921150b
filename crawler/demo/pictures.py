"""Makes small pictures out of nothing: PNG, JPEG and an icon, the same bytes for the same name.

A JPEG is built from flat blocks of 8 by 8 pixels only (ITU-T T.81, baseline, no AC coefficient),
which needs no transform and gives a mosaic of a landscape.
"""

from __future__ import annotations

import hashlib
import struct
import zlib

Colour = tuple[int, int, int]
Mosaic = list[list[Colour]]

BLANK_GIF = bytes.fromhex(
    "47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b"
)
"""One transparent pixel: what stands where an image is loaded later."""


def landscape(name: str, *, columns: int = 40, rows: int = 30) -> Mosaic:
    """A mosaic of sky, hills and water, whose colours and outline hang on a name.

    :param name: anything; the same name gives the same picture.
    :param columns: tiles in a row.
    :param rows: tiles in a column.
    """
    seed = hashlib.sha256(name.encode()).digest()
    sky = (150 + seed[0] % 90, 180 + seed[1] % 60, 215 + seed[2] % 40)
    hill = (40 + seed[3] % 80, 90 + seed[4] % 90, 40 + seed[5] % 60)
    water = (60 + seed[6] % 60, 120 + seed[7] % 60, 140 + seed[8] % 80)

    def tile(x: int, y: int) -> Colour:
        outline = rows // 3 + seed[8 + x * 8 // columns] % max(rows // 4, 1)
        shade = seed[(x * 7 + y * 13) % 32] % 17 - 8
        red, green, blue = sky if y < outline else hill if y < rows * 3 // 4 else water
        return min(255, red + shade), min(255, green + shade), min(255, blue + shade)

    return [[tile(x, y) for x in range(columns)] for y in range(rows)]


def png(mosaic: Mosaic, *, tile: int = 4) -> bytes:
    """A PNG (RFC 2083, 8-bit RGB) with each tile drawn as a square of ``tile`` pixels."""
    return _png(_pixels(mosaic, tile), len(mosaic[0]) * tile)


def grainy(name: str, *, tile: int) -> bytes:
    """A PNG of a landscape with grain in it, which hardly compresses.

    :param name: anything; the same name gives the same picture.
    :param tile: pixels along the side of a tile, of which there are 40 by 30.
    """
    pixels = _pixels(landscape(name), tile)
    grain = hashlib.shake_256(name.encode()).digest(len(pixels))
    mixed = (min(value, 224) + more % 32 for value, more in zip(pixels, grain, strict=True))
    return _png(bytes(mixed), 40 * tile)


def _pixels(mosaic: Mosaic, tile: int) -> bytes:
    return b"".join(b"".join(bytes(colour) * tile for colour in line) * tile for line in mosaic)


def _png(pixels: bytes, width: int) -> bytes:
    rows = range(0, len(pixels), width * 3)
    lines = b"".join(b"\0" + pixels[at : at + width * 3] for at in rows)

    def chunk(kind: bytes, data: bytes) -> bytes:
        tail = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + tail

    head = struct.pack(">IIBBBBB", width, len(rows), 8, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(lines, 9)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def icon(name: str) -> bytes:
    """A ``favicon.ico`` of 16 by 16 pixels that holds a PNG."""
    image = png(landscape(name, columns=16, rows=16), tile=1)
    entry = struct.pack("<BBBBHHII", 16, 16, 0, 0, 1, 24, len(image), 22)
    return struct.pack("<HHH", 0, 1, 1) + entry + image


def jpeg(mosaic: Mosaic) -> bytes:
    """A baseline JPEG (ITU-T T.81) with each tile drawn as one block of 8 by 8 pixels."""
    height, width = len(mosaic) * 8, len(mosaic[0]) * 8
    quantisation = _segment(0xDB, b"\0" + bytes([8] * 64))
    components = b"".join(bytes((i, 0x11, 0)) for i in (1, 2, 3))
    frame = _segment(0xC0, struct.pack(">BHHB", 8, height, width, 3) + components)
    counts = [sum(len(code) == length for code in _DC_CODES) for length in range(1, 17)]
    dc_table = _segment(0xC4, b"\0" + bytes(counts) + bytes(range(12)))
    ac_table = _segment(0xC4, b"\x10" + bytes([1] + [0] * 15) + b"\0")
    scan = _segment(0xDA, b"\x03" + bytes((1, 0, 2, 0, 3, 0)) + b"\0\x3f\0")
    head = _segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
    data = _scan(mosaic).replace(b"\xff", b"\xff\0")
    tables = quantisation + frame + dc_table + ac_table
    return b"\xff\xd8" + head + tables + scan + data + b"\xff\xd9"


def _segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


_CODES = "00 010 011 100 101 110 1110 11110 111110 1111110 11111110 111111110"
_DC_CODES = _CODES.split()
"""Table K.3 of the standard: the code that announces a step of so many bits."""


def _scan(mosaic: Mosaic) -> bytes:
    before = [0, 0, 0]
    bits: list[str] = []
    for line in mosaic:
        for colour in line:
            for i, value in enumerate(_ycc(colour)):
                step, before[i] = value - before[i], value
                size = abs(step).bit_length()
                low = step if step > 0 else step + (1 << size) - 1
                bits.append(_DC_CODES[size] + (format(low, f"0{size}b") if size else "") + "0")
    text = "".join(bits)
    text += "1" * (-len(text) % 8)
    return int(text, 2).to_bytes(len(text) // 8, "big")


def _ycc(colour: Colour) -> tuple[int, int, int]:
    """Luminance and chrominance less 128 (JFIF 1.02), in whole numbers so that no platform
    rounds otherwise."""
    red, green, blue = colour
    y = (299 * red + 587 * green + 114 * blue) // 1000
    return y - 128, (564 * (blue - y)) // 1000, (713 * (red - y)) // 1000
