"""Canonical keys of addresses: the SURT that says when two URLs are the same page.

The rules are those of the published descriptions: the "searchable URL" of CDXJ 0.1.0, the
canonicalisation of Heritrix and the Wayback Machine, and the URL canonicalisation of Google Safe
Browsing, which those two build on. Where they leave something open, the key is what index tools
in use write, found out by asking them; tests/unit/urls/test_urls.py asks again.
"""

from __future__ import annotations

from crawler.urls.key import urlkey

__all__ = ["urlkey"]
