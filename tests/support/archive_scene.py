"""Archives made by hand: runs of a few exchanges, written as a crawl writes them."""

import json
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

from crawler.archive.collection.layout import Layout
from crawler.archive.warc import cdxj, reader, records
from crawler.archive.warc.writer import WarcInfo, WarcWriter
from crawler.models import Exchange, Hop

BEGAN = datetime(2026, 11, 23, 2, 0, 0, tzinfo=UTC)
HOST = "http://zjnews.zjol.com.cn"


def page(title, *paragraphs, links="", pages=0):
    """A page that reads as an article, in the manner of the second content system."""
    told = "".join(f"<p>{text}</p>" for text in paragraphs)
    pager = f"<script>createPageHTML({pages}, 0, 't20261120_31000001', 'shtml');</script>"
    return (
        f"<html><head><meta charset='utf-8'><title>{title}</title></head><body>"
        f"<div class='artTitle'>{title}</div>"
        f"<div class='info'>2026-11-20 08:30:00 来源：浙江在线</div>"
        f"<div class='artCon'>{told}</div>{pager if pages else ''}{links}</body></html>"
    ).encode()


TEXT = "清早的渡口有雾，摆渡的人把缆绳解开，船慢慢离岸，水面上只听得见桨声和远处的鸡鸣。" * 2


def article(number, page=0):
    """The address of an article's page."""
    tail = f"_{page}" if page else ""
    return f"{HOST}/zjnews/202611/t20261120_{number}{tail}.shtml"


class ArchiveScene:
    """A collection's WARC files, index and run reports."""

    def __init__(self, root):
        self.layout = Layout(root)
        self.layout.create()
        self._ids = count(1)
        self._runs = count(1)
        self._captures = {}

    def run(self, *exchanges, outcome="complete", extra=()):
        """One run; each exchange is (url, body) or (url, body, facts).

        ``outcome`` None leaves no report, as a run that was killed. Returns the captures.
        """
        number = next(self._runs)
        began = BEGAN + timedelta(hours=number)
        run = f"20261123T{began:%H}0000000Z"
        ticks = count()
        info = WarcInfo(
            software="test/1", robots="obey", hostname="host",
            description=f"run {run} of the spider zjol", extra=(("crawl-id", run), *extra),
        )  # fmt: skip
        writer = WarcWriter(
            self.layout.archive, prefix="zjol", info=info, max_bytes=10**9,
            now=lambda: began + timedelta(milliseconds=next(ticks)),
            new_id=lambda: UUID(int=next(self._ids)),
        )  # fmt: skip
        captures = [
            self._store(writer, began + timedelta(seconds=at), *one)
            for at, one in enumerate(exchanges)
        ]
        writer.sync()
        writer.seal()
        if outcome:
            ended = (began + timedelta(minutes=1)).isoformat()
            report = {
                "id": run, "spider": "zjol", "ended": ended, "outcome": outcome, "notes": {}
            }  # fmt: skip
            (self.layout.runs / f"{run}.json").write_text(json.dumps(report))
        self.write_index()
        return captures

    def write_index(self):
        files = sorted(self.layout.archive.glob("*.warc.gz"))
        lines = [
            reader.index_line(record)
            for file in files
            for record in reader.records(file)
            if record.type in ("response", "revisit")
        ]
        cdxj.write_index(self.layout.index, lines)

    def _store(self, writer, instant, url, body, facts=None):
        facts = dict(facts or {})
        status = facts.pop("status", b"200 OK")
        headers = facts.pop("headers", b"Content-Type: text/html\r\n")
        original = facts.pop("original", None)
        head = b"HTTP/1.1 " + status + b"\r\n" + headers
        response = head + b"Content-Length: %d\r\n\r\n" % len(body) + body
        if status.startswith(b"304"):
            response = head + b"\r\n"
        exchange = Exchange(
            method="GET", url=url, began_at=instant, fetch_time_ms=5,
            request=b"GET / HTTP/1.1\r\nHost: zjnews.zjol.com.cn\r\n\r\n", response=response,
            ip_address="192.0.2.1", **facts,
        )  # fmt: skip
        digested = records.digest(exchange)
        return writer.append(
            lambda warcinfo: records.encode(
                digested, hop=Hop(path="L"), warcinfo_id=warcinfo,
                new_id=lambda: UUID(int=next(self._ids)), original=original,
            )
        )  # fmt: skip
