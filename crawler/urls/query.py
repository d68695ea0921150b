"""The query of a key: arguments sorted, session ids of old application servers taken out."""

from __future__ import annotations

import re

from crawler.urls.escapes import canonical

_ANY_SESSION = re.compile("sid=|sessionid|cftoken=")
# Quirk: names are looked for at the end of an argument's name, and each is taken out once, in
# this order, where it stands last.
_SESSIONS = (
    re.compile(r"jsessionid=[0-9a-z]{32}\Z"),
    re.compile(r"phpsessid=[0-9a-z]{32}\Z"),
    re.compile(r"sid=[0-9a-z]{32}\Z"),
    re.compile(r"aspsessionid[a-z]{8}=[a-z]{24}\Z"),
)
_CFID = "cfid="
_CFTOKEN = "cftoken="


def canonical_query(query: str) -> str:
    """The query of a URL, without its question mark.

    :param query: as in the URL.
    :returns: lower case, arguments sorted by name and then by value; may be empty.
    """
    query = canonical(query).lower()
    if _ANY_SESSION.search(query) is not None:
        query = _without_sessions(query)
    if "&" in query:
        query = "&".join(sorted(query.split("&"), key=_name_and_value))
    return query


def _name_and_value(argument: str) -> tuple[str, str, str]:
    return argument.partition("=")


def _without_sessions(query: str) -> str:
    arguments = query.split("&")
    for pattern in _SESSIONS:
        for index in range(len(arguments) - 1, -1, -1):
            found = pattern.search(arguments[index])
            if found is not None:
                _cut(arguments, index, index + 1, found.start())
                break
    for index in range(len(arguments) - 2, -1, -1):
        token = arguments[index + 1]
        if token.startswith(_CFTOKEN) and len(token) > len(_CFTOKEN):
            start = arguments[index].rfind(_CFID, 0, -1)  # the last that has a value
            if start >= 0:
                _cut(arguments, index, index + 2, start)
                break
    return "&".join(arguments)


def _cut(arguments: list[str], first: int, end: int, start: int) -> None:
    """Leave of arguments ``first`` to ``end`` only what stands before ``start`` in the first.

    Quirk: the ``&`` behind goes, too, so that ``xsid=…&y`` becomes ``xy``, and ``a&sid=…`` ``a&``.
    """
    rest = arguments[first][:start]
    if end < len(arguments):
        rest += arguments[end]
    arguments[first : end + 1] = [rest]
