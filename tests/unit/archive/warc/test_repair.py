from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.archive.warc import reader
from crawler.archive.warc.members import member
from crawler.archive.warc.repair import adopt, repair
from crawler.archive.warc.writer import WarcWriter
from crawler.errors import CorruptRecord
from crawler.models import Exchange

Make = Callable[..., Exchange]


@pytest.fixture
def torn(tmp_path: Path, writer: WarcWriter, exchange: Make, append: Callable[..., object]) -> Path:
    """An ``.open`` file of three exchanges, whole."""
    for name in "abc":
        append(writer, exchange(url=f"http://a.cn/{name}"))
    writer.sync()
    writer.close()
    (path,) = tmp_path.iterdir()
    return path


def ends(path: Path) -> list[int]:
    return [record.offset + record.length for record in reader.records(path)]


def test_a_whole_file_is_left_alone(torn: Path) -> None:
    before = torn.read_bytes()
    done = repair(torn)
    assert (len(before), 10, 0, None, None) == (
        done.kept_bytes,
        done.kept_records,
        done.cut_bytes,
        done.torn,
        done.found,
    )
    assert before == torn.read_bytes()
    assert [torn] == list(torn.parent.iterdir())


def test_a_tail_torn_at_any_byte_is_cut_to_the_last_whole_record(torn: Path) -> None:
    whole = torn.read_bytes()
    stops = [0, *ends(torn)]
    committed = stops[-2]
    for length in range(committed + 1, len(whole)):
        torn.write_bytes(whole[:length])
        done = repair(torn)
        assert (committed, 9, length - committed) == (
            done.kept_bytes,
            done.kept_records,
            done.cut_bytes,
        )
        assert whole[:committed] == torn.read_bytes()
        assert done.torn is not None
        assert whole[committed:length] == done.torn.read_bytes()
        done.torn.unlink()


def test_a_response_without_its_request_is_kept(torn: Path) -> None:
    whole = torn.read_bytes()
    response_end = ends(torn)[7]
    torn.write_bytes(whole[: response_end + 20])
    assert response_end == repair(torn).kept_bytes
    assert "response" == list(reader.records(torn))[-1].type


def test_a_repair_killed_before_the_cut_is_repeated(torn: Path) -> None:
    whole = torn.read_bytes()
    torn.write_bytes(whole[:-5])
    done = repair(torn)
    assert done.torn is not None
    aside = done.torn.read_bytes()
    torn.write_bytes(whole[:-5])
    (torn.parent / (done.torn.name + ".part")).write_bytes(b"half")
    again = repair(torn)
    assert done == again
    assert aside == done.torn.read_bytes()
    assert {torn, done.torn} == set(torn.parent.iterdir())


def test_another_tail_at_the_same_place_gets_another_name(torn: Path) -> None:
    whole = torn.read_bytes()
    torn.write_bytes(whole + b"one")
    first = repair(torn).torn
    torn.write_bytes(whole + b"two")
    second = repair(torn).torn
    assert first is not None
    assert second is not None
    assert (b"one", b"two") == (first.read_bytes(), second.read_bytes())


@pytest.mark.parametrize(
    "junk",
    [
        b"\0" * 4096,
        b"\x1f\x8b\x08",
        member((("WARC-Type", "metadata"), ("Content-Length", "9")), b"short"),
        member((("WARC-Type", "metadata"),), b""),
    ],
    ids=["zeros", "cut-gzip-head", "cut-record", "no-length"],
)
def test_what_is_no_record_is_cut(torn: Path, junk: bytes) -> None:
    whole = torn.read_bytes()
    torn.write_bytes(whole + junk)
    done = repair(torn)
    assert (len(whole), len(junk)) == (done.kept_bytes, done.cut_bytes)
    assert done.found


def test_what_was_committed_is_taken_on_trust(torn: Path) -> None:
    whole = bytearray(torn.read_bytes())
    committed = ends(torn)[6]
    whole[30] ^= 1
    torn.write_bytes(bytes(whole) + b"x")
    done = repair(torn, from_offset=committed)
    assert (len(whole), 3, 1) == (done.kept_bytes, done.kept_records, done.cut_bytes)


def test_a_file_shorter_than_what_was_committed_is_corrupt(torn: Path) -> None:
    size = torn.stat().st_size
    with pytest.raises(CorruptRecord, match="ends before"):
        repair(torn, from_offset=size + 1)
    assert size == torn.stat().st_size


def test_a_plain_file_is_never_cut(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(b"WARC/1.0\r\n")
    with pytest.raises(CorruptRecord, match=r"not a \.warc\.gz"):
        repair(path)
    assert b"WARC/1.0\r\n" == path.read_bytes()


def test_adopting_repairs_and_seals(torn: Path) -> None:
    torn.write_bytes(torn.read_bytes() + b"x")
    done, final = adopt(torn)
    assert 1 == done.cut_bytes
    assert final is not None
    assert torn.name.removesuffix(".open") == final.name
    assert 10 == len(list(reader.records(final)))


@pytest.mark.parametrize("keep", [0, 1])
def test_adopting_removes_a_file_without_an_exchange(torn: Path, keep: int) -> None:
    torn.write_bytes(torn.read_bytes()[: [0, *ends(torn)][keep] + 10])
    done, final = adopt(torn)
    assert final is None
    assert done.torn is not None
    assert [done.torn] == list(torn.parent.iterdir())
