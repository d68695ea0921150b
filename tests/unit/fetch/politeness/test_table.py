from crawler.fetch.politeness.traffic import MAX_HOSTS, OTHERS, Table


def test_a_host_s_row_says_how_it_was_treated():
    table = Table()
    table.exchange("h", status=200, sent=10, received=100, milliseconds=30)
    table.exchange("h", status=503, sent=10, received=5, milliseconds=10)
    table.exchange("h", status=None, sent=10, received=0, milliseconds=20)
    table.waited("h", 1.25)
    table.waited("h", 0.5)
    table.retried("h")
    table.robots("h", "http://h", verdict="rules", delay=5.0)
    table.robots("h", "https://h", verdict="missing (status 404)", delay=None)
    table.stopped("h", "blocked")
    assert {
        "h": {
            "requests": 3,
            "bytesSent": 30,
            "bytesReceived": 105,
            "serverTimeMs": {"mean": 20, "longest": 30},
            "delaySeconds": 1.75,
            "retries": 1,
            "throttled": 1,
            "statuses": {"2xx": 1, "5xx": 1, "none": 1},
            "robots": {"http://h": "rules", "https://h": "missing (status 404)"},
            "crawlDelaySeconds": 5.0,
            "stopped": "blocked",
        }
    } == table.report()


def test_a_host_that_was_never_reached_has_no_server_time():
    table = Table()
    table.retried("h")
    assert {"mean": None, "longest": None} == table.report()["h"]["serverTimeMs"]


def test_endless_host_names_share_a_row():
    table = Table()
    for number in range(MAX_HOSTS + 5):
        table.exchange(f"{number}.zjol.com.cn", status=200, sent=1, received=1, milliseconds=1)
    report = table.report()
    assert (MAX_HOSTS + 1, 5) == (len(report), report[OTHERS]["requests"])
