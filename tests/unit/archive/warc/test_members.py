from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from crawler.archive.warc.members import DENSE, Member, member, walk
from crawler.archive.warc.source import FileSource
from crawler.errors import CorruptRecord

RECORD = (("WARC-Type", "resource"), ("Content-Length", "3"))


def members(path: Path, start: int = 0) -> list[Member]:
    with FileSource(path) as source:
        return list(walk(source, start))


def test_a_member_is_a_whole_record(tmp_path: Path) -> None:
    data = member(RECORD, b"abc", level=DENSE)
    expected = b"WARC/1.1\r\nWARC-Type: resource\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n"
    assert expected == gzip.decompress(data)
    assert data == member(RECORD, b"abc", level=DENSE)


def test_members_are_walked_in_order(tmp_path: Path) -> None:
    parts = [
        member(RECORD, block) for block in (b"", b"abc", os.urandom(300_000), b"\0" * 5_000_000)
    ]
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"".join(parts))
    walked = members(path)
    offsets = [sum(map(len, parts[:n])) for n in range(4)]
    assert offsets == [found.offset for found in walked]
    assert [len(part) for part in parts] == [found.length for found in walked]
    assert [len(gzip.decompress(part)) for part in parts] == [found.inflated for found in walked]
    assert all(
        gzip.decompress(part)[:65536] == m.start for part, m in zip(parts, walked, strict=True)
    )
    assert walked[2:] == members(path, offsets[2])


@pytest.mark.parametrize("size", [1 << 20, (1 << 20) + 1, 3 << 20, (2 << 20) - 56])
def test_output_held_back_at_the_end_of_the_file_is_not_lost(tmp_path: Path, size: int) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(b"\0" * size))
    assert [size] == [found.inflated for found in members(path)]


def test_an_empty_file_has_no_members(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"")
    assert [] == members(path)


@pytest.mark.parametrize("tail", [b"\0", b"\x1f", b"\x1f\x8b", b"WARC/1.1\r\n", b"\x1f\x8b\x08\0"])
def test_what_is_no_member_is_corrupt(tmp_path: Path, tail: bytes) -> None:
    whole = member(RECORD, b"abc")
    path = tmp_path / "a.warc.gz"
    path.write_bytes(whole + tail)
    with pytest.raises(CorruptRecord) as caught:
        members(path)
    assert ("a.warc.gz", len(whole)) == (caught.value.path, caught.value.offset)


def test_a_flipped_bit_is_found_or_means_nothing(tmp_path: Path) -> None:
    whole = member(RECORD, b"a" * 500)
    path = tmp_path / "a.warc.gz"
    found = 0
    for bit in range(8 * len(whole)):
        damaged = bytearray(whole)
        damaged[bit // 8] ^= 1 << bit % 8
        path.write_bytes(bytes(damaged))
        try:
            (survivor,) = members(path)
        except CorruptRecord:
            found += 1
        else:
            # Time, level and system in the gzip header, and the padding of deflate blocks.
            assert gzip.decompress(whole) == survivor.start
    assert found > 6 * len(whole)
