"""What the servers of a crawl get to see: what robots.txt says, how often, and after a no."""

import json
import signal
import subprocess
import sys
from itertools import pairwise

import pytest

from demo_crawl import PROJECT
from wild_crawl import FOLDER, HOST, LIST, article, article_path, crawl
from wild_server import WildServer, answer, links, redirect, text

# -- robots.txt ---------------------------------------------------------------------------------

CLOSED = "/zjnews/neibu/"
NAMES = "biz china ec ent fin health edu town opinion gotrip py js"
HOSTS = {name: f"{name}.zjol.com.cn" for name in NAMES.split()}


def hang(talk):
    talk.pause(60)


def reset(talk):
    talk.reset()


def endless(talk):
    """Rules without end: far more than is read of any file."""
    talk.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n")
    talk.send(f"User-agent: *\nDisallow: {CLOSED}\n".encode())
    for number in talk.forever():
        talk.send(f"Disallow: /filler/{number}/\n".encode() * 100)
    return True


ROBOTS = {
    "biz": text(f"User-agent: *\nDisallow: {CLOSED}\n\nUser-agent: other\nDisallow: /\n"),
    "china": text("", "503 Service Unavailable", "Retry-After: 3600"),
    "ec": text("", "403 Forbidden"),
    "ent": redirect("http://ent.zjol.com.cn/1/robots.txt", "301 Moved Permanently"),
    "fin": redirect("http://fin.zjol.com.cn/robots.txt"),
    "health": reset,
    "edu": hang,
    "town": endless,
    "opinion": answer("<html><body>页面不存在</body></html>"),
    "gotrip": text("User-agent: *\nDisallow: /内部/\n".encode("gbk")),
    "py": redirect("http://robots.elsewhere.example/robots.txt"),
    "js": text("\ufeffUser-agent: ZJOL-Archive\nDisallow: /\n"),
}
GBK = "/%C4%DA%B2%BF/201805/t20180516_7200900.shtml"


def robots_site():
    """Every host has a list with an open and a closed article."""
    open_, closed = article_path(1), f"{CLOSED}201805/t20180516_7200002.shtml"
    image = f"<img src='{CLOSED}a.jpg'><img src='/zjnews/gundong/b.jpg'>"
    into = f"{FOLDER}201805/t20180516_7200003.shtml"
    pages = {}
    for name, host in HOSTS.items():
        pages |= {
            f"{host}/robots.txt": ROBOTS[name],
            f"{host}{FOLDER}": links(open_, closed, into, *([GBK] if name == "gotrip" else [])),
            f"{host}{open_}": answer(article(1, more=image)),
            f"{host}{closed}": answer(article(2)),
            f"{host}{CLOSED}a.jpg": answer(b"\xff\xd8closed", kind="image/jpeg"),
            f"{host}/zjnews/gundong/b.jpg": answer(b"\xff\xd8open", kind="image/jpeg"),
            f"{host}{into}": redirect(f"{CLOSED}201805/t20180516_7200004.shtml"),
            f"{host}{CLOSED}201805/t20180516_7200004.shtml": answer(article(4)),
            f"{host}{GBK}": answer(article(5)),
        }
    for number in range(1, 5):
        target = redirect(f"http://ent.zjol.com.cn/{number + 1}/robots.txt")
        pages[f"{HOSTS['ent']}/{number}/robots.txt"] = target
    pages[f"{HOSTS['ent']}/5/robots.txt"] = ROBOTS["biz"]
    return pages


@pytest.fixture(scope="module")
def robots(tmp_path_factory):
    with WildServer(robots_site()) as server:
        seeds = [f"http://{host}{FOLDER}" for host in HOSTS.values()]
        folder = tmp_path_factory.mktemp("robots")
        run = crawl(server, folder, seeds=seeds, DOWNLOAD_TIMEOUT=2, RETRY_TIMES=1)
        yield server, run


def test_not_one_request_goes_where_robots_txt_forbids(robots):
    server, run = robots
    for name in ("biz", "ent", "town"):
        paths = server.paths(HOSTS[name])
        assert article_path(1) in paths
        assert "/zjnews/gundong/b.jpg" in paths
        assert [] == [path for path in paths if path.startswith(CLOSED)]
    assert ("excluded", "robots") == run.fate(f"http://{HOSTS['biz']}{CLOSED}a.jpg")
    redirected = f"http://{HOSTS['biz']}{CLOSED}201805/t20180516_7200004.shtml"
    assert ("excluded", "robots") == run.fate(redirected)
    assert 0 == run.returncode, run.stderr


