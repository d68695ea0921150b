"""Counting strings that look like personal data; nothing is removed."""

from __future__ import annotations

import re

from crawler.article.parts import PersonalData

_DIGITS = re.compile(r"[0-9]{11,}[Xx]?")
_MOBILE = re.compile(r"1[3-9][0-9]{9}[Xx]?")
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_FIRST_YEAR, _LAST_YEAR = 1850, 2100


def count(text: str) -> PersonalData:
    """How many mobile numbers, identity card numbers and e-mail addresses a text holds.

    A number counts when it stands alone between other characters than digits. One pass each.
    """
    phone = card = 0
    for run in _DIGITS.findall(text):
        if _MOBILE.fullmatch(run):
            phone += 1
        elif len(run) == 18 and _is_card(run.upper()):
            card += 1
    email = len(_EMAIL.findall(text)) if "@" in text else 0
    return PersonalData(phone=phone, idCard=card, email=email)


def _is_card(number: str) -> bool:
    """Does the check character fit (GB 11643-1999), and is the date of birth one?"""
    if not _FIRST_YEAR < int(number[6:10]) < _LAST_YEAR:
        return False
    if not (1 <= int(number[10:12]) <= 12 and 1 <= int(number[12:14]) <= 31):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return _CHECKS[total % 11] == number[17]
