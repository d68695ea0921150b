"""A collection in a temporary folder, with clock and ids that stand still."""

from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

from crawler import sites
from crawler.archive.collection import Collection, Surroundings
from crawler.archive.collection.page_commit import AddressUpdate, Origin, PageCommit
from crawler.archive.collection.run import Run, run_id
from crawler.crawl.admission import address_of_capture
from crawler.ledger import Found
from crawler.models import Exchange, Hop

BEGAN = datetime(2026, 11, 23, 2, 0, 0, 123456, tzinfo=UTC)


class Scene:
    """Opens the same collection again and again, each time as another run."""

    def __init__(self, root):
        self.root = root
        self._runs = count()
        self._ids = count(1)
        self.steps = []
        self.on_step = self.steps.append

    def open(self, *, max_bytes=10**9):
        began = BEGAN + timedelta(minutes=next(self._runs))
        ticks = count()
        run = Run(
            id=run_id(began), began=began, spider="zjol", software="test/1", user_agent="test/1",
            operator=None, sender=None, robots="obey", hostname="host", is_part_of="zjol",
        )  # fmt: skip
        return Collection(
            self.root,
            run=run,
            max_bytes=max_bytes,
            surroundings=Surroundings(
                now=lambda: began + timedelta(milliseconds=next(ticks)),
                new_id=lambda: UUID(int=next(self._ids)),
                locate=address_of_capture,
                step=self.on_step,
            ),
        )


def url(name):
    return f"http://zjnews.zjol.com.cn/zjnews/{name}"


def exchange(name, body=b"<html>x</html>", *, status=b"200 OK", headers=b"", at=0, **facts):
    head = b"HTTP/1.1 " + status + b"\r\nContent-Type: text/html\r\n" + headers
    response = head + b"Content-Length: %d\r\n\r\n" % len(body) + body
    return Exchange(
        **{
            "method": "GET",
            "url": url(name),
            "began_at": BEGAN + timedelta(seconds=at),
            "fetch_time_ms": 5,
            "request": b"GET / HTTP/1.1\r\nHost: zjnews.zjol.com.cn\r\n\r\n",
            "response": response,
            "ip_address": "192.0.2.1",
            **facts,
        }
    )


def enter(collection, *names, **facts):
    """Make addresses pending; returns them by name."""
    rows = tuple(
        Found(
            key=sites.key(url(name)), url=url(name), kind="page", rule="test", state="pending",
            **facts,
        )
        for name in names
    )  # fmt: skip
    collection.commit(PageCommit(found=rows)).result(5)
    return {name: collection.reader.address(sites.key(url(name))) for name in names}


def store(collection, address, one):
    origin = Origin(key=address.key, url=address.url, kind=address.kind, hop=Hop(path="L"))
    return collection.store(one, origin).result(5)


def settle(collection, address, state="done", **facts):
    update = AddressUpdate(key=address.key, state=state)
    return collection.commit(PageCommit(updates=(update,), **facts)).result(5)
