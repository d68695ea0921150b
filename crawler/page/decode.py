"""Bytes to text: which encoding a page really is in, and the evidence for saying so.

Follows the WHATWG Encoding Standard for labels (``gb2312`` and ``gbk`` mean gb18030) and puts
evidence before labels: a byte-order mark, then strict UTF-8 validity, then the labels of HTTP and
of the page where the text they give is plausible, then whichever Chinese encoding reads best.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.page.chinese import PUA_REPAIR, plausibility, resynchronise

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,400}?(?:charset|encoding)\s{0,9}=\s{0,9}[\"']?([\w.:-]{2,30})", re.I
)
_CONTENT_TYPE = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?([\w.:-]{2,30})", re.I)
_PUA = re.compile("[\ue000-\uf8ff]")
_HEAD_BYTES = 1024
"""Where HTML asks authors to put the label."""
_LATE_HEAD_BYTES = 8192
"""How far pages with long head scripts push it."""
_MIN_SHARE = 0.7
"""Share of everyday characters from which Chinese text is believed; real pages have 0.9 and more,
a wrong pairing of bytes 0.1 to 0.5."""
_REPLACEMENTS_PER_BYTE = 1 / 10_000
_SHORT_EVIDENCE = 24
"""Multi-byte sequences below which valid UTF-8 may still be an accident in another encoding."""

_ALIASES = {
    label: codec
    for codec, labels in (
        ("gb18030", "gb2312 gbk gb_2312 gb_2312-80 gb-2312 x-gbk cp936 euc-cn hz-gb-2312"),
        ("big5hkscs", "big5 big5-hkscs x-x-big5"),
        ("utf-8", "utf8 unicode utf-16"),
        ("cp1252", "iso-8859-1 latin1 us-ascii ascii"),
    )
    for label in labels.split()
}
_WEB = ("utf-8", "gb18030", "big5", "euc_", "shift_jis", "cp125", "iso8859", "koi8", "cp949")
"""Beginnings of the codecs that the Encoding Standard lets a page name."""
_CHINESE = ("gb18030", "big5hkscs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Charset:
    """How the text of one page was made from its bytes."""

    http: str | None
    """Label of the Content-Type header, lower case, None without one."""
    meta: str | None
    """Label inside the page, lower case, None without one."""
    used: str
    """Name of the decoder that made the text, as Python spells it."""
    by: str
    """What decided: bom, validity, http, meta, plausibility or fallback."""
    replacements: int = 0
    """Places where bytes could not be read and U+FFFD stands."""
    pua: int = 0
    """Private-use characters left after the repair of GB 18030-2022."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """The text of a page, with the record of its decoding."""

    text: str
    """The page as characters, without byte-order mark."""
    charset: Charset


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """Decode a page by evidence first and labels second; never raises.

    :param body: entity body without transfer- and content-coding.
    :param content_type: value of the Content-Type header, None when there was none.
    :returns: the text and what decided about it.
    """
    http = _http_label(content_type)
    meta = _meta_label(body)
    used, by, text, replacements = _choose(body, http, meta)
    text, pua = _repair_pua(text, body, used)
    charset = Charset(http=http, meta=meta, used=used, by=by, replacements=replacements, pua=pua)
    return Decoded(text=text, charset=charset)


def _choose(body: bytes, http: str | None, meta: str | None) -> tuple[str, str, str, int]:
    for bom, codec in _BOMS:
        if body.startswith(bom):
            text = body[len(bom) :].decode(codec, "replace")
            return codec, "bom", text, text.count("\ufffd")
    labels = list(_labels(http, meta))
    utf8 = _strict(body, "utf-8")
    if utf8 is not None and (len(body) - len(utf8) > 2 * _SHORT_EVIDENCE or utf8.isascii()):
        return "utf-8", "validity", utf8, utf8.count("\ufffd")
    for codec, by in labels:
        found = _by_label(body, codec)
        if found is not None:
            return codec, by, *found
    if utf8 is not None:
        return "utf-8", "validity", utf8, utf8.count("\ufffd")
    return _most_plausible(body, [codec for codec, _ in labels])


def _by_label(body: bytes, codec: str) -> tuple[str, int] | None:
    """The text a label gives, None when the bytes speak against the label."""
    text = _strict(body, codec)
    if codec == "cp1252":
        # Quirk: servlet containers label everything ISO-8859-1; six pairs of high bytes that read
        # as everyday Chinese are no accident.
        chinese = _strict(body, "gb18030")
        if chinese is not None and plausibility(chinese, "gb18030") >= _MIN_SHARE:
            return None
        return (text, 0) if text is not None else (body.decode("cp1252", "replace"), 0)
    if text is not None:
        credible = codec not in _CHINESE or plausibility(text, codec) >= _MIN_SHARE
        return (text, text.count("\ufffd")) if credible else None
    if codec == "utf-8":
        text = body.decode("utf-8", "replace")
        damage = text.count("\ufffd")
        return (text, damage) if damage <= len(body) * _REPLACEMENTS_PER_BYTE else None
    if codec in _CHINESE:
        text, damage = resynchronise(body, codec)
        credible = damage <= 3 + len(body) * _REPLACEMENTS_PER_BYTE
        return (text, damage) if credible and plausibility(text, codec) >= _MIN_SHARE else None
    return None


def _most_plausible(body: bytes, labelled: list[str]) -> tuple[str, str, str, int]:
    """The best reading when no label can be believed."""
    best: tuple[float, str, str, int] | None = None
    for codec in ("gb18030", "utf-8", "big5hkscs", *labelled):
        text = _strict(body, codec)
        damage = 0
        if text is None and codec in _CHINESE:
            text, damage = resynchronise(body, codec)
        elif text is None:
            text = body.decode(codec, "replace")
            damage = text.count("\ufffd")
        # A page of mixed origin has some damage in every reading: weigh it against the share.
        score = plausibility(text, codec) - min(0.5, 40 * damage / (len(body) + 1))
        if best is None or score > best[0]:
            best = (score, codec, text, damage)
    if best is not None and best[0] >= _MIN_SHARE / 2:
        return best[1], "plausibility", best[2], best[3]
    codec = labelled[0] if labelled else "cp1252"
    text = body.decode(codec, "replace")
    return codec, "fallback", text, text.count("\ufffd")


def _labels(http: str | None, meta: str | None) -> Iterator[tuple[str, str]]:
    for label, by in ((http, "http"), (meta, "meta")):
        if label is None:
            continue
        name = _ALIASES.get(label, label)
        try:
            info = codecs.lookup(name)
        except LookupError:
            continue
        if info.name.startswith(_WEB):
            yield name, by


def _http_label(content_type: str | None) -> str | None:
    match = _CONTENT_TYPE.search(content_type[:1000]) if content_type else None
    return match[1].lower() if match else None


def _meta_label(body: bytes) -> str | None:
    for size in (_HEAD_BYTES, _LATE_HEAD_BYTES):
        match = _META.search(body[:size])
        if match:
            return match[1].decode("ascii", "replace").lower()
    return None


def _strict(body: bytes, codec: str) -> str | None:
    try:
        return body.decode(codec)
    except (UnicodeDecodeError, LookupError):
        return None


def _repair_pua(text: str, body: bytes, used: str) -> tuple[str, int]:
    """Characters that GB 18030-2022 moved out of the private-use area, put where they belong."""
    encoded = body if used == "utf-8" else text.encode("utf-8", "surrogatepass")
    if b"\xee" not in encoded and not re.search(rb"\xef[\x80-\xa3]", encoded):
        return text, 0
    if used == "gb18030":
        text = text.translate(PUA_REPAIR)
    return text, len(_PUA.findall(text))