def test_nothing_is_asked_of_a_host_whose_robots_txt_nobody_could_read(robots):
    server, run = robots
    for name in ("china", "health", "edu"):
        assert [] == server.paths(HOSTS[name])
        assert ("failed", "robots-unreachable") == run.fate(f"http://{HOSTS[name]}{FOLDER}")


def test_a_refused_or_missing_robots_txt_closes_nothing(robots):
    server, _ = robots
    for name in ("ec", "opinion", "fin", "py"):
        assert f"{CLOSED}201805/t20180516_7200002.shtml" in server.paths(HOSTS[name])


def test_robots_txt_is_never_looked_for_outside_the_site(robots):
    server, _ = robots
    assert set(HOSTS.values()) == {one.host for one in server.asked}


def test_a_group_that_names_us_closes_the_host(robots):
    server, run = robots
    assert [] == server.paths(HOSTS["js"])
    assert ("excluded", "robots") == run.fate(f"http://{HOSTS['js']}{FOLDER}")


def test_a_folder_named_in_gbk_is_closed(robots):
    server, run = robots
    assert GBK not in server.paths(HOSTS["gotrip"])
    assert ("excluded", "robots") == run.fate(f"http://{HOSTS['gotrip']}{GBK}")


def test_robots_txt_comes_first_and_once(robots):
    server, _ = robots
    for name, host in HOSTS.items():
        paths = [one.path for one in server.asked if one.host == host]
        assert "/robots.txt" == paths[0]
        assert paths.count("/robots.txt") == {"health": 2, "edu": 2}.get(name, 1)


def test_robots_txt_is_captured_even_when_it_has_no_end(robots):
    _, run = robots
    rows = run.rows(
        "SELECT a.url, c.status, c.truncated FROM captures c JOIN addresses a ON a.id = c.address"
        " WHERE a.kind = 'robots'"
    )
    captured = {url: (status, truncated) for url, status, truncated in rows}
    assert (503, None) == captured[f"http://{HOSTS['china']}/robots.txt"]
    assert (200, "length") == captured[f"http://{HOSTS['town']}/robots.txt"]
    assert f"http://{HOSTS['ent']}/5/robots.txt" in captured


def test_the_report_says_what_each_robots_txt_came_to(robots):
    _, run = robots
    told = {
        name: run.run["politeness"][host]["robots"][f"http://{host}"]
        for name, host in HOSTS.items()
    }
    assert told == {
        "biz": "rules",
        "china": "unreachable (status 503)",
        "ec": "missing (status 403)",
        "ent": "rules",
        "fin": "missing (more than five redirects)",
        "health": "unreachable (reset)",
        "edu": "unreachable (timeout)",
        "town": "rules",
        "opinion": "html (a page instead of rules)",
        "gotrip": "rules",
        "py": "missing (leads out of the site)",
        "js": "rules (named)",
    }


def test_the_next_run_asks_again_where_robots_txt_could_not_be_read(tmp_path):
    def mended(talk):
        talk.send(text("", "500 Internal Server Error") if talk.nth == 1 else text(""))

    pages = {"/robots.txt": mended, FOLDER: links(article_path(1))}
    pages[article_path(1)] = answer(article(1))
    with WildServer(pages) as server:
        first = crawl(server, tmp_path, RETRY_TIMES=0)
        assert ("failed", "robots-unreachable") == first.fate(LIST)
        assert 0 != first.returncode
        second = crawl(server, tmp_path)
    assert ("done", None) == second.fate(LIST)
    assert (0, 1) == (second.returncode, len(second.articles))


def test_robots_txt_that_recovers_within_the_run_is_obeyed(tmp_path):
    def shaky(talk):
        if talk.nth == 1:
            talk.send(text("", "503 Service Unavailable"))
        elif talk.nth == 2:
            talk.reset()
        else:
            talk.send(text(f"User-agent: *\nDisallow: {CLOSED}"))

    closed = f"{CLOSED}201805/t20180516_7200002.shtml"
    pages = {"/robots.txt": shaky, FOLDER: links(article_path(1), closed)}
    with WildServer(pages | {article_path(1): answer(article(1))}) as server:
        run = crawl(server, tmp_path)
    assert ("excluded", "robots") == run.fate(f"http://{HOST}{closed}")
    assert closed not in server.paths()
    assert 1 == len(run.articles)


