"""``scrapy explain``: one article, each field with the rule and the markup it came from."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from crawler import console
from crawler.archive.collection.layout import Layout
from crawler.archive.source import open_collection
from crawler.article import Article
from crawler.console import CollectionCommand, Grid
from crawler.errors import ConfigurationError
from crawler.inspection.explanation import Explained, as_facts, explain
from crawler.inspection.stored import article_id, line, versions

_SHOWN = 100
"""Characters of a value that are shown."""


class Command(CollectionCommand):
    """Prints a table, or one JSON document."""

    words = "NAME ID-OR-URL"

    def syntax(self) -> str:
        return "NAME ID-OR-URL [--version N] [--json]"

    def short_desc(self) -> str:
        return "Explain one article: each field, its rule, and the markup it was read from"

    def long_desc(self) -> str:
        return (
            f"{self.short_desc()}. Of the words found, ⟦ ⟧ mark what the value was read from. "
            "Example: scrapy explain zjol zjol:t:31448112"
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--version", type=int, metavar="N", help="not the newest one, but this")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def report(self, args: list[str], opts: argparse.Namespace) -> None:
        root = self.collection(args)
        layout = Layout(root)
        article = _article(layout, args[1], opts.version)
        source = open_collection(root)
        try:
            explained = explain(article, source)
        finally:
            source.close()
        if opts.json:
            console.show_json(as_facts(article, explained))
        else:
            _show(article, explained)


def _article(layout: Layout, named: str, number: int | None) -> Article:
    known = versions(layout, article_id(named))
    if not known:
        raise ConfigurationError(f"{named}: no article of this id or address in {layout.root}")
    wanted = [one for one in known if number in (None, one.number)]
    if not wanted:
        raise ConfigurationError(f"{named}: has versions 1 to {known[-1].number}, not {number}")
    return line(layout, wanted[-1])


def _show(article: Article, explained: list[Explained]) -> None:
    console.show_lines(
        [
            f"{article.id} version {article.version}: {article.headline}",
            article.url,
            f"read by {article.extractor.name} {article.extractor.version}, "
            f"template {article.extractor.template}",
        ]
    )
    console.show(
        Grid(
            columns=("field", "value", "rule", "confidence", "page", "character", "markup"),
            rows=[
                (
                    one.field,
                    _short(one.value),
                    one.rule,
                    one.confidence,
                    one.page,
                    one.markup.start if one.markup else None,
                    _markup(one),
                )
                for one in explained
            ],
        )
    )
    for warning in article.warnings:
        console.show_lines([f"warning: {warning}"])
    console.show_lines(_origin(article))


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _markup(one: Explained) -> str:
    found = one.markup
    return f"{found.before}⟦{found.found}⟧{found.after}" if found else ""


def _origin(article: Article) -> Iterator[str]:
    for at in article.provenance:
        yield (
            f"page {at.page}: {at.url} captured {at.dateDownloaded}, status {at.httpStatus}, "
            f"{at.charset.used} by {at.charset.by}"
        )
        yield f"  {at.warcFile}:{at.warcOffset} {at.warcRecordId} {at.payloadDigest}"
