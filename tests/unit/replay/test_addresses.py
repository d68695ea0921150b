from crawler.replay import Replay

REPLAY = Replay(collection="浙 1", port=8081)
URL = "http://zjnews.zjol.com.cn/a.shtml?x=1"


def test_a_capture_is_addressed_by_collection_instant_and_url():
    home = "http://127.0.0.1:8081/%E6%B5%99%201/"
    assert f"{home}20260317020000/{URL}" == REPLAY.page(URL, "2026-03-17T02:00:00.125Z")
    assert f"{home}20260317020000id_/{URL}" == REPLAY.payload(URL, "20260317020000")


def test_the_calendar_shows_every_capture():
    assert f"{REPLAY.home}*/{URL}" == REPLAY.calendar(URL)
