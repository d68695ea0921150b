"""The archiving crawler for Chinese news: wire-exact captures, and articles read out of them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

# Their types stand in __init__.pyi.
_MODULES = {
    "captures": "crawler.archive.contents",
    "exchanges": "crawler.archive.contents",
    "extract_page": "crawler.reading.extract",
    "open_record": "crawler.archive.contents",
    "read_articles": "crawler.article.stored",
}
__all__ = sorted(_MODULES)


def __getattr__(name: str) -> Any:
    """Load a public function when it is first asked for: importing the package is cheap."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)
