import gzip
import json

import pytest

from crawler.errors import ArchiveError
from crawler.pack.contents import Part
from crawler.pack.index import BLOCK, ZipNum, chosen, entries


def line(number, *, filename="a.warc.gz", mime="text/html", status="200"):
    fields = {
        "url": f"http://a.cn/{number}", "mime": mime, "status": status, "digest": "sha1:A",
        "length": "10", "offset": str(number), "filename": filename,
    }  # fmt: skip
    return f"cn,a)/{number:06} 20260317020000 {json.dumps(fields)}\n".encode()


def part(tmp_path, *written, digest=None):
    file = tmp_path / "index.cdxj"
    file.write_bytes(b"".join(written))
    return Part(path="indexes/index.cdxj", file=file, size=file.stat().st_size, digest=digest)


def test_our_own_lines_and_others_are_read_alike(tmp_path):
    ours = line(1)
    fields = json.loads(ours.split(b" ", 2)[2])
    other = ours[: ours.index(b"{")] + json.dumps(dict(reversed(fields.items()))).encode() + b"\n"
    first, second = entries(part(tmp_path, ours, other))
    assert (first.filename, first.offset, first.length, first.digest) == (
        second.filename, second.offset, second.length, second.digest,
    )  # fmt: skip


def test_only_a_revisit_that_was_not_modified_changes_its_status(tmp_path):
    kept = line(1, mime="text/html", status="304"), line(2, mime="warc/revisit", status="404")
    changed = line(3, mime="warc/revisit", status="304")
    packed = [entry.packed for entry in entries(part(tmp_path, *kept, changed))]
    assert [*kept, changed.replace(b'"304"', b'"200"')] == packed


def test_an_entry_that_points_beyond_its_file_is_refused(tmp_path):
    found = entries(part(tmp_path, line(95)))
    with pytest.raises(ArchiveError, match=r"offset 95 of a\.warc\.gz"):
        list(chosen(found, {"a.warc.gz": 100}, of={"a.warc.gz"}, hidden=frozenset()))


def test_entries_of_other_files_and_hidden_ones_are_left_out(tmp_path):
    index = part(tmp_path, line(1), line(2), line(3, filename="b.warc.gz"))
    sizes = {"a.warc.gz": 100, "b.warc.gz": 100}
    found = chosen(entries(index), sizes, of={"a.warc.gz"}, hidden={("a.warc.gz", 2)})
    assert [1] == [entry.offset for entry in found]


def test_an_index_that_is_not_the_manifests_is_refused(tmp_path):
    with pytest.raises(ArchiveError, match="has changed since it was sealed"):
        list(entries(part(tmp_path, line(1), digest="sha256:0")))


def test_a_line_that_is_no_cdxj_is_refused_with_its_number(tmp_path):
    with pytest.raises(ArchiveError, match="line 2"):
        list(entries(part(tmp_path, line(1), b"hello\n")))


def test_a_zipnum_table_leads_to_every_line():
    written = [line(number) for number in range(BLOCK + 5)]
    zipnum = ZipNum("index.cdx.gz")
    packed = b"".join(zipnum.blocks(written))
    meta, *rows = zipnum.table()
    assert b'!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}\n' == meta
    found = []
    for row, first in zip(rows, (written[0], written[BLOCK]), strict=True):
        key, place = row.split(b" {", 1)
        assert first.split(b" {", 1)[0] == key
        at = json.loads(b"{" + place)
        found += gzip.decompress(packed[at["offset"] :][: at["length"]]).splitlines(keepends=True)
    assert written == found
