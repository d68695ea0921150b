"""Addresses in a ``srcset`` attribute (HTML Standard, parse a srcset attribute)."""

from __future__ import annotations

from collections.abc import Iterator

MAX_CHARACTERS = 65_536


def addresses(text: str) -> Iterator[str]:
    """The address of each candidate, raw; their widths and densities are passed over.

    Commas inside an address belong to it, a comma at its end closes the candidate.
    """
    address_due = True
    for word in text[:MAX_CHARACTERS].split():
        rest = word
        if not address_due:
            _, comma, rest = word.partition(",")
            if not comma:
                continue
        rest = rest.lstrip(",")
        address_due = not rest
        if rest:
            address = rest.rstrip(",")
            address_due = address != rest
            yield address
