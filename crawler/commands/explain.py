"""``scrapy explain``: one article, each field with the rule and the markup it came from."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from crawler import console
from crawler.console import CollectionCommand
from crawler.errors import ConfigurationError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from crawler.archive.collection.layout import Layout
    from crawler.article import Article
    from crawler.inspection.explanation import Explained

_SHOWN = 100
"""Characters of a value that are shown."""


class Command(CollectionCommand):
    """Prints a table, or one JSON document."""

    arguments = "NAME ID-OR-URL"
    usage = "NAME ID-OR-URL [--version N] [--json]"
    summary = "Explain one article: each field, its rule, and the markup it was read from"
    details = "Of the words found, ⟦ ⟧ mark what the value was read from."
    example = "scrapy explain zjol zjol:t:31448112"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--version", type=int, metavar="N", help="not the newest one, but this")
        console.add_json(parser)

    def report(self, args: list[str], opts: argparse.Namespace) -> None:
        from crawler.archive.collection.layout import Layout
        from crawler.archive.source import open_collection
        from crawler.inspection.explanation import as_facts, explain

        root = self.collection(args)
        article = _article(Layout(root), args[1], opts.version)
        with closing(open_collection(root)) as source:
            explained = explain(article, source)
        if opts.json:
            console.show_json(as_facts(article, explained))
        else:
            _show(article, explained)


def _article(layout: Layout, named: str, number: int | None) -> Article:
    from crawler.inspection.stored import article_id, line, versions

    known = versions(layout, article_id(named))
    if not known:
        raise ConfigurationError(f"{named}: no article of this id or address in {layout.root}")
    wanted = [version for version in known if number in (None, version.number)]
    if not wanted:
        raise ConfigurationError(f"{named}: has versions 1 to {known[-1].number}, not {number}")
    return line(layout, wanted[-1])


def _show(article: Article, explained: list[Explained]) -> None:
    extractor = article.extractor
    console.show_lines(
        [
            f"{article.id} version {article.version}: {article.headline}",
            article.url,
            f"read by {extractor.name} {extractor.version}, template {extractor.template}",
        ]
    )
    console.show_table(
        ("field", "value", "rule", "confidence", "page", "character", "markup"),
        [_row(field) for field in explained],
    )
    console.show_lines(f"warning: {warning}" for warning in article.warnings)
    console.show_lines(_origin(article))


def _row(field: Explained) -> tuple[object, ...]:
    value = field.value if len(field.value) <= _SHOWN else f"{field.value[: _SHOWN - 1]}…"
    read, found = (field.field, value, field.rule, field.confidence, field.page), field.markup
    if found is None:
        return (*read, None, "")
    return (*read, found.start, f"{found.before}⟦{found.found}⟧{found.after}")


def _origin(article: Article) -> Iterator[str]:
    for at in article.provenance:
        yield (
            f"page {at.page}: {at.url} captured {at.dateDownloaded}, status {at.httpStatus}, "
            f"{at.charset.used} by {at.charset.by}"
        )
        yield f"  {at.warcFile}:{at.warcOffset} {at.warcRecordId} {at.payloadDigest}"
