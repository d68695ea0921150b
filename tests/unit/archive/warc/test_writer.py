from __future__ import annotations

import errno
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from crawler.archive.warc import reader
from crawler.archive.warc.writer import DiskFile, WarcInfo, WarcWriter
from crawler.errors import CaptureNotWritten
from crawler.models import Capture, Exchange

Make = Callable[..., Exchange]
Append = Callable[..., Capture]
NOW = datetime(2026, 11, 23, 2, 0, 0, 123456, tzinfo=UTC)
FIRST = "zjol-20261123020000123-00000-host.warc.gz"


class FailingDisk(DiskFile):
    """A disk with room for so many bytes, whose fsync may fail, that writes in small steps."""

    room = 10**9
    broken_sync = False
    broken_truncate = False

    def write(self, data: memoryview, /) -> int:
        if not FailingDisk.room:
            raise OSError(errno.ENOSPC, "no space left")
        written = super().write(data[: min(700, FailingDisk.room)])
        FailingDisk.room -= written
        return written

    def sync(self) -> None:
        if FailingDisk.broken_sync:
            raise OSError(errno.EIO, "input/output error")
        super().sync()

    def truncate(self, size: int, /) -> None:
        if FailingDisk.broken_truncate:
            raise OSError(errno.EIO, "input/output error")
        super().truncate(size)


@pytest.fixture
def failing(tmp_path: Path, info: WarcInfo, new_id: Callable[[], UUID]) -> WarcWriter:
    FailingDisk.room, FailingDisk.broken_sync, FailingDisk.broken_truncate = 10**9, False, False
    return WarcWriter(
        tmp_path,
        prefix="zjol",
        info=info,
        max_bytes=10**9,
        now=lambda: NOW,
        new_id=new_id,
        opener=FailingDisk,
    )


def rolling(tmp_path: Path, info: WarcInfo, new_id: Callable[[], UUID], size: int) -> WarcWriter:
    return WarcWriter(
        tmp_path, prefix="zjol", info=info, max_bytes=size, now=lambda: NOW, new_id=new_id
    )


def names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def test_captures_point_at_their_records(
    tmp_path: Path, writer: WarcWriter, exchange: Make, append: Append
) -> None:
    captures = [append(writer, exchange(url=f"http://a.cn/{name}")) for name in "abc"]
    assert FIRST == writer.filename
    assert 0 == writer.committed < writer.position
    writer.sync()
    assert writer.committed == writer.position
    assert writer.position == (tmp_path / f"{FIRST}.open").stat().st_size
    assert tmp_path / FIRST == writer.seal()
    assert [FIRST] == names(tmp_path)
    for capture in captures:
        record = reader.read(tmp_path / FIRST, capture.offset, capture.length)
        assert capture == reader.capture(record)


def test_the_file_begins_with_its_warcinfo(
    tmp_path: Path, writer: WarcWriter, exchange: Make, append: Append
) -> None:
    append(writer, exchange())
    writer.seal()
    first, *others = reader.records(tmp_path / FIRST)
    assert "warcinfo" == first.type
    assert FIRST == first.sole("WARC-Filename")
    assert {first.sole("WARC-Record-ID")} == {record.sole("WARC-Warcinfo-ID") for record in others}


def test_a_run_without_exchanges_leaves_no_file(tmp_path: Path, writer: WarcWriter) -> None:
    writer.sync()
    assert writer.seal() is None
    assert [] == names(tmp_path)


def test_a_file_with_nothing_but_its_warcinfo_is_removed(
    tmp_path: Path, writer: WarcWriter
) -> None:
    def fail(warcinfo_id: str) -> None:
        raise LookupError(warcinfo_id)

    with pytest.raises(LookupError):
        writer.append(fail)  # type: ignore[arg-type]
    assert [f"{FIRST}.open"] == names(tmp_path)
    assert writer.seal() is None
    assert [] == names(tmp_path)


