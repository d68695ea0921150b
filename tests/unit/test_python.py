"""The functions that the package offers, on the sample collection."""

import json
import re
import shutil
from pathlib import Path

import pytest

import crawler
from crawler import captures, exchanges, extract_page, open_record, read_articles
from crawler.archive.collection.layout import Layout
from crawler.archive.warc import cdxj
from crawler.article.lines import line
from crawler.errors import ArchiveError, ConfigurationError, CorruptRecord
from crawler.pack import Wanted, pack

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "archives" / "sample"
LAYOUT = Layout(SAMPLE)


@pytest.fixture(scope="module")
def wacz(tmp_path_factory):
    out = tmp_path_factory.mktemp("python") / "sample.wacz"
    pack(SAMPLE, out, Wanted(software="test"), progress=lambda _: None)
    return out


def test_captures_are_the_index_in_archive_order(wacz):
    found = list(captures(SAMPLE))
    assert sorted(map(cdxj.line, found)) == LAYOUT.index.read_text().splitlines()
    places = [(capture.filename, capture.offset) for capture in found]
    assert sorted(places) == places
    assert [capture.date for capture in found] == sorted(capture.date for capture in found)
    assert found == list(captures(wacz))


def test_a_warc_file_alone_is_read_as_well():
    files = sorted(LAYOUT.archive.glob("*.warc.gz"))
    assert list(captures(SAMPLE)) == [capture for file in files for capture in captures(str(file))]


def test_exchanges_are_the_bytes_of_the_captures(wacz):
    found = list(exchanges(SAMPLE))
    with_response = [each for each in found if each.capture is not None]
    assert list(captures(SAMPLE)) == [each.capture for each in with_response]
    for each in with_response:
        record = open_record(LAYOUT.archive / each.capture.filename, each.capture.offset)
        assert record.block == each.exchange.response
        assert record.first("WARC-Record-ID") == each.capture.record_id
        assert each.exchange.request.startswith(b"GET ")
    assert found == list(exchanges(wacz))


def test_the_body_of_a_page_is_its_text():
    texts = [
        each.body for each in exchanges(SAMPLE)
        if each.content_type is not None and each.content_type.startswith("text/html")
    ]  # fmt: skip
    assert texts
    assert all(b"<" in text[:100] for text in texts if text)


def test_the_body_of_an_article_page_gives_the_headline_of_its_article():
    pages = {
        (each.capture.filename, each.capture.offset): each
        for each in exchanges(SAMPLE) if each.capture is not None and each.body
    }  # fmt: skip
    for article in read_articles(SAMPLE):
        first = article.provenance[0]
        page = pages[first.warcFile, first.warcOffset]
        fields = extract_page(page.body, page.exchange.url, page.content_type)
        assert article.headline == fields["headline"]


def test_articles_are_the_lines_of_the_days(wacz):
    written = b"".join(path.read_bytes() for path in sorted(LAYOUT.articles.glob("*.jsonl")))
    assert written == b"".join(map(line, read_articles(SAMPLE)))
    assert written == b"".join(map(line, read_articles(wacz)))


def test_the_newest_version_of_an_article_comes_last():
    versions = {}
    for article in read_articles(SAMPLE):
        assert article.version == versions.get(article.id, 0) + 1
        versions[article.id] = article.version
    assert 2 in versions.values()


def test_withdrawn_articles_are_left_out(tmp_path):
    copy = shutil.copytree(SAMPLE, tmp_path / "sample")
    withdrawn = next(read_articles(copy)).id
    entry = {
        "act": "withdraw", "article": withdrawn, "reason": "asked for",
        "date": "2026-11-23T02:00:00Z", "addresses": [],
    }  # fmt: skip
    Layout(copy).withdrawals.write_text(json.dumps(entry) + "\n")
    assert withdrawn not in {article.id for article in read_articles(copy)}


def test_a_damaged_line_is_named(tmp_path):
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "2026-11-23.jsonl").write_text("{}\n")
    with pytest.raises(ArchiveError, match=r"2026-11-23\.jsonl line 1"):
        list(read_articles(tmp_path))


def test_what_is_not_there_is_a_wrong_argument(tmp_path):
    for function in (captures, exchanges, read_articles):
        with pytest.raises(ConfigurationError):
            list(function(tmp_path / "none"))
    with pytest.raises(ConfigurationError, match="no WARC files"):
        list(captures(tmp_path))
    with pytest.raises(CorruptRecord):
        open_record(next(LAYOUT.archive.glob("*.warc.gz")), 1)


def test_every_function_is_documented():
    page = (ROOT / "docs" / "reference" / "python.md").read_text()
    assert set(crawler.__all__) <= set(re.findall(r"`([a-z_]+)\(", page))
