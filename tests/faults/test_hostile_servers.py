"""Whatever a server does, its address ends with a reason, and everything else is archived."""

import socket
import ssl

import pytest
import trustme

from demo_crawl import scrapy
from wild_crawl import FOLDER, HOST, LIST, article, article_path, crawl
from wild_pages import PAGES
from wild_server import WildServer, answer, links, redirect

RSS = 400_000_000
"""Bytes: what a crawl may need with all this going on at once; without it, it needs 120 million."""
GOOD = [article_path(number) for number in range(20)]
WHERE = {name: article_path(1000 + number) for number, name in enumerate(PAGES)}


@pytest.fixture(scope="module")
def wild(tmp_path_factory):
    """One crawl of everything hostile, with good pages between."""
    pages = {path: answer(article(number)) for number, path in enumerate(GOOD)}
    pages |= {WHERE[name]: hostile.page for name, hostile in PAGES.items()}
    bad = list(WHERE.values())
    between = [path for pair in zip(GOOD, bad[: len(GOOD)], strict=True) for path in pair]
    pages[FOLDER] = links(*between, *bad[len(GOOD) :])
    with WildServer(pages) as server:
        yield (
            server,
            crawl(server, tmp_path_factory.mktemp("wild"), DOWNLOAD_TIMEOUT=5, RETRY_TIMES=0),
        )


@pytest.mark.parametrize("name", PAGES)
def test_every_hostile_answer_ends_with_a_capture_or_a_reason(wild, name):
    _, run = wild
    url = f"http://{HOST}{WHERE[name]}"
    rows = run.rows(
        "SELECT c.truncated FROM captures c JOIN addresses a ON a.id = c.address "
        f"WHERE a.url = '{url}'"
    )
    found = run.fate(url), rows[0][0] if rows else "-"
    assert PAGES[name].is_right(*found), found


def test_the_run_goes_on_and_every_good_page_is_archived(wild):
    _, run = wild
    assert (0, "complete") == (run.returncode, run.run["outcome"]), run.stderr
    assert {("done", None)} == {run.fate(f"http://{HOST}{path}") for path in GOOD}
    lines = {one["url"] for one in run.articles}
    assert {f"http://{HOST}{path}" for path in GOOD} <= lines


def test_nothing_is_left_pending_and_no_host_outside_is_asked(wild):
    server, run = wild
    assert {"pending", "captured"}.isdisjoint(state for state, _ in run.fates().values())
    assert {HOST} == {one.host for one in server.asked}


def test_memory_is_bounded(wild):
    _, run = wild
    assert run.rss < RSS


def test_what_was_kept_of_it_is_a_sound_collection(wild):
    _, run = wild
    audited = scrapy("audit", str(run.root))
    assert 0 == audited.returncode, audited.stdout + audited.stderr


# -- traps --------------------------------------------------------------------------------------


def spun(text):
    """A page that leads to itself and on and on: ``{n}`` is one more than in its own address."""

    def page(talk):
        digits = "".join(filter(str.isdigit, talk.asked.path)) or "0"
        talk.send(answer(text.replace("{n}", str(int(digits) + 1))))

    return page


class Spinning(dict):
    """Pages by the beginning of their path."""

    def get(self, path, default=None):
        for beginning, page in self.items():
            if path.partition("/")[2].startswith(beginning):
                return page
        return default


TRAPS = {
    "rili/": spun("<a href='/rili/2026-{n}/'>下月</a><a href='/rili/?month={n}'>x</a>" + "字" * 99),
    "endless": spun("<li><a href='/endless{n}/'>栏目</a></li>"),
    "frames": spun("<iframe src='frames{n}.html'></iframe><iframe src='?'></iframe>" + "字" * 99),
    "circles": spun("<a href='circles/'>x</a><a href='x/circles/'>y</a>"),
    "refresh": spun("<meta http-equiv=refresh content='0;url=/refresh{n}.html'>"),
    "session": spun("<a href='session.html;jsessionid={n}ABCDEF'>x</a>" + "字" * 99),
}


def test_traps_end_soon(tmp_path):
    pages = Spinning(TRAPS)
    seeds = [
        "rili/2026-1/",
        "endless1/",
        "frames1.html",
        "circles/",
        "refresh1.html",
        "session.html",
    ]
    pages["chain"] = lambda talk: talk.send(redirect(f"{talk.asked.path}x"))
    pages["styles"] = lambda talk: talk.send(
        answer(f"@import '{talk.asked.path}x';@import 'styles.css';", kind="text/css")
    )
    pages["zjnews/"] = links(
        *(f"/{seed}" for seed in seeds), "/chain.html",
        more="<link rel=stylesheet href=/styles.css>",
    )  # fmt: skip
    with WildServer(pages) as server:
        run = crawl(server, tmp_path)
    assert 0 == run.returncode, run.stderr
    assert {"pending", "captured"}.isdisjoint(state for state, _ in run.fates().values())
    asked = server.paths()
    counts = {name: sum(path.startswith(f"/{name}") for path in asked) for name in pages}
    assert max(counts.values()) < 60, counts
    few = {name: counts[name] for name in ("zjnews/", "rili/", "circles", "session")}
    assert {"zjnews/": 1, "rili/": 0, "circles": 3, "session": 1} == few


