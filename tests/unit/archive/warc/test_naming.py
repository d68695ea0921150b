from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.archive.warc import naming
from crawler.errors import CaptureNotWritten


@pytest.mark.parametrize(
    ("prefix", "hostname", "expected"),
    [
        ("zjol", "host", "zjol-20261123020000123-00007-host.warc.gz"),
        ("浙江 a", "a.b-c/../d", "_a-20261123020000123-00007-a.b-c_.._d.warc.gz"),
        ("", "", "_-20261123020000123-00007-_.warc.gz"),
    ],
)
def test_names_follow_annex_c_with_milliseconds(prefix: str, hostname: str, expected: str) -> None:
    instant = datetime(2026, 11, 23, 2, 0, 0, 123999, tzinfo=UTC)
    assert expected == naming.file_name(prefix, instant, serial=7, hostname=hostname)


def test_sealing_gives_the_final_name(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz.open"
    path.write_bytes(b"x")
    assert path == naming.locate(tmp_path, "a.warc.gz")
    final = naming.seal(path)
    assert tmp_path / "a.warc.gz" == final == naming.locate(tmp_path, "a.warc.gz")
    assert [final] == list(tmp_path.iterdir())


def test_sealing_never_replaces_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz.open"
    path.write_bytes(b"new")
    (tmp_path / "a.warc.gz").write_bytes(b"old")
    with pytest.raises(CaptureNotWritten, match="exists"):
        naming.seal(path)
    assert b"old" == (tmp_path / "a.warc.gz").read_bytes()
    assert b"new" == path.read_bytes()


def test_sealing_what_is_not_there_fails_as_a_capture_does(tmp_path: Path) -> None:
    with pytest.raises(CaptureNotWritten, match="sealed"):
        naming.seal(tmp_path / "a.warc.gz.open")
