"""Runs ``scrapy crawl zjol`` against a WildServer, in a process whose memory is measured."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from demo_crawl import PROJECT, Crawled

HOST = "zjnews.zjol.com.cn"
FOLDER = "/zjnews/gundong/"
LIST = f"http://{HOST}{FOLDER}"


@dataclass(frozen=True, slots=True)
class Wild(Crawled):
    """A collection, how the command ended, and what it needed."""

    rss: int = 0
    """Largest resident set, in bytes."""

    def fate(self, url):
        """State and reason of an address."""
        rows = self.rows("SELECT url, state, reason FROM addresses")
        return {one: (state, reason) for one, state, reason in rows}.get(url)

    def fates(self):
        """State and reason of every address, by path, robots.txt left out."""
        rows = self.rows("SELECT url, state, reason FROM addresses WHERE kind <> 'robots'")
        return {one.split("/", 3)[3]: (state, reason) for one, state, reason in rows}


def article_path(number):
    """The path of an article of the TRS system."""
    return f"/zjnews/gundong/201805/t20180516_{7_200_000 + number}.shtml"


def article(number, *, head="", more=""):
    """A whole article page, invented."""
    sentence = f"第{number}个小站的守站人把水壶灌满，又在黑板上添了一行当天的风向和水位。"
    body = "".join(f"<p>　　{sentence * 3}</p>" for _ in range(3))
    return (
        f"<html><head><meta charset='utf-8'>{head}<title>守站人记事之{number}_浙江在线</title>"
        f"</head><body><div class='artTitle'>守站人记事之{number}</div><div class='info'>"
        "<span>2018-05-16 09:30:00</span><span>来源：苕溪周报</span></div>"
        f"<div class='artCon'>{body}</div>{more}</body></html>"
    )


def crawl(server, root, *arguments, seeds=(LIST,), authority=None, **settings):
    """One run against the server, which stands in for every host.

    :param server: None when the settings say where connections go.
    :param settings: Scrapy settings beside those that do away with pauses.
    """
    chosen = {
        "ARCHIVE_CONNECT_TO": f"::127.0.0.1:{server.port}" if server else "",
        "ARCHIVE_ROOT": root, "ARCHIVE_MIN_FREE_BYTES": 1, "LOG_LEVEL": "INFO",
        "DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False, "DOWNLOAD_TIMEOUT": 20, **settings,
    }  # fmt: skip
    command = [sys.executable, "-m", "scrapy", "crawl", "zjol", *arguments]
    if seeds:
        command += ["-a", f"seeds={','.join(seeds)}"]
    for name, value in chosen.items():
        command += ["-s", f"{name}={value}"]
    environment = {key: value for key, value in os.environ.items() if "proxy" not in key.lower()}
    environment["PYTHONPATH"] = str(Path(__file__).parent)  # a setting may name a class here
    if authority is not None:
        environment["SSL_CERT_FILE"] = str(authority)
    Path(root).mkdir(parents=True, exist_ok=True)
    log = Path(root) / "stderr.txt"
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=out, stderr=out)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Wild(
        root=Path(root) / "zjol",
        returncode=process.returncode,
        stderr=log.read_text("utf-8"),
        rss=usage.ru_maxrss * 1024,
    )
