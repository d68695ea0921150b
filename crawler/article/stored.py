"""The articles of a collection or a WACZ, read from their lines."""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from crawler.archive.collection import withdrawals
from crawler.archive.collection.layout import Layout
from crawler.article.lines import article_from
from crawler.article.record import Article
from crawler.errors import ArchiveError, ConfigurationError


def read_articles(path: str | os.PathLike[str]) -> Iterator[Article]:
    """All versions of the articles, in the order in which they were captured.

    The versions of one article come in ascending order, so its newest version comes last:
    ``{article.id: article for article in read_articles(path)}`` keeps the newest ones. Articles
    that are withdrawn now are left out. Memory does not grow with the collection.

    :param path: folder of a collection, or a WACZ that ``scrapy pack`` made.
    :raises ConfigurationError: there is no such thing.
    :raises ArchiveError: a line or the record of withdrawals cannot be read.
    """
    root = Path(path)
    if root.is_dir():
        layout = Layout(root)
        withdrawn = withdrawals.in_force(layout).keys()
        for file in sorted(layout.articles.glob("*.jsonl")):
            articles = _articles(f"{file}", file.open("rb"))
            yield from (article for article in articles if article.id not in withdrawn)
    elif zipfile.is_zipfile(root):
        with zipfile.ZipFile(root) as package:
            for name in sorted(package.namelist()):
                if name.startswith("articles/"):
                    yield from _articles(f"{root}: {name}", package.open(name))
    else:
        raise ConfigurationError(f"{root}: no collection and no WACZ of this name")


def _articles(name: str, file: IO[bytes]) -> Iterator[Article]:
    number = 1
    try:
        with file:
            for line in file:
                yield article_from(line)
                number += 1
    except (ValueError, OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise ArchiveError(f"{name} line {number}: {error}") from error
