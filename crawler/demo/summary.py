"""Shows a person what a demo crawl has left behind."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

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
    files = sorted(layout.articles.glob("*.jsonl"))
    articles = [article_from(line) for file in files for line in file.read_bytes().splitlines()]
    console.print()
    console.print(_counts(json.loads(reports[-1].read_text("utf-8")), articles, layout))
    if articles:
        console.print(_sample(max(articles, key=lambda article: len(article.blocks))))
    console.print("[bold]Try next[/]")
    root, program = layout.root, _program()
    for command, what in (
        (f"head -n 1 {root}/articles/*.jsonl", "one article a line: docs/reference/article.md"),
        (f"{program} audit {root}", "every byte and every cross-reference checked again"),
        (
            f"{program} demo --days 2",
            "the day after: a late batch; what did not change as revisits",
        ),
        ('make crawl OPERATOR="name <contact>"', "the live site"),
    ):
        console.print(f"  {command}\n      [dim]{what}[/]", highlight=False)


def _program() -> str:
    """How the reader calls scrapy: by its name, or by the path it was found at."""
    path = Path(sys.argv[0])
    if shutil.which("scrapy") == str(path.resolve()) or path.name != "scrapy":
        return "scrapy"
    return os.path.relpath(path)


def _counts(report: dict[str, Any], articles: list[Article], layout: Layout) -> Table:
    addresses = report["addresses"]
    sizes = [warc.stat().st_size for warc in layout.archive.glob("*.warc.gz")]
    ids = {article.id for article in articles}
    lines = layout.index.read_bytes().count(b"\n") if layout.index.exists() else 0
    table = Table(title=f"Collection {layout.root}", title_justify="left", show_header=False)
    table.add_column(style="bold")
    table.add_column(justify="right")
    table.add_column(style="dim")
    table.add_row("exchanges", f"{report['exchanges']:,}", f"{report['revisits']} as revisits")
    table.add_row("WARC files", f"{len(sizes)}", f"{sum(sizes):,} bytes, archive/")
    table.add_row("articles", f"{len(ids):,}", f"{len(articles)} versions, articles/")
    table.add_row("index lines", f"{lines:,}", "indexes/index.cdxj")
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
    table.add_row("authors", "、".join(f"{who.name} ({who.role})" for who in article.authors))
    table.add_row("editors", "、".join(f"{who.name} ({who.role})" for who in article.editors))
    table.add_row("section", " > ".join(crumb.name for crumb in article.breadcrumbs))
    table.add_row("keywords", "、".join(article.keywords))
    table.add_row("blocks", f"{len(article.blocks)}, {article.wordCount.chars:,} characters")
    table.add_row("from", f"{first.warcFile}\noffset {first.warcOffset}, {first.payloadDigest}")
    return table
