"""Which pages lack which files, read again from the archive."""

import pytest

from collection_scene import Scene, exchange, settle, store, url
from crawler import sites
from crawler.archive.collection.layout import Layout
from crawler.archive.collection.page_commit import AddressUpdate, PageCommit
from crawler.errors import ArchiveError
from crawler.inspection.lacking import lacking, to_read
from crawler.ledger import Found


class Small:
    """A collection of a few pages and files, written address by address."""

    def __init__(self, tmp_path):
        self.scene = Scene(tmp_path / "zjol")
        self.root = self.scene.root
        self.open = self.scene.open()

    def find(self, name, kind, *, state="pending", reason=None, hops="L"):
        found = Found(
            key=sites.key(url(name)), url=url(name), kind=kind, rule="test", state=state,
            reason=reason, hops=hops,
        )  # fmt: skip
        self.open.commit(PageCommit(found=(found,))).result(5)
        return self.open.reader.address(sites.key(url(name)))

    def has(self, name, body, *, kind="page", mime=b"text/html", at=0):
        address = self.find(name, kind)
        one = exchange(name, body.encode(), at=at)
        told = one.response.replace(b"Content-Type: text/html", b"Content-Type: " + mime)
        store(self.open, address, exchange(name, at=at, response=told))
        settle(self.open, address)

    def sheet(self, name, text):
        self.has(name, text, kind="requisite", mime=b"text/css")

    def lacks(self, name, state="gone", reason="not-found"):
        address = self.find(name, "requisite", hops="LE")
        update = AddressUpdate(key=address.key, state=state, reason=reason)
        self.open.commit(PageCommit(updates=(update,))).result(5)

    def close(self):
        self.open.close("complete", reason="test", facts={})
        self.open = None

    def told(self):
        return {
            one.url: [(file.url, file.state, file.reason) for file in one.files]
            for one in lacking(self.root)
        }


@pytest.fixture
def small(tmp_path):
    made = Small(tmp_path)
    yield made
    if made.open is not None:
        made.close()


def test_every_page_that_names_a_missing_file_lacks_it(small):
    small.has("a.html", "<img src=桥.jpg><img src=w.jpg>")
    small.has("b.html", "<p>w.jpg</p><img src=other.jpg>")
    small.has("c/c.html", "<img src='../w.jpg'>")
    small.lacks("w.jpg")
    small.lacks("%E6%A1%A5.jpg", "failed", "timeout")
    w = (url("w.jpg"), "gone", "not-found")
    bridge = (url("%E6%A1%A5.jpg"), "failed", "timeout")
    assert {url("a.html"): [bridge, w], url("c/c.html"): [w]} == small.told()


def test_a_page_lacks_what_its_style_sheets_lack(small):
    small.sheet("a.css", "@import 'b.css';")
    small.sheet("b.css", "@import 'a.css'; @font-face{src:url(f.woff2)}")
    small.sheet("c.css", "p{background:url(there.png)}")
    small.has("one.html", "<link rel=stylesheet href=a.css>")
    small.has("two.html", "<link rel=stylesheet href=c.css>")
    small.lacks("f.woff2")
    assert {url("one.html"): [(url("f.woff2"), "gone", "not-found")]} == small.told()


def test_what_was_left_out_and_what_is_still_to_come_is_not_there_either(small):
    small.has("a.html", "<img src=a.jpg><video src=b.mp4></video>")
    small.find("a.jpg", "requisite", state="excluded", reason="robots", hops="LE")
    small.find("b.mp4", "attachment", hops="LE")
    expected = [(url("a.jpg"), "excluded", "robots"), (url("b.mp4"), "pending", None)]
    assert {url("a.html"): expected} == small.told()


def test_the_newest_capture_of_a_page_counts(small):
    small.has("a.html", "<img src=w.jpg>")
    small.has("a.html", "<img src=v.jpg>", at=60)
    small.lacks("w.jpg")
    assert {} == small.told()


def test_a_page_that_repeats_another_lacks_the_same(small):
    small.has("a.html", "<img src=w.jpg>")
    small.has("b.html", "<img src=w.jpg>", at=60)
    small.lacks("w.jpg")
    assert {url("a.html"), url("b.html")} == small.told().keys()


def test_nothing_is_read_when_nothing_is_missing(small):
    small.has("a.html", "<img src=w.jpg>")
    assert 0 == to_read(Layout(small.root).ledger)
    small.lacks("w.jpg")
    assert 1 == to_read(Layout(small.root).ledger)


def test_a_lost_archive_is_told(small):
    small.has("a.html", "<img src=w.jpg>")
    small.lacks("w.jpg")
    small.close()
    for file in Layout(small.root).archive.iterdir():
        file.write_bytes(b"")
    with pytest.raises(ArchiveError):
        small.told()
