"""The sample in the repository is what its command makes."""

import gzip
import re
import sqlite3
from pathlib import Path

import pytest

from sample_archive import build

KEPT = Path(__file__).resolve().parents[3] / "archives" / "sample"
# What depends on how ISA-L compresses on this processor.
PLACES = re.compile(
    rb'("(?:length|offset|warcLength|warcOffset|hash|bytes)": ?)"?[0-9a-z:]+"?'
)  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    root = tmp_path_factory.mktemp("sample") / "sample"
    build(root)
    return root


def names(root):
    passing = (".lock", "-wal", "-shm", "-journal")
    files = (path for path in root.rglob("*") if path.is_file())
    return sorted(str(one.relative_to(root)) for one in files if not one.name.endswith(passing))


def content(path):
    """What a file says, whoever compressed it."""
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else PLACES.sub(rb"\1", data)


def rows(root, table, columns):
    with sqlite3.connect(f"file:{root / 'ledger.sqlite'}?mode=ro", uri=True) as ledger:
        return ledger.execute(f"SELECT {columns} FROM {table} ORDER BY id").fetchall()


def test_it_has_the_same_files(built):
    assert names(KEPT) == names(built)


def test_every_file_says_the_same(built):
    files = [name for name in names(KEPT) if name != "ledger.sqlite"]
    differing = [name for name in files if content(KEPT / name) != content(built / name)]
    assert [] == differing, "tests/support/sample_archive.py makes another archives/sample"


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("addresses", "key, url, kind, rule, article, via, hops, state, reason, etag, run"),
        ("captures", "url, date, type, record_id, status, mime, digest, run"),
        ("versions", "article, version, version_id, record_id, url, headline, captured, run"),
        ("runs", "id, began, ended, outcome"),
    ],
)
def test_the_ledger_says_the_same(built, table, columns):
    assert rows(KEPT, table, columns) == rows(built, table, columns)


def test_two_builds_on_one_machine_are_equal_byte_for_byte(built, tmp_path):
    again = tmp_path / "sample"
    build(again)
    assert [] == [
        name for name in names(built)
        if (built / name).read_bytes() != (again / name).read_bytes()
    ]  # fmt: skip


def test_it_holds_what_the_docs_speak_of(built):
    index = (built / "indexes" / "index.cdxj").read_text()
    statuses = set(re.findall(r'"status": "([0-9]+)"', index))
    assert {"200", "301", "302", "304", "404"} == statuses
    lines = b"".join(path.read_bytes() for path in sorted(built.glob("articles/*.jsonl")))
    assert (8, True) == (lines.count(b"\n"), b'"version":2,' in lines)
