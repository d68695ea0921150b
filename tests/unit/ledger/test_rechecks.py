"""Which articles are looked at again, and when."""

from datetime import UTC, datetime, timedelta

from crawler.ledger import Due, Found, Recheck, sqlite_frontier
from crawler.models import Capture

FIRST = datetime(2026, 11, 23, 2, 0, 0, 123456, tzinfo=UTC)
DAY = timedelta(days=1)
AGES = (timedelta(hours=1), DAY, 7 * DAY)
HOST = "http://zjnews.zjol.com.cn"


def stamp(moment):
    return f"{moment:%Y-%m-%dT%H:%M:%S.%fZ}"


def capture(ledger, reader, key, moment):
    """One more capture of an address; returns its record id."""
    record = f"<urn:uuid:{key}-{stamp(moment)}>"
    one = Capture(
        record_type="response", record_id=record, date=stamp(moment), url=f"{HOST}/{key}",
        urlkey=key, filename="a.warc.gz", offset=capture.offset, length=1, status=200,
        mime="text/html", payload_digest="sha1:X",
    )  # fmt: skip
    capture.offset += 1
    ledger.add_capture(key, one, run="r1")
    return record


capture.offset = 0


def article(ledger, reader, key, *, kind="article", version=True, of=None, moment=FIRST):
    """An article as a crawl leaves it."""
    name = of or f"zjol:t:{key}"
    found = Found(
        key=key, url=f"{HOST}/{key}", kind=kind, rule="trs-article", state="done", article=name
    )
    with ledger.transaction():
        ledger.frontier.add([found], run="r1")
    with ledger.transaction():
        record = capture(ledger, reader, key, moment)
        if version:
            ledger.add_version(
                (
                    name,
                    1,
                    "sha256:1",
                    record,
                    "2026-11-23",
                    f"{HOST}/{key}",
                    "题",
                    stamp(moment),
                    "r1",
                )
            )


def recheck(ledger, *, since, until, **facts):
    with ledger.transaction():
        wanted = Recheck(ages=AGES, since=since, until=until, **facts)
        return ledger.frontier.make_due(Due(recheck=wanted), run="r2")


def pending(reader):
    return [one.key for one in sqlite_frontier.pending(reader, 99)]


def test_an_article_is_due_once_it_has_reached_an_age(ledger, reader):
    article(ledger, reader, "a")
    assert 0 == recheck(ledger, since=None, until=FIRST + timedelta(minutes=59))
    assert 1 == recheck(ledger, since=None, until=FIRST + timedelta(minutes=61))
    assert ["a"] == pending(reader)


def test_what_was_captured_since_is_not_due_for_that_age_but_for_the_next(ledger, reader):
    article(ledger, reader, "a")
    with ledger.transaction():
        capture(ledger, reader, "a", FIRST + timedelta(hours=2))
    assert 0 == recheck(ledger, since=None, until=FIRST + timedelta(hours=23))
    assert 1 == recheck(ledger, since=FIRST, until=FIRST + timedelta(hours=25))


def test_a_run_looks_at_what_has_reached_an_age_since_the_last_one(ledger, reader):
    article(ledger, reader, "a")
    assert 0 == recheck(ledger, since=FIRST + 2 * DAY, until=FIRST + 3 * DAY)
    assert 1 == recheck(ledger, since=FIRST + 3 * DAY, until=FIRST + 8 * DAY)


def test_asking_twice_does_no_more_than_once(ledger, reader):
    article(ledger, reader, "a")
    until = FIRST + timedelta(hours=2)
    assert 1 == recheck(ledger, since=None, until=until)
    assert 0 == recheck(ledger, since=None, until=until)
    with ledger.transaction():
        capture(ledger, reader, "a", until)
        ledger.frontier.settle("a", "done", run="r2")
    assert 0 == recheck(ledger, since=None, until=until)


def test_the_further_pages_come_along_and_twins_do_not(ledger, reader):
    article(ledger, reader, "a", of="zjol:t:1")
    article(ledger, reader, "a2", of="zjol:t:1", kind="article-page", version=False)
    article(ledger, reader, "twin", of="zjol:t:1", version=False)
    recheck(ledger, since=None, until=FIRST + DAY)
    assert ["a", "a2"] == pending(reader)


def test_a_column_confines_it(ledger, reader):
    article(ledger, reader, "cn,com,zjol,china)/gnxw/1")
    article(ledger, reader, "cn,com,zjol,china)/gjxw/2")
    prefixes = ("cn,com,zjol,china)/gnxw/", "cn,com,zjol,biz)/")
    recheck(ledger, since=None, until=FIRST + DAY, prefixes=prefixes)
    assert ["cn,com,zjol,china)/gnxw/1"] == pending(reader)


def test_only_what_is_done_is_looked_at_again(ledger, reader):
    article(ledger, reader, "a")
    with ledger.transaction():
        ledger.frontier.settle("a", "gone", run="r1", reason="not-found")
    assert 0 == recheck(ledger, since=None, until=FIRST + DAY)


def test_the_span_of_a_cycle_reaches_back_to_the_one_before_that_asked_the_same(ledger, reader):
    began = [FIRST + number * DAY for number in range(4)]
    with ledger.transaction():
        ledger.begin_run("r0", began[0].isoformat(), plan="p")
        ledger.end_run("r0", began[0].isoformat(), "complete")
        ledger.begin_run("r1", began[1].isoformat(), plan="other")
        ledger.end_run("r1", began[1].isoformat(), "complete")
        cycle = ledger.begin_run("r2", began[2].isoformat(), plan="p")
        assert cycle == ledger.begin_run("r3", began[3].isoformat(), plan="p")
    assert (None, began[0]) == reader.span("r0")
    assert (began[0], began[2]) == reader.span(cycle)
