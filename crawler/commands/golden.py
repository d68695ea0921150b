"""``scrapy golden``: captures copied into a test case, with the article that must be read."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.console import CollectionCommand, show_lines
from crawler.errors import ConfigurationError

if TYPE_CHECKING:
    import argparse

_CASE = re.compile(r"[A-Za-z0-9._-]+/[A-Za-z0-9._-]+")


class Command(CollectionCommand):
    """Makes a case, or renews what cases expect."""

    arguments = "NAME URL-OR-ID"
    usage = "NAME URL-OR-ID --as TEMPLATE/CASE | --accept [TEMPLATE/CASE…]"
    summary = "Copy an article's captures into a golden case, or renew what cases expect"
    details = (
        "The newest version is copied. Cases that are published must hold text that may be "
        "published."
    )
    example = (
        "scrapy golden demo zjol:t:31561061 --as trs-artcon/county-sections · "
        "scrapy golden --accept trs-artcon/county-sections"
    )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--as", dest="case", metavar="TEMPLATE/CASE", help="folder of the case")
        parser.add_argument(
            "--accept", action="store_true", help="take what is read now for what must be read"
        )
        parser.add_argument(
            "--cases", type=Path, default=Path("tests/golden"), metavar="FOLDER",
            help="where the cases are (default: tests/golden)",
        )  # fmt: skip

    def report(self, args: list[str], opts: argparse.Namespace) -> None:
        if opts.accept:
            _accept(opts.cases, args)
            return
        from crawler.archive.collection.layout import Layout
        from crawler.archive.source import open_collection
        from crawler.inspection import golden
        from crawler.inspection.stored import article_id, line, versions

        root = self.collection(args)
        if not opts.case or not _CASE.fullmatch(opts.case):
            raise ConfigurationError("give --as TEMPLATE/CASE")
        known = versions(Layout(root), article_id(args[1]))
        if not known:
            raise ConfigurationError(f"{args[1]}: no article of this id or address in {root}")
        article = line(Layout(root), known[-1])
        case = opts.cases / opts.case
        with closing(open_collection(root)) as source:
            golden.make(case, article, source, collection=root.resolve().name)
        show_lines([f"{case}: {article.id} version {article.version}, {article.headline}"])


def _accept(folder: Path, names: list[str]) -> None:
    from crawler.inspection import golden

    cases = [folder / name for name in names] or golden.cases(folder)
    changed = 0
    for case in cases:
        if not (case / golden.EXCHANGE).is_file():
            raise ConfigurationError(f"{case}: no golden case")
        fields = golden.accept(case)
        changed += bool(fields)
        if fields:
            show_lines([f"{case}: {', '.join(fields)}"])
    if not changed:
        show_lines([f"nothing has changed in {len(cases)} cases"])
