"""The main job, end to end: a crawl of the embedded site leaves a collection others can read."""

import json
import subprocess
import sys
from collections import Counter
from urllib.parse import urlsplit

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType
from jsonschema import Draft202012Validator

from crawler import sites
from crawler.archive.warc import reader
from crawler.article import article_from, line
from crawler.demo import SEEDS, Site, addresses, serve
from crawler.demo.stories import stories
from crawler.sites.identity import identity
from demo_compare import differences
from demo_crawl import crawl
from demo_truth import corrected, deleted, expected


def ids(truth):
    return Counter(identity(url).id for url in truth)


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    with serve() as served:
        crawled = crawl(served, tmp_path_factory.mktemp("archives"))
        yield crawled, served.log()


@pytest.fixture(scope="module")
def secure(tmp_path_factory):
    with serve() as served:
        seeds = [seed.replace("http://", "https://") for seed in SEEDS]
        yield crawl(served, tmp_path_factory.mktemp("archives"), seeds=seeds)


def test_the_crawl_is_complete(first):
    crawled, _ = first
    assert 0 == crawled.returncode, crawled.stderr
    assert "scrapy crawl: complete: nothing is left to fetch (exit 0)" == crawled.reason
    assert {"outcome": "complete", "exitCode": 0}.items() <= crawled.run.items()


def test_every_article_is_found_once(first):
    crawled, _ = first
    assert ids(expected()) == Counter(article["id"] for article in crawled.articles)


def test_every_field_of_every_article_is_as_it_was_written(first):
    crawled, _ = first
    truth = {identity(url).id: one for url, one in expected().items()}
    wrong = {
        article["url"]: found
        for article in crawled.articles
        if (found := differences(article, truth[article["id"]]))
    }
    assert {} == wrong


def test_http_and_https_give_the_same_articles(first, secure):
    crawled, _ = first
    assert 0 == secure.returncode, secure.stderr
    assert {one["id"] for one in crawled.articles} == {one["id"] for one in secure.articles}
    protocols = {
        protocol
        for file in secure.warcs
        for record in reader.records(file)
        for protocol in record.all("WARC-Protocol")
    }
    assert {"http/1.1", "tls/1.3"} <= protocols


def test_every_line_is_valid_and_written_the_one_way_there_is(first):
    crawled, _ = first
    from crawler.article.schema import schema

    validator = Draft202012Validator(schema())
    for file in crawled.root.glob("articles/*.jsonl"):
        for written in file.read_bytes().splitlines(keepends=True):
            assert [] == list(validator.iter_errors(json.loads(written)))
            assert written == line(article_from(written))


def test_every_article_points_to_the_bytes_it_was_read_from(first):
    crawled, _ = first
    for article in crawled.articles:
        for place in article["provenance"]:
            record = reader.read(
                crawled.root / "archive" / place["warcFile"],
                place["warcOffset"],
                place["warcLength"],
            )
            assert place["warcRecordId"] == record.first("WARC-Record-ID")
            assert place["payloadDigest"] == record.first("WARC-Payload-Digest")
            assert place["url"] == record.target_uri


def test_every_request_the_site_answered_is_in_the_archive(first):
    crawled, log = first
    kept = Counter(
        record.target_uri.split("//", 1)[1]
        for file in crawled.warcs
        for record in reader.records(file)
        if record.type == "request"
    )
    asked = Counter(f"{entry['host']}{entry['path']}" for entry in log)
    assert asked == kept


def test_every_address_is_in_one_state_and_none_is_left(first):
    crawled, _ = first
    states = dict(crawled.rows("SELECT state, count(*) FROM addresses GROUP BY state"))
    assert {"pending", "captured"}.isdisjoint(states)
    reported = dict(crawled.run["addresses"])
    assert sum(states.values()) == reported.pop("total")
    assert states == reported


def test_what_robots_txt_forbids_is_never_asked_for(first):
    crawled, log = first
    assert not [entry for entry in log if "/neibu/" in entry["path"]]
    assert crawled.rows("SELECT 1 FROM addresses WHERE reason = 'robots' AND state = 'excluded'")


