import gzip
from io import BytesIO
from uuid import UUID

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator

from crawler.archive.warc import reader
from crawler.archive.warc.members import filler

DATE = "2026-11-23T02:00:00Z"


def made(length):
    return filler(length, new_id=UUID(int=7), date=DATE)


@pytest.mark.parametrize("length", [*range(400, 412), 3_000, 65_536, 2_000_003])
def test_it_is_one_record_of_exactly_that_length(length, tmp_path):
    data = made(length)
    assert length == len(data)
    path = tmp_path / "a.warc.gz"
    path.write_bytes(data + made(500))
    first, second = reader.records(path)
    assert ("metadata", 0, length) == (first.type, first.offset, first.length)
    assert ("metadata", length) == (second.type, second.offset)
    assert b"withheld: taken down" in first.block


def test_other_readers_read_it():
    data = made(100_003)
    (record,) = ArchiveIterator(BytesIO(data))
    (fast,) = FastIterator(BytesIO(data), verify_digests=True)
    assert (DATE, "metadata") == (record.rec_headers.get_header("WARC-Date"), record.rec_type)
    assert "metadata" == fast.headers["WARC-Type"]
    assert gzip.decompress(data).startswith(b"WARC/1.1")


def test_what_is_too_short_for_a_record_is_refused():
    with pytest.raises(ValueError, match="too few"):
        made(100)
