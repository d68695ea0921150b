"""Commands that look at a page: Scrapy's own, without an operator, without a collection."""

import http.server
import threading

import pytest

from demo_crawl import scrapy

TITLE = "江夏新闻网"


class Page(http.server.BaseHTTPRequestHandler):
    """One page labelled gb2312."""

    def do_GET(self):
        body = f"<html><head><title>{TITLE}</title></head><body>x</body></html>".encode("gb18030")
        self.send_response(200 if self.path == "/" else 404)
        self.send_header("Content-Type", "text/html; charset=gb2312")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        """Nothing."""


@pytest.fixture(scope="module")
def url():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def look(tmp_path, url):
    """Runs a command on the page; nothing may be left in ARCHIVE_ROOT."""

    def run(command, *arguments):
        root = tmp_path / "archives"
        done = scrapy(command, "--nolog", "-s", f"ARCHIVE_ROOT={root}", *arguments, url)
        assert not root.exists()
        return done

    return run


def test_fetch_asks_and_is_answered(look):
    done = look("fetch", "--headers")
    assert 0 == done.returncode, done.stderr
    assert "< Content-Type: text/html; charset=gb2312" in done.stdout


def test_the_shell_has_a_response_with_selectors(look):
    code = "print(response.status, response.css('title::text').get(), response.encoding)"
    done = look("shell", "-c", code)
    assert f"200 {TITLE} gb18030" in done.stdout, done.stderr


def test_a_spider_without_a_plan_runs_without_an_archive(tmp_path, url):
    spider = tmp_path / "plain.py"
    spider.write_text(
        "import scrapy\n\n\nclass Plain(scrapy.Spider):\n    name = 'plain'\n"
        f"    start_urls = ['{url}']\n\n"
        "    def parse(self, response):\n"
        "        yield {'title': response.css('title::text').get()}\n"
    )
    feed, root = tmp_path / "feed.jsonl", tmp_path / "archives"
    settings = ["-s", "ARCHIVE_ENABLED=0", "-s", f"ARCHIVE_ROOT={root}", "-O", str(feed)]
    done = scrapy("runspider", str(spider), *settings)
    assert 0 == done.returncode, done.stderr
    assert f'{{"title": "{TITLE}"}}\n' == feed.read_text("utf-8")
    assert not root.exists()


def test_a_spider_without_a_plan_is_refused_with_the_way_out(tmp_path, url):
    spider = tmp_path / "plain.py"
    spider.write_text(
        "import scrapy\n\n\nclass Plain(scrapy.Spider):\n    name = 'plain'\n"
        f"    start_urls = ['{url}']\n"
    )
    done = scrapy(
        "runspider", str(spider), "-s", f"ARCHIVE_ROOT={tmp_path / 'archives'}",
        "-s", "ARCHIVE_CONNECT_TO=::127.0.0.1:9",
    )  # fmt: skip
    assert done.returncode
    assert "-s ARCHIVE_ENABLED=0 crawls without an archive" in done.stderr