# -- pace ---------------------------------------------------------------------------------------

MANY = [article_path(number) for number in range(24)]


def busy(talk):
    talk.pause(0.05)
    talk.send(answer(article(1)))


def test_one_site_never_has_more_requests_under_way_than_its_limit(tmp_path):
    pages = {FOLDER: links(*MANY, *(f"http://{HOSTS['biz']}{path}" for path in MANY))}
    with WildServer(pages | dict.fromkeys(MANY, busy)) as server:
        run = crawl(server, tmp_path, CONCURRENT_REQUESTS_PER_DOMAIN=3)
    assert 0 == run.returncode, run.stderr
    assert 3 == server.busiest
    assert {"done"} == {state for path, (state, _) in run.fates().items() if "/t2018" in path}


def test_a_crawl_delay_keeps_the_requests_to_its_host_apart(tmp_path):
    pages = {"/robots.txt": text("User-agent: *\nCrawl-delay: 0.4"), FOLDER: links(*MANY[:4])}
    with WildServer(pages | dict.fromkeys(MANY[:4], busy)) as server:
        run = crawl(server, tmp_path, AUTOTHROTTLE_ENABLED=True, AUTOTHROTTLE_START_DELAY=0)
    times = [one.at for one in server.asked]
    assert 7 == len(times)
    assert 0.3 < min(after - before for before, after in pairwise(times))
    row = run.run["politeness"][HOST]
    assert (0.4, True) == (row["crawlDelaySeconds"], row["delaySeconds"] > 1)


def test_autothrottle_works_on_the_site_s_slot(tmp_path):
    with WildServer({FOLDER: links(*MANY[:6])} | dict.fromkeys(MANY[:6], busy)) as server:
        run = crawl(
            server, tmp_path, AUTOTHROTTLE_ENABLED=True, AUTOTHROTTLE_START_DELAY=0.2,
            AUTOTHROTTLE_TARGET_CONCURRENCY=0.5,
        )  # fmt: skip
    assert 0 == run.returncode
    assert 0.4 < run.run["politeness"][HOST]["delaySeconds"]


# -- after a no ---------------------------------------------------------------------------------


def test_a_retry_after_is_kept_by_the_whole_site_while_others_are_served(tmp_path):
    def later(talk):
        fine = talk.nth > 1
        talk.send(
            answer(article(2)) if fine else answer("", "503 Service Unavailable", "Retry-After: 2")
        )

    def slowly(talk):
        talk.pause(0.3)
        talk.send(answer(b"\xff\xd8", kind="image/jpeg"))

    images = [f"/other/{number}.jpg" for number in range(8)]
    page = "".join(f"<img src='http://img.zjolcdn.com{path}'>" for path in images)
    pages = {FOLDER: links(MANY[1], MANY[2], more=page), MANY[1]: answer(article(1))}
    with WildServer(pages | {MANY[2]: later} | dict.fromkeys(images, slowly)) as server:
        run = crawl(server, tmp_path, CONCURRENT_REQUESTS_PER_DOMAIN=1, ARCHIVE_REQUISITES=True)
    refused = next(one.at for one in server.asked if one.path == MANY[2])
    after = [one for one in server.asked if one.at > refused]
    assert 1.9 < min(one.at for one in after if one.host == HOST) - refused
    meanwhile = [one for one in after if one.host != HOST and one.at < refused + 1.9]
    assert meanwhile
    assert ("done", None) == run.fate(f"http://{HOST}{MANY[2]}")
    row = run.run["politeness"][HOST]
    assert (1, 1, True) == (row["retries"], row["throttled"], row["delaySeconds"] > 1.9)


