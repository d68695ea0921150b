from crawler.fetch.capture.download import Buffer


class Transport:
    def __init__(self):
        self.reading = True

    def pauseProducing(self):
        self.reading = False

    def resumeProducing(self):
        self.reading = True


def test_below_the_limit_everything_is_read():
    buffer, transport = Buffer(100), Transport()
    buffer.took("a", 50, transport)
    buffer.took("b", 50, transport)
    assert (True, 100) == (transport.reading, buffer.used)


def test_above_the_limit_one_goes_on_and_the_others_take_turns():
    buffer, a, b, c = Buffer(100), Transport(), Transport(), Transport()
    buffer.took("a", 60, a)
    buffer.took("b", 60, b)
    buffer.took("a", 10, a)
    buffer.took("c", 10, c)
    assert [False, True, False] == [one.reading for one in (a, b, c)]
    buffer.took("b", 1000, b)
    buffer.leave("b")
    assert ([True, True, True], 80) == ([one.reading for one in (a, b, c)], buffer.used)


def test_who_waits_and_gives_up_is_not_woken():
    buffer, a, b = Buffer(10), Transport(), Transport()
    buffer.took("a", 11, a)
    buffer.took("b", 1, b)
    buffer.leave("b")
    buffer.leave("a")
    assert (False, 0) == (b.reading, buffer.used)


def test_what_is_still_too_much_goes_on_one_by_one():
    buffer, a, b, c = Buffer(10), Transport(), Transport(), Transport()
    buffer.took("a", 11, a)
    buffer.took("b", 20, b)
    buffer.took("c", 20, c)
    buffer.leave("a")
    assert [True, False] == [one.reading for one in (b, c)]
    buffer.leave("b")
    assert c.reading


def test_whoever_took_nothing_can_leave():
    buffer = Buffer(10)
    buffer.leave("a")
    assert 0 == buffer.used
