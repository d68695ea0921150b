"""The Article record: built from what pages say, written as one line, read back."""

from __future__ import annotations

from crawler.article.build import assemble
from crawler.article.lines import article_from, line, successor
from crawler.article.pages import PageReading
from crawler.article.record import Article

__all__ = ["Article", "PageReading", "article_from", "assemble", "line", "successor"]
