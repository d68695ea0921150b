"""Which picture a picture's address names, wherever it is served from."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_CMS_NAME = re.compile(
    r"(?:W0[0-9]{12,30}|[0-9]{6,12}_[0-9a-f]{4,12}|[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
    r"(?:_[0-9]{1,4})?\.[a-z]{3,4}",
    re.IGNORECASE,
)


def image_key(url: str) -> str:
    """What stays the same when the picture moves to another host, scheme or folder.

    File names that the CMSs make up are unique by themselves (TRS ``W0`` and a time counter,
    Enorth ``<id>_<check>``, hashes): the name is the key. Of any other address the path is.
    """
    try:
        path = urlsplit(url).path
    except ValueError:
        return url
    name = path.rsplit("/", 1)[-1]
    return name.lower() if _CMS_NAME.fullmatch(name) else path or url
