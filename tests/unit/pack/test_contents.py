import json
import shutil

import pytest

from crawler.errors import ArchiveError, ConfigurationError
from crawler.pack.contents import contents


@pytest.fixture
def copy(sample, tmp_path):
    return shutil.copytree(sample, tmp_path / "sample")


def test_every_file_of_the_collection_is_found(sample):
    found = contents(sample)
    assert (3, 2, 3) == (len(found.warcs), len(found.articles), len(found.runs))
    assert [None] == [part.digest for part in found.runs if part.digest is None]


def test_a_folder_that_is_no_collection_is_a_wrong_argument(tmp_path):
    with pytest.raises(ConfigurationError):
        contents(tmp_path)
    with pytest.raises(ConfigurationError):
        contents(tmp_path / "none")


def test_a_file_that_no_run_closed_is_left_to_the_next_crawl(copy):
    (copy / "archive" / "sample-1.warc.gz.open").write_bytes(b"")
    with pytest.raises(ArchiveError, match="the next crawl recovers it"):
        contents(copy)


def test_a_file_the_manifest_does_not_know_is_refused(copy):
    (copy / "archive" / "more.warc.gz").write_bytes(b"")
    with pytest.raises(ArchiveError, match=r"archive/more\.warc\.gz is not in the manifest"):
        contents(copy)


def test_a_file_that_is_missing_is_refused(copy):
    next((copy / "articles").iterdir()).unlink()
    with pytest.raises(ArchiveError, match="cannot be read"):
        contents(copy)


def test_a_manifest_that_leads_outside_is_refused(copy):
    manifest = json.loads((copy / "datapackage.json").read_bytes())
    manifest["resources"][0]["path"] = "../secret"
    (copy / "datapackage.json").write_text(json.dumps(manifest))
    with pytest.raises(ArchiveError, match="outside the collection"):
        contents(copy)
