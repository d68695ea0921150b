"""What a demo crawl has left behind, told to a person."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from crawler.archive.collection.layout import Layout
from crawler.article import Article, article_from

_STATES = {
    "done": "read, and all that follows from them known",
    "excluded": "left out by a rule, each with the rule's name",
    "gone": "the site says they are no more",
    "failed": "could not be had; tried again by the next run",
    "blocked": "answered by a block page; left alone",
    "pending": "not fetched yet",
    "captured": "captured and waiting for further pages",
}


def show(console: Console, layout: Layout) -> None:
    """Print what lies in the collection, one article of it, and what to try next."""
    reports = sorted(layout.runs.glob("*.json"))
    if not reports:
        return
    report = json.loads(reports[-1].read_text("utf-8"))
    articles = _articles(layout)
    console.print()
    console.print(_counts(report, articles, layout))
    if articles:
        console.print(_sample(max(articles, key=lambda article: len(article.blocks))))
    console.print("[bold]Try next[/]")
    root = layout.root
    for command, what in (
        (f"head -n 1 {root}/articles/*.jsonl", "one article a line: docs/reference/article.md"),
        (f"{_program()} audit {root}", "every byte and every cross-reference checked again"),
        (
            f"{_program()} demo --days 2",
            "the day after: a late batch; what did not change as revisits",
        ),
        ('make crawl OPERATOR="name <contact>"', "the live site"),
    ):
        console.print(f"  {command}", highlight=False)
        console.print(f"      [dim]{what}[/]", highlight=False)


def _program() -> str:
    """How the reader calls scrapy: by its name, or by the path it was found at."""
    path = Path(sys.argv[0])
    if shutil.which("scrapy") == str(path.resolve()) or path.name != "scrapy":
        return "scrapy"
    return os.path.relpath(path)


def _counts(report: dict[str, object], articles: list[Article], layout: Layout) -> Table:
    warcs = list(layout.archive.glob("*.warc.gz"))
    table = Table(title=f"Collection {layout.root}", title_justify="left", show_header=False)
    table.add_column(style="bold")
    table.add_column(justify="right")
    table.add_column(style="dim")
    table.add_row("exchanges", f"{report['exchanges']:,}", f"{report['revisits']} as revisits")
    table.add_row(
        "WARC files", str(len(warcs)), f"{sum(w.stat().st_size for w in warcs):,} bytes, archive/"
    )
    table.add_row(
        "articles",
        f"{len({article.id for article in articles}):,}",
        f"{len(articles)} versions, articles/",
    )
    table.add_row("index lines", f"{_lines(layout.index):,}", "indexes/index.cdxj")
    addresses = report["addresses"]
    assert isinstance(addresses, dict)
    table.add_row("addresses seen", f"{addresses['total']:,}", "ledger.sqlite", end_section=True)
    for state, meaning in _STATES.items():
        if addresses.get(state):
            table.add_row(f"  {state}", f"{addresses[state]:,}", meaning)
    return table


def _sample(article: Article) -> Table:
    table = Table(title="One of the articles", title_justify="left", show_header=False)
    table.add_column(style="bold")
    table.add_column()
    first = article.provenance[0]
    table.add_row("headline", article.headline or "")
    table.add_row("datePublished", article.datePublished or "")
    table.add_row("source", article.source.name if article.source else "")
    table.add_row("authors", "、".join(f"{one.name} ({one.role})" for one in article.authors))
    table.add_row("editors", "、".join(f"{one.name} ({one.role})" for one in article.editors))
    table.add_row("section", " > ".join(crumb.name for crumb in article.breadcrumbs))
    table.add_row("keywords", "、".join(article.keywords))
    table.add_row("blocks", f"{len(article.blocks)}, {article.wordCount.chars:,} characters")
    table.add_row("from", f"{first.warcFile}\noffset {first.warcOffset}, {first.payloadDigest}")
    return table


def _articles(layout: Layout) -> list[Article]:
    files = sorted(layout.articles.glob("*.jsonl"))
    return [article_from(line) for path in files for line in path.read_bytes().splitlines()]


def _lines(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0
