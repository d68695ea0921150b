from __future__ import annotations

import gzip
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from crawler.archive.warc import cdxj, reader
from crawler.archive.warc.reader import WarcFile
from crawler.archive.warc.writer import WarcWriter
from crawler.errors import CorruptRecord
from crawler.models import Capture, Exchange

Make = Callable[..., Exchange]
Append = Callable[..., Capture]


@pytest.fixture
def sealed(tmp_path: Path, writer: WarcWriter, exchange: Make, append: Append) -> Path:
    for name in "ab":
        append(writer, exchange(url=f"http://a.cn/{name}"))
    path = writer.seal()
    assert path is not None
    return path


def plain(*records: bytes) -> bytes:
    return b"".join(record + b"\r\n\r\n" for record in records)


def record(block: bytes, *, version: bytes = b"WARC/1.0", length: int | None = None) -> bytes:
    size = len(block) if length is None else length
    return (
        version + b"\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        b"WARC-Target-URI: <http://a.cn/x>\r\nWARC-Date: 2012-01-02T03:04:05Z\r\n"
        b"Content-Type: application/http; msgtype=response\r\n"
        b"Content-Length: %d\r\n\r\n%s" % (size, block)
    )


HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>"


def test_records_are_read_in_order_and_at_their_offsets(sealed: Path) -> None:
    records = list(reader.records(sealed))
    assert ["warcinfo"] + ["response", "request", "metadata"] * 2 == [r.type for r in records]
    for found in records:
        assert found == reader.read(sealed, found.offset, found.length)
        assert found == reader.read(sealed, found.offset)
    assert records[4:] == list(reader.records(sealed, records[4].offset))


def test_the_payload_of_a_record_is_its_entity(sealed: Path, exchange: Make) -> None:
    response = list(reader.records(sealed))[1]
    assert exchange().response == response.block
    assert exchange().response.partition(b"\r\n\r\n")[2] == reader.payload(response)
    warcinfo = next(reader.records(sealed))
    assert warcinfo.block == reader.payload(warcinfo)


def test_one_open_file_serves_many_reads(sealed: Path) -> None:
    with closing(WarcFile(sealed)) as file:
        first = list(file.records())
        assert first == [file.read(found.offset, found.length) for found in first]


def test_an_open_file_is_named_as_it_will_be(sealed: Path) -> None:
    opened = sealed.rename(sealed.with_name(sealed.name + ".open"))
    assert {sealed.name} == {found.filename for found in reader.records(opened)}


def test_a_wrong_length_or_offset_is_corrupt(sealed: Path) -> None:
    found = list(reader.records(sealed))[1]
    for offset, length in (
        (found.offset, found.length - 1),
        (found.offset, found.length + 1),
        (found.offset + 1, found.length),
        (sealed.stat().st_size, 10),
        (sealed.stat().st_size + 5, 10),
    ):
        with pytest.raises(CorruptRecord) as caught:
            reader.read(sealed, offset, length)
        assert (sealed.name, offset) == (caught.value.path, caught.value.offset)


def test_a_file_torn_at_any_byte_is_corrupt_at_its_last_record(sealed: Path) -> None:
    whole = sealed.read_bytes()
    *_, last = reader.records(sealed)
    for length in range(last.offset + 1, len(whole)):
        sealed.write_bytes(whole[:length])
        with pytest.raises(CorruptRecord) as caught:
            list(reader.records(sealed))
        assert last.offset == caught.value.offset
        with pytest.raises(CorruptRecord):
            reader.read(sealed, last.offset, last.length)


def test_damage_is_found(sealed: Path) -> None:
    found = list(reader.records(sealed))[1]
    data = bytearray(sealed.read_bytes())
    data[found.offset + found.length // 2] ^= 1
    sealed.write_bytes(bytes(data))
    with pytest.raises(CorruptRecord):
        reader.read(sealed, found.offset, found.length)


def test_plain_files_of_the_older_standard_are_read(tmp_path: Path) -> None:
    path = tmp_path / "old.warc"
    big = HTTP + b"x" * 100_000
    path.write_bytes(plain(record(HTTP), record(big), record(b"")))
    first, second, third = reader.records(path)
    assert "http://a.cn/x" == first.target_uri
    assert (HTTP, big, b"") == (first.block, second.block, third.block)
    assert (0, len(record(HTTP)), len(record(HTTP)) + 4) == (
        first.offset,
        first.length,
        second.offset,
    )
    assert second == reader.read(path, second.offset, second.length)
    assert b"<p>" == reader.payload(first)


@pytest.mark.parametrize(
    "data",
    [
        plain(record(HTTP))[:-1],
        record(HTTP),
        record(HTTP)[:-1] + b"\r\n\r\n",
        plain(record(HTTP, length=2)),
        plain(record(HTTP, length=10**14)),
        plain(record(HTTP, version=b"WARC/9.9")),
        plain(record(HTTP).replace(b"Content-Length", b"Content-Long")),
        plain(record(HTTP).replace(b"\r\n\r\n", b"\r\nContent-Length: 1\r\n\r\n", 1)),
        b"WARC/1.0\r\nWARC-Type: response\r\n",
        b"WARC/1.0\r\n" + b"A: b\r\n" * 1_000_000,
        b"hello",
    ],
)
def test_plain_files_that_are_not_whole_are_corrupt(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "bad.warc"
    path.write_bytes(data)
    with pytest.raises(CorruptRecord):
        list(reader.records(path))


def test_one_member_with_many_records_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "all.warc.gz"
    path.write_bytes(gzip.compress(plain(record(HTTP), record(HTTP))))
    with pytest.raises(CorruptRecord, match="more than one record"):
        list(reader.records(path))


def test_members_of_others_may_end_in_other_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"".join(gzip.compress(record(HTTP) + end) for end in (b"", b"\n\n")))
    assert [HTTP, HTTP] == [found.block for found in reader.records(path)]


def test_a_member_shorter_than_its_record_is_corrupt(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(record(HTTP, length=len(HTTP) + 5) + b"\r\n\r\n"))
    with pytest.raises(CorruptRecord, match="block of"):
        list(reader.records(path))


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(plain(record(HTTP + b"\0" * 3_000_000))))
    with closing(WarcFile(path, limit=1_000_000)) as file:
        with pytest.raises(CorruptRecord, match="limit"):
            list(file.records())
        with pytest.raises(CorruptRecord, match="limit"):
            file.read(0, path.stat().st_size)


def test_captures_and_lines_can_be_made_again_from_records(
    tmp_path: Path, writer: WarcWriter, exchange: Make, append: Append
) -> None:
    original = append(writer, exchange())
    cut = exchange(response=b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx", truncated="time")
    captures = [
        original,
        append(writer, exchange(), original),
        append(writer, exchange(response=b"HTTP/1.1 304 Not Modified\r\n\r\n"), original),
        append(writer, cut),
        append(writer, exchange(response=b"hello world\r\n")),
    ]
    path = writer.seal()
    assert path is not None
    found = [r for r in reader.records(path) if r.type in ("response", "revisit")]
    assert captures == [reader.capture(each) for each in found]
    assert [cdxj.line(capture) for capture in captures[:4]] == [
        reader.index_line(each) for each in found[:4]
    ]
    assert '"status": "world"' in reader.index_line(found[4])


def test_what_is_no_capture_is_not_taken_for_one(sealed: Path) -> None:
    with pytest.raises(CorruptRecord, match="not a capture"):
        reader.capture(next(reader.records(sealed)))
