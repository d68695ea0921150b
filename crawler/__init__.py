"""The archiving crawler for Chinese news: wire-exact captures, and articles read out of them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crawler.archive.contents import captures, exchanges, open_record
    from crawler.article.stored import read_articles
    from crawler.reading.extract import extract_page

__all__ = ["captures", "exchanges", "extract_page", "open_record", "read_articles"]
__version__ = "0.1.0"

_MODULES = {
    "captures": "crawler.archive.contents",
    "exchanges": "crawler.archive.contents",
    "extract_page": "crawler.reading.extract",
    "open_record": "crawler.archive.contents",
    "read_articles": "crawler.article.stored",
}


def __getattr__(name: str) -> Any:
    """Load a public function when it is first asked for: importing the package is cheap."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)
