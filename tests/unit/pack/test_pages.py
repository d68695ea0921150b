import json

import pytest

from crawler.errors import ArchiveError
from crawler.pack.contents import Part
from crawler.pack.pages import lines, page_list

ARTICLE = {
    "id": "zjol:t:1", "version": 2, "url": "http://a.cn/1", "headline": "潮声",
    "articleBody": "钱塘江边", "source": {"name": "浙江在线"}, "authors": [{"name": "费听雨"}],
    "editors": [], "keywords": [],
    "provenance": [
        {
            "warcRecordId": "<urn:uuid:0b64>", "dateDownloaded": "2026-03-17T02:00:00Z",
            "warcFile": "a.warc.gz",
        }
    ],
}  # fmt: skip


@pytest.fixture
def part(tmp_path):
    def write(*articles):
        file = tmp_path / "2026-03-17.jsonl"
        written = "".join(json.dumps(one) + "\n" for one in articles)
        file.write_text(written, "utf-8")
        return Part(path=f"articles/{file.name}", file=file, size=len(written), digest=None)

    return write


def listed(part, *, text="search"):
    found = lines(part, withheld=frozenset(), files={"a.warc.gz"})
    return [json.loads(line) for line in page_list(found, text=text)]


def test_a_page_has_address_instant_title_and_an_id_of_its_own(part):
    _, page = listed(part(ARTICLE), text="none")
    assert {
        "id": "0b64-2", "url": "http://a.cn/1", "ts": "2026-03-17T02:00:00Z", "title": "潮声",
    } == page  # fmt: skip


def test_search_words_follow_the_text(part):
    header, page = listed(part(ARTICLE))
    assert (True, "钱塘江边\n潮声 钱塘 塘江 江边 浙江在线 费听雨") == (
        header["hasText"],
        page["text"],
    )


def test_the_text_can_be_had_without_search_words(part):
    assert "钱塘江边" == listed(part(ARTICLE), text="plain")[1]["text"]


def test_articles_of_other_files_and_withheld_ones_are_left_out(part):
    other = {**ARTICLE, "provenance": [{**ARTICLE["provenance"][0], "warcFile": "b.warc.gz"}]}
    held = {**ARTICLE, "id": "zjol:t:2"}
    found = lines(part(ARTICLE, other, held), withheld={"zjol:t:2"}, files={"a.warc.gz"})
    assert ["zjol:t:1"] == [line.article["id"] for line in found]


def test_a_line_that_is_no_article_is_refused_with_its_number(part):
    with pytest.raises(ArchiveError, match=r"2026-03-17\.jsonl line 2"):
        listed(part(ARTICLE, {"id": 1}))
