from __future__ import annotations

from collections import Counter
from itertools import combinations

from crawler.demo import addresses, frame
from crawler.demo.stories import stories
from demo_truth import ROLES, corrected, deleted


def test_there_are_about_sixty_articles_in_every_layout() -> None:
    templates = Counter(story.template for story in stories())
    assert {"enorth-a", "enorth", "county", "trs-first", "trs-cont", "trs-art"} == set(templates)
    assert 60 <= templates.total() <= 70


def test_no_slug_address_or_number_occurs_twice() -> None:
    for generation in (1, 2):
        told = stories(generation)
        assert len(told) == len({story.slug for story in told})
        assert len(told) == len({addresses.article(story) for story in told})
        assert len(told) == len({(story.enorth, story.number) for story in told})


def test_articles_lie_on_many_hosts_and_years() -> None:
    assert 8 == len({story.column.host for story in stories()})
    assert set(range(2012, 2027)) == {story.published.year for story in stories()}


def test_no_two_articles_share_a_sentence() -> None:
    told = [
        {block.text for block in story.blocks if block.kind == "paragraph"} for story in stories()
    ]
    assert [] == [one & other for one, other in combinations(told, 2) if one & other]


def test_every_phrase_is_filled_in() -> None:
    texts = [block.text + block.caption for story in stories(2) for block in story.blocks]
    assert [] == [text for text in texts if "{" in text or "|" in text]


def test_pictures_have_addresses_of_their_own() -> None:
    urls = [
        addresses.picture(story, nth)
        for story in stories()
        for nth in range(sum(block.kind == "image" for block in story.blocks))
    ]
    assert len(urls) == len(set(urls))


def test_the_dateline_and_the_writers_open_the_first_paragraph() -> None:
    story = next(story for story in stories() if story.slug == "tea-picking-bus")
    opening = "浙江在线03月27日讯（记者 孟溪 通讯员 吕小满 盛开）凌晨四点半，"
    assert story.printed[0].text.startswith(opening)


def test_every_writer_has_a_known_role() -> None:
    assert {p.label for story in stories(2) for p in story.people} == set(ROLES)


def test_the_next_day_corrects_deletes_and_adds() -> None:
    first = {story.slug: story for story in stories(1)}
    second = {story.slug: story for story in stories(2)}
    assert set(deleted()) == set(first) - set(second)
    both = set(first) & set(second)
    assert set(corrected()) == {slug for slug in both if first[slug] != second[slug]}
    late = [second[slug] for slug in set(second) - set(first)]
    newest = max(story.published for story in first.values())
    assert 4 == sum(story.published < newest for story in late)
    assert 6 == len(late)


def test_the_rights_notice_is_in_words_of_our_own() -> None:
    assert "凡注有" not in frame.NOTICE
    assert frame.NOTICE.count("“浙江在线”") == 3
