"""What of an inline script counts: the rest is switched off by comment signs."""

from __future__ import annotations

import re

_LINE = re.compile(r"^[ \t]*//[^\n\r]*", re.M)


def without_comments(script: str) -> str:
    """A script without ``/* */`` and without lines that begin with ``//``; linear.

    Comments behind code on a line stay: ``//`` stands in addresses too.
    """
    parts = []
    at = 0
    while (start := script.find("/*", at)) >= 0:
        end = script.find("*/", start + 2)
        if end < 0:
            break
        parts.append(script[at:start])
        at = end + 2
    return _LINE.sub("", " ".join((*parts, script[at:])))