def test_what_the_list_pages_showed_is_kept_as_evidence(first):
    crawled, _ = first
    rows = crawled.rows(
        "SELECT l.position, l.url, l.title, l.date_text FROM listings l "
        "JOIN captures c ON c.record_id = l.record_id "
        "WHERE c.url LIKE '%/zjxc/' ORDER BY l.position"
    )
    assert list(range(1, len(rows) + 1)) == [position for position, *_ in rows]
    assert all(title and date for _, _, title, date in rows)
    assert any("mp.weixin.qq.com" in url for _, url, _, _ in rows)


def test_the_index_equals_cdxj_indexers(first):
    crawled, _ = first
    theirs = subprocess.run(
        [sys.executable, "-c", "from cdxj_indexer.main import main; main()", "-s",
         *map(str, crawled.warcs)],
        capture_output=True, check=True,
    )  # fmt: skip
    assert theirs.stdout == (crawled.root / "indexes" / "index.cdxj").read_bytes()


def test_fastwarc_reads_every_record(first):
    crawled, _ = first
    ours = sum(1 for file in crawled.warcs for _ in reader.records(file))
    theirs = 0
    for file in crawled.warcs:
        with file.open("rb") as stream:
            records = ArchiveIterator(
                stream, record_types=WarcRecordType.any_type, parse_http=False
            )
            theirs += sum(record.verify_block_digest() for record in records)
    assert ours == theirs


def test_the_run_leaves_a_log_and_a_manifest_that_is_true(first):
    crawled, _ = first
    manifest = json.loads((crawled.root / "datapackage.json").read_bytes())
    for resource in manifest["resources"]:
        assert resource["bytes"] == (crawled.root / resource["path"]).stat().st_size
    assert list(crawled.root.glob("runs/*.log"))


def test_the_day_after_brings_only_what_changed(tmp_path):
    with serve() as served:
        crawl(served, tmp_path)
        before = len(served.log())
    with serve(Site(generation=2)) as served:
        second = crawl(served, tmp_path)
        after = len(served.log())
    assert 0 == second.returncode, second.stderr
    assert after < before / 2
    fresh = ids(expected(2)).keys() - ids(expected(1)).keys()
    assert fresh <= {article["id"] for article in second.articles}


def test_the_day_after_finds_corrections_and_removals(tmp_path):
    with serve() as served:
        crawl(served, tmp_path)
    with serve(Site(generation=2)) as served:
        second = crawl(served, tmp_path, "-s", "ARCHIVE_RECHECK=1s")
        asked = {line["path"] for line in served.log()}
    assert 0 == second.returncode, second.stderr
    told = {(one["id"], one["version"]): one for one in second.articles}
    urls = {one.slug: addresses.article(one) for one in stories()}
    for slug in corrected():
        before, after = (told[identity(urls[slug]).id, version] for version in (1, 2))
        assert before["articleBody"] != after["articleBody"]
    for slug in deleted():
        assert urlsplit(urls[slug]).path in asked
        ((state, captures),) = second.rows(
            "SELECT state, (SELECT count(*) FROM captures c WHERE c.address = a.id) "
            f"FROM addresses a WHERE key = '{sites.key(urls[slug])}'"
        )
        assert ("gone", 2) == (state, captures)
    changed = {identity(urls[slug]).id for slug in corrected()}
    assert changed == {name for name, version in told if version > 1}


def test_named_pages_are_fetched_with_their_requisites_and_nothing_else(tmp_path):
    url = next(url for url, one in expected().items() if one["images"])
    with serve() as served:
        crawled = crawl(served, tmp_path, "-a", f"urls={url}", seeds=None)
        paths = [entry["path"] for entry in served.log()]
    assert 0 == crawled.returncode, crawled.stderr
    assert [identity(url).id] == [article["id"] for article in crawled.articles]
    assert not [path for path in paths if path.endswith("/")]
    kinds = dict(crawled.rows("SELECT kind, count(*) FROM addresses GROUP BY kind"))
    assert kinds["requisite"] > 1
    assert {"list", "home"}.isdisjoint(kinds)


def test_a_column_confines_the_crawl(tmp_path):
    with serve() as served:
        crawled = crawl(served, tmp_path, "-a", "columns=zjnews/huzhounews", seeds=None)
    assert 0 == crawled.returncode, crawled.stderr
    lists = crawled.rows("SELECT url FROM addresses WHERE kind LIKE 'list%' AND state = 'done'")
    assert lists
    assert all("/zjnews/huzhounews/" in url for (url,) in lists)
