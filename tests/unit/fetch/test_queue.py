from crawler.fetch.politeness.traffic import place
from crawler.fetch.scheduler import HostQueue

A = place("http://a.zjol.com.cn/")
B = place("http://b.zjol.com.cn/")
C = place("http://c.zjolcdn.com/")


def everything(_):
    return True


def filled():
    queue = HostQueue()
    for number, where in enumerate([A, A, B, C, A]):
        queue.put_last(where, number)
    return queue


def test_what_came_first_is_taken_first():
    queue = filled()
    taken = [queue.take(everything, everything) for _ in range(5)]
    assert [(A, 0), (A, 1), (B, 2), (C, 3), (A, 4)] == taken
    assert (None, 0) == (queue.take(everything, everything), len(queue))


def test_a_host_that_must_wait_holds_up_nobody():
    queue = filled()
    assert (B, 2) == queue.take(everything, lambda where: where != A)
    assert (C, 3) == queue.take(lambda site: site != A.site, everything)
    assert (A, 0) == queue.take(everything, everything)


def test_nobody_is_taken_who_may_not_go():
    assert filled().take(everything, lambda _: False) is None


def test_what_is_put_first_is_taken_first():
    queue = filled()
    queue.put_first(B, "again")
    assert (B, "again") == queue.take(everything, everything)


def test_a_host_can_be_forgotten():
    queue = filled()
    queue.drop(frozenset({A.host}))
    assert ([B, C], 2) == (list(queue.places()), len(queue))