# -- connections --------------------------------------------------------------------------------


def test_servers_that_cannot_speak_tls_end_with_a_reason(tmp_path):
    trusted, stranger = trustme.CA(), trustme.CA()
    authority = tmp_path / "authority.pem"
    trusted.cert_pem.write_to_path(authority)

    def served(maker, *names):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        maker.issue_cert(*names).configure_cert(context)
        return WildServer(pages, tls=context)

    hosts = ["zjnews", "biz", "china", "ec", "ent"]
    urls = [f"https://{name}.zjol.com.cn{GOOD[0]}" for name in hosts]
    pages = {FOLDER: links(*urls), GOOD[0]: answer(article(0))}
    with (
        WildServer(pages) as plain,
        served(trusted, "*.zjol.com.cn") as good,
        served(stranger, "*.zjol.com.cn") as unknown,
        served(trusted, "*.elsewhere.example") as wrong,
        socket.create_server(("127.0.0.1", 0)) as deaf,
    ):
        ports = [good.port, unknown.port, wrong.port, plain.port, deaf.getsockname()[1]]
        rules = [
            f"{name}.zjol.com.cn:443:127.0.0.1:{port}"
            for name, port in zip(hosts, ports, strict=True)
        ]
        connect = ",".join([*rules, f":80:127.0.0.1:{plain.port}", ":443:127.0.0.1:1"])
        run = crawl(
            plain, tmp_path, authority=authority, ARCHIVE_CONNECT_TO=connect,
            DOWNLOAD_TIMEOUT=3, RETRY_TIMES=0,
        )  # fmt: skip
        assert [] == unknown.asked == wrong.asked
    assert [
        ("done", None),
        ("failed", "tls"),
        ("failed", "tls"),
        ("failed", "robots-unreachable"),
        ("failed", "robots-unreachable"),
    ] == [run.fate(url) for url in urls]
    assert (0, 1) == (run.returncode, len(run.articles))


def test_names_that_resolve_to_private_addresses_are_never_connected_to(tmp_path):
    names = ["loop", "meta", "lan"]
    urls = [f"http://{name}.zjol.com.cn{GOOD[1]}" for name in names]
    inside = f"http://loop.zjol.com.cn{GOOD[2]}"
    pages = {
        FOLDER: links(GOOD[0], GOOD[3], *urls, more=f"<img src='{urls[0]}.jpg'>"),
        GOOD[0]: answer(article(0)),
        GOOD[3]: redirect(inside),
    }
    with WildServer(pages) as server:
        run = crawl(
            server, tmp_path, DNS_RESOLVER="wild_resolver.LyingResolver",
            ARCHIVE_CONNECT_TO=f"{HOST}:80:127.0.0.1:{server.port}",
            ARCHIVE_OPERATOR="Test <test@localhost.invalid>",
        )  # fmt: skip
    refused = [*urls, inside, f"{urls[0]}.jpg"]
    assert {("failed", "private-address")} == {run.fate(url) for url in refused}
    assert {HOST} == {one.host for one in server.asked}
    assert (0, 1) == (run.returncode, len(run.articles))


def test_a_host_that_nobody_answers_for_does_not_hold_up_the_others(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    urls = [f"http://biz.zjol.com.cn{path}" for path in GOOD]
    pages = {FOLDER: links(*urls, *GOOD)}
    pages |= {path: answer(article(number)) for number, path in enumerate(GOOD)}
    with WildServer(pages) as server:
        rules = f"biz.zjol.com.cn:80:127.0.0.1:{port},::127.0.0.1:{server.port}"
        run = crawl(server, tmp_path, ARCHIVE_CONNECT_TO=rules)
    assert {("failed", "refused")} == {run.fate(url) for url in urls}
    assert (0, len(GOOD)) == (run.returncode, len(run.articles))
    assert 3 == run.run["politeness"]["biz.zjol.com.cn"]["retries"] + 1


def test_the_address_of_a_seed_is_kept_when_its_server_is_never_there(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    run = crawl(None, tmp_path, ARCHIVE_CONNECT_TO=f"::127.0.0.1:{port}", RETRY_TIMES=0)
    assert (1, ("failed", "refused")) == (run.returncode, run.fate(LIST))
