import math

import pytest

from crawler.fetch.politeness.traffic import BLOCKS, REFUSALS, Traffic, place

NEWS = place("http://zjnews.zjol.com.cn/")
SECURE = place("https://zjnews.zjol.com.cn/")
BIZ = place("http://biz.zjol.com.cn/")
IMAGES = place("http://img.zjolcdn.com/")


@pytest.fixture
def traffic():
    return Traffic(limit=2, ask_robots=False, chance=lambda: 0.5)


def test_a_site_gets_its_limit_and_another_site_its_own(traffic):
    traffic.hand_out("1", NEWS, 0)
    traffic.hand_out("2", BIZ, 0)
    assert [math.inf, math.inf, 0] == [traffic.wait(one, 0) for one in (NEWS, BIZ, IMAGES)]
    traffic.give_back("1")
    traffic.give_back("1")
    assert 0 == traffic.wait(BIZ, 0)
    traffic.hand_out("3", BIZ, 0)
    assert math.inf == traffic.wait(NEWS, 0)


def test_one_request_waits_for_robots_txt_and_the_others_stay_away():
    traffic = Traffic(limit=9, ask_robots=True, chance=lambda: 0.5)
    traffic.hand_out("1", NEWS, 0)
    assert [math.inf, 0, 0] == [traffic.wait(one, 0) for one in (NEWS, SECURE, BIZ)]
    traffic.robots_known(NEWS.origin)
    assert 0 == traffic.wait(NEWS, 0)


def test_when_the_one_that_asks_gives_up_another_may_ask():
    traffic = Traffic(limit=9, ask_robots=True, chance=lambda: 0.5)
    traffic.hand_out("1", NEWS, 0)
    traffic.give_back("1")
    assert 0 == traffic.wait(NEWS, 0)


def test_a_crawl_delay_spaces_what_is_handed_out_and_what_is_sent(traffic):
    traffic.space("zjnews.zjol.com.cn", 10, now=100)
    assert [10, 10, 0] == [traffic.wait(NEWS, 100), traffic.hold(NEWS, 100), traffic.wait(BIZ, 100)]
    traffic.hand_out("1", NEWS, 110)
    assert [10, 0] == [traffic.wait(NEWS, 110), traffic.hold(NEWS, 110)]
    traffic.sent(NEWS, 112)
    assert 10 == traffic.hold(NEWS, 112)


def test_moderation_pauses_the_whole_site_and_no_other(traffic):
    assert 30 == traffic.throttled(NEWS, 100, 30.0)
    assert [30, 25, 0] == [
        traffic.wait(NEWS, 100),
        traffic.hold(BIZ, 105),
        traffic.wait(IMAGES, 100),
    ]
    assert 0 == traffic.wait(NEWS, 130)


def test_pauses_grow_until_an_ordinary_answer(traffic):
    pauses, now = [], 0.0
    for _ in range(4):
        pauses.append(traffic.throttled(NEWS, now, None))
        now += pauses[-1]
    assert [1, 2, 4, 8] == pauses
    traffic.answered(BIZ)
    assert 1 == traffic.throttled(NEWS, now, None)


def test_answers_that_come_in_during_a_pause_do_not_double_it(traffic):
    traffic.throttled(NEWS, 100, None)
    assert 1 == traffic.throttled(BIZ, 100, None)
    assert 20 == traffic.throttled(BIZ, 100, 20.0)
    assert 20 == traffic.throttled(BIZ, 100, 5.0)


def test_block_pages_in_a_row_leave_a_host_in_peace(traffic):
    assert [False] * (BLOCKS - 1) + [True, False] == [
        traffic.blocked(NEWS, 0) for _ in range(BLOCKS + 1)
    ]
    assert ("blocked", None) == (traffic.stopped(NEWS.host), traffic.stopped(BIZ.host))
    assert [math.inf, 0] == [traffic.wait(NEWS, 10**9), traffic.wait(BIZ, 0)]
    assert {NEWS.host} == traffic.abandoned


def test_an_ordinary_answer_between_block_pages_forgives_them(traffic):
    for _ in range(5):
        assert not any(traffic.blocked(NEWS, 0) for _ in range(BLOCKS - 1))
        traffic.answered(NEWS)
    assert frozenset() == traffic.abandoned


def test_a_block_page_pauses_its_host_only(traffic):
    traffic.blocked(NEWS, 0)
    assert [1, 0] == [traffic.wait(NEWS, 0), traffic.wait(BIZ, 0)]


def test_a_host_that_is_not_there_is_not_asked_for_ever(traffic):
    assert [REFUSALS - 1] == [n for n in range(REFUSALS) if traffic.refused(NEWS)]
    assert "not-there" == traffic.stopped(NEWS.host)
