"""The archiving crawler for Chinese news: wire-exact captures, and articles read out of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crawler.reading.extract import extract_page

__all__ = ["extract_page"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Load what the package offers when it is first asked for: importing it loads nothing heavy."""
    if name == "extract_page":
        from crawler.reading.extract import extract_page

        return extract_page
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
