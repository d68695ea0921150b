"""Addresses as text: resolved, split, and the key that says when two of them are the same page."""

from __future__ import annotations

from crawler.urls.surt import urlkey

__all__ = ["urlkey"]
