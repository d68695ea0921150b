"""Canonical keys of addresses: the SURT that says when two URLs are the same page."""

from __future__ import annotations

from functools import lru_cache

from surt import surt


@lru_cache(maxsize=65536)
def urlkey(url: str) -> str:
    """The SURT key of an absolute URL, as index tools write it (CDXJ 0.1.0, "searchable URL").

    Scheme, ``www.``, default port, fragment and letter case do not matter; query arguments are
    sorted. The reference implementation is used, so that keys equal those of other indexers.

    :param url: absolute URL, percent-encoded.
    :returns: for instance ``cn,com,zjol,zjnews)/zjnews/202601/t20260110_31448112.shtml``.
    """
    key: str = surt(url)
    return key