def test_passing_failures_are_tried_again_and_others_are_not(tmp_path):
    def twice(failure):
        def page(talk):
            return failure(talk) if talk.nth < 3 else talk.send(answer(article(1)))

        return page

    def status(line):
        return lambda talk: talk.send(answer("", line))

    failures = (reset, status("502 Bad Gateway"), status("429 Too Many Requests"))
    pages = {path: twice(failure) for path, failure in zip(MANY[:3], failures, strict=True)}
    pages |= {MANY[3]: answer("", "500 Internal Server Error"), MANY[4]: answer("", "400 Bad")}
    with WildServer({FOLDER: links(*MANY[:5])} | pages) as server:
        run = crawl(server, tmp_path)
    fates = [run.fate(f"http://{HOST}{path}") for path in MANY[:5]]
    assert [("done", None)] * 3 + [("failed", "server-error"), ("failed", "client-error")] == fates
    assert [3, 3, 3, 3, 1] == [server.paths().count(path) for path in MANY[:5]]
    # Twisted itself sends once more what was lost with a connection that had served before.
    assert run.run["politeness"][HOST]["retries"] in (7, 8)


CHALLENGE = answer("<html><script>var arg1='A1B2C3'; // acw_sc__v2</script><body></body></html>")


def test_a_host_that_answers_with_block_pages_is_left_in_peace(tmp_path):
    walled = [f"http://{HOSTS['fin']}{path}" for path in MANY]
    pages = {FOLDER: links(MANY[0], *walled), MANY[0]: answer(article(1))}
    pages |= {f"{HOSTS['fin']}{path}": CHALLENGE for path in MANY}
    with WildServer(pages) as server:
        run = crawl(server, tmp_path, CONCURRENT_REQUESTS_PER_DOMAIN=1)
        once = len(server.paths(HOSTS["fin"]))
        again = crawl(server, tmp_path, CONCURRENT_REQUESTS_PER_DOMAIN=1)
        twice = len(server.paths(HOSTS["fin"]))
    # Three, and the one that was under way when the third was read.
    assert 3 <= once <= 4
    assert 3 <= twice - once <= 4
    fates = [run.fate(url)[0] for url in walled]
    assert (4, "degraded") == (run.returncode, run.run["outcome"])
    assert {"blocked", "pending"} == set(fates)
    assert "blocked" == run.run["politeness"][HOSTS["fin"]]["stopped"]
    assert f"{HOSTS['fin']} is not asked again in this run" in run.stderr
    assert (1, 4) == (len(run.articles), again.returncode)


def test_a_run_that_waits_for_a_site_ends_at_once_when_it_is_told_to(tmp_path):
    never = answer("", "503 Service Unavailable", "Retry-After: 600")
    with WildServer({FOLDER: never}) as server:
        process = subprocess.Popen(
            [
                sys.executable, "-m", "scrapy", "crawl", "zjol", "-a", f"seeds={LIST}",
                "-s", f"ARCHIVE_CONNECT_TO=::127.0.0.1:{server.port}",
                "-s", f"ARCHIVE_ROOT={tmp_path}", "-s", "ARCHIVE_MIN_FREE_BYTES=1",
                "-s", "DOWNLOAD_DELAY=0",
            ],
            cwd=PROJECT, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        while FOLDER not in server.paths():
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        _, stderr = process.communicate(timeout=60)
    assert 5 == process.returncode, stderr
    report = json.loads(next((tmp_path / "zjol" / "runs").glob("*.json")).read_bytes())
    assert {"pending": 1} == {
        state: count for state, count in report["addresses"].items() if state == "pending"
    }


# -- robots meta tags ---------------------------------------------------------------------------

ASKING = {
    MANY[0]: answer(article(1, head="<meta name='robots' content='noindex, nofollow'>")),
    MANY[1]: answer(article(2, head="<meta name='ROBOTS' content='NONE'>")),
    MANY[2]: answer(article(3), "200 OK", "X-Robots-Tag: noarchive"),
    MANY[3]: answer(article(4), "200 OK", "X-Robots-Tag: otherbot: noindex"),
    FOLDER: links(*MANY[:4]),
}


@pytest.mark.parametrize(("setting", "articles"), [("record", 4), ("obey", 1)])
def test_pages_that_ask_for_restraint_are_noted_or_make_no_article(tmp_path, setting, articles):
    with WildServer(ASKING) as server:
        run = crawl(server, tmp_path, ARCHIVE_ROBOTS_META=setting)
    fates = [run.fate(f"http://{HOST}{path}") for path in MANY[:4]]
    assert [("done", reason) for reason in ("noindex", "noarchive", "noarchive", None)] == fates
    assert articles == len(run.articles)
    assert {"record": {}, "obey": {"robots-meta": "obey"}}[setting].items() <= run.run[
        "notes"
    ].items()