def test_an_exchange_that_does_not_fit_begins_a_new_file(
    tmp_path: Path, info: WarcInfo, new_id: Callable[[], UUID], exchange: Make, append: Append
) -> None:
    writer = rolling(tmp_path, info, new_id, 4000)
    captures = [append(writer, exchange(url=f"http://a.cn/{n}")) for n in range(9)]
    writer.seal()
    files = names(tmp_path)
    assert len(files) > 1
    assert [f"zjol-20261123020000123-{n:05d}-host.warc.gz" for n in range(len(files))] == files
    for name in files:
        assert (tmp_path / name).stat().st_size <= 4000
        first, *others = reader.records(tmp_path / name)
        assert {first.sole("WARC-Record-ID")} == {r.sole("WARC-Warcinfo-ID") for r in others}
        assert ["response", "request", "metadata"] * (len(others) // 3) == [r.type for r in others]
    for capture in captures:
        record = reader.read(tmp_path / capture.filename, capture.offset, capture.length)
        assert capture == reader.capture(record)


def test_the_size_boundary_is_exact(
    tmp_path: Path, info: WarcInfo, new_id: Callable[[], UUID], exchange: Make, append: Append
) -> None:
    probe = rolling(tmp_path, info, new_id, 10**9)
    append(probe, exchange())
    append(probe, exchange())
    size = probe.position
    probe.seal()
    (tmp_path / FIRST).unlink()
    for limit, files in ((size + 8, 1), (size - 8, 2)):  # ids differ, and so the sizes a little
        directory = tmp_path / str(limit)
        directory.mkdir()
        writer = rolling(directory, info, new_id, limit)
        append(writer, exchange())
        append(writer, exchange())
        writer.seal()
        assert files == len(names(directory))


def test_an_exchange_larger_than_a_file_has_one_of_its_own(
    tmp_path: Path, info: WarcInfo, new_id: Callable[[], UUID], exchange: Make, append: Append
) -> None:
    writer = rolling(tmp_path, info, new_id, 10)
    for _ in range(2):
        append(writer, exchange())
    writer.seal()
    assert [4, 4] == [len(list(reader.records(path))) for path in tmp_path.iterdir()]


def test_names_that_are_taken_are_passed_over(
    tmp_path: Path, writer: WarcWriter, exchange: Make, append: Append
) -> None:
    (tmp_path / FIRST).write_bytes(b"sealed")
    (tmp_path / f"{FIRST.replace('-00000-', '-00001-')}.open").write_bytes(b"open")
    assert FIRST.replace("-00000-", "-00002-") == append(writer, exchange()).filename
    assert b"sealed" == (tmp_path / FIRST).read_bytes()


def test_a_directory_that_is_not_there_fails_the_capture(
    tmp_path: Path, info: WarcInfo, new_id: Callable[[], UUID], exchange: Make, append: Append
) -> None:
    writer = rolling(tmp_path / "nowhere", info, new_id, 10**9)
    for _ in range(2):
        with pytest.raises(CaptureNotWritten):
            append(writer, exchange())


def test_a_full_disk_at_any_byte_leaves_whole_exchanges_and_ends_writing(
    tmp_path: Path, failing: WarcWriter, exchange: Make, append: Append
) -> None:
    append(failing, exchange())
    failing.sync()
    path = tmp_path / f"{FIRST}.open"
    one = path.stat().st_size
    for room in (0, 1, 300, 699, 700, 701, one):
        directory = tmp_path / str(room)
        directory.mkdir()
        FailingDisk.room = one + 10 + room
        writer = WarcWriter(
            directory,
            prefix="zjol",
            info=failing._info,
            max_bytes=10**9,
            now=lambda: NOW,
            new_id=failing._new_id,
            opener=FailingDisk,
        )
        for _ in range(9):
            append(writer, exchange())
        with pytest.raises(CaptureNotWritten, match="no space"):
            writer.sync()
        types = [record.type for record in reader.records(directory / f"{FIRST}.open")]
        assert "warcinfo" == types[0]
        assert ["response", "request", "metadata"] * (len(types) // 3) == types[1:]
        FailingDisk.room = 10**9
        for attempt in (writer.sync, writer.seal, lambda w=writer: append(w, exchange())):
            with pytest.raises(CaptureNotWritten, match="refused"):
                attempt()
        writer.close()


def test_a_failed_fsync_takes_back_what_it_was_to_cover(
    tmp_path: Path, failing: WarcWriter, exchange: Make, append: Append
) -> None:
    append(failing, exchange())
    failing.sync()
    committed = failing.committed
    append(failing, exchange())
    FailingDisk.broken_sync = True
    with pytest.raises(CaptureNotWritten, match="error"):
        failing.sync()
    assert committed == failing.committed == (tmp_path / f"{FIRST}.open").stat().st_size


def test_a_file_that_cannot_be_cut_back_is_told_of(
    failing: WarcWriter, exchange: Make, append: Append
) -> None:
    append(failing, exchange())
    FailingDisk.room, FailingDisk.broken_truncate = 100, True
    with pytest.raises(CaptureNotWritten, match="nor can it be cut back to 0"):
        failing.sync()


def test_a_file_that_cannot_be_sealed_ends_writing(
    tmp_path: Path, writer: WarcWriter, exchange: Make, append: Append
) -> None:
    append(writer, exchange())
    (tmp_path / FIRST).write_bytes(b"in the way")
    with pytest.raises(CaptureNotWritten, match="exists"):
        writer.seal()
    with pytest.raises(CaptureNotWritten, match="refused"):
        append(writer, exchange())
    assert 4 == len(list(reader.records(tmp_path / f"{FIRST}.open")))


def test_much_held_back_is_written_before_sync(
    tmp_path: Path, writer: WarcWriter, exchange: Make, append: Append
) -> None:
    noise = bytes(range(256)) * 4096
    image = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n"
    size = 0
    for number in range(200):
        append(writer, exchange(response=image + noise + b"%d" % number))
        size = (tmp_path / f"{FIRST}.open").stat().st_size
    assert 0 <= size < writer.position
    writer.sync()
    assert writer.position == (tmp_path / f"{FIRST}.open").stat().st_size


def test_records_of_another_file_are_refused(
    writer: WarcWriter, exchange: Make, append: Append
) -> None:
    append(writer, exchange())
    with pytest.raises(ValueError, match="another file"):
        writer.append(lambda _: _stranger(exchange()))


def _stranger(exchange: Exchange):  # type: ignore[no-untyped-def]
    from crawler.archive.warc import records
    from crawler.models import Hop

    return records.encode(
        records.digest(exchange), hop=Hop(), warcinfo_id="<x>", new_id=lambda: UUID(int=1)
    )
