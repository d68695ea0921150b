"""One page, parsed once: its text, its tree, and the address its links are relative to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin

import lxml.etree
import lxml.html

from crawler.page.decode import Charset, decode

MAX_CHARACTERS = 3_000_000
"""Characters of a page that are parsed; news pages stay below 500,000."""
MAX_TAGS = 100_000
"""``<`` signs that are parsed; the longest lists have ten thousand, a million is an attack."""
MAX_ATTRIBUTES = 512
"""Attributes of one element that are parsed. libxml2 compares each with all before it: two hundred
thousand of them take it five minutes."""
_HARMLESS = 65_536
"""Characters that can hold no more attributes than are parsed within a second or so."""
_LONGEST_CLASS = 500
NOTED = ("style", "background", "type")
"""Attributes that are looked for on every element of a page."""
_ATTRIBUTE = (
    r"""[\s/]*+(?:=[^\s/>=]*+|[^\s/>=]++)"""
    r"""(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+"""
)
_UNCROWDED = re.compile(
    rf"""(?:[^<]++|<(?![A-Za-z])"""
    rf"""|<(?i:script|style)\b(?:[^<]++|<(?!(?i:/script|/style)))*+"""
    rf"""|<[A-Za-z][^\s/>]*+(?:{_ATTRIBUTE}){{0,{MAX_ATTRIBUTES}}}+(?!{_ATTRIBUTE}))*+"""
)
"""Everything before the first element with more attributes. Possessive all through, so linear."""
_DROPPED = re.compile(rb"</(?:html|HTML|Html|body|BODY|Body)\s{0,9}>")
"""Quirk: libxml2 stops at the first ``</html>``, and pages glued together have several."""
_PARSER = lxml.html.HTMLParser(
    encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
)
# Without this lxml.html asks a Python function for the class of each element.
_PARSER.set_element_class_lookup(
    lxml.etree.ElementDefaultClassLookup(element=lxml.html.HtmlElement)
)
_Marks = dict[str, list[lxml.html.HtmlElement]]
_Noted = dict[str, list[tuple[lxml.html.HtmlElement, str]]]
_EMPTY = b"<html><body></body></html>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One parsed page; extraction and link discovery both read this."""

    url: str
    """Absolute address the page was asked for."""
    base_url: str
    """Address that links are relative to: ``<base href>``, else ``url``."""
    text: str
    """The page as characters, comments and scripts included."""
    charset: Charset
    """How the text was made from the bytes."""
    root: lxml.html.HtmlElement
    """The ``html`` element; comments and processing instructions are not in the tree."""
    cut: bool
    """Whether the page was longer than what is parsed."""
    nodes: tuple[lxml.html.HtmlElement, ...]
    """Every element in document order. Holding them makes later walks three times faster: lxml
    makes and destroys a Python object for each element that is not held."""
    ids: dict[str, list[lxml.html.HtmlElement]]
    """Elements by ``id``, in document order; pages repeat ids."""
    classes: dict[str, list[lxml.html.HtmlElement]]
    """Elements by each of the words of ``class``, in document order."""
    noted: dict[str, list[tuple[lxml.html.HtmlElement, str]]]
    """Elements that have an attribute of ``NOTED``, with its value, in document order."""


def parse(body: bytes, url: str, content_type: str | None = None) -> Document:
    """Decode and parse one page; any bytes give a document.

    :param body: entity body without transfer- and content-coding.
    :param url: absolute address of the page.
    :param content_type: value of the Content-Type header, None when there was none.
    """
    decoded = decode(body, content_type)
    text = decoded.text
    charset = decoded.charset
    as_served = charset.used == "utf-8" and charset.by != "bom" and not charset.replacements
    source = body if as_served else text.encode("utf-8", "replace")
    kept = text if _is_harmless(source) else _bounded(text)
    root = _tree(source if len(kept) == len(text) else kept.encode("utf-8", "replace"))
    nodes = tuple(root.iter())
    ids, classes, noted = _marks(nodes)
    return Document(
        url=url,
        base_url=_base_url(root, url),
        text=text,
        charset=charset,
        root=root,
        cut=len(kept) < len(text),
        nodes=nodes,
        ids=ids,
        classes=classes,
        noted=noted,
    )


def _is_harmless(source: bytes) -> bool:
    """Whether a page has no room for more attributes than a harmless one.

    Each is set apart by white space, a slash or its quotes. The exact look in ``_bounded`` takes
    half as long as the parsing.
    """
    if len(source) <= _HARMLESS:
        return True
    if len(source) > MAX_TAGS:
        return False
    apart = len(source) - len(source.translate(None, b" \t\n\r\f/"))
    return 2 * apart + source.count(b'"') + source.count(b"'") <= _HARMLESS // 2


def _bounded(text: str) -> str:
    text = text[:MAX_CHARACTERS]
    text = text[: _UNCROWDED.match(text).end()]  # type: ignore[union-attr]  # it may be empty
    if text.count("<") <= MAX_TAGS:
        return text
    at = 0
    for _ in range(MAX_TAGS):
        at = text.find("<", at) + 1
    return text[:at]


def _tree(source: bytes) -> lxml.html.HtmlElement:
    # Characters, not the page's bytes, are parsed: the parser's own decoder stops without an error
    # at the first character outside GB 2312. An encoding given here overrules the page's label.
    if b"\0" in source:
        source = source.replace(b"\0", b"")
    lowered = source.lower()
    ends = [at for end in (b"</html", b"</body") if (at := lowered.find(end)) >= 0]
    if ends:  # to look for the rest behind the first alone is ten times faster
        source = source[: min(ends)] + _DROPPED.sub(b"", source[min(ends) :])
    try:
        root = lxml.etree.fromstring(source, parser=_PARSER)
    except lxml.etree.ParseError:
        root = None
    if root is None:
        root = lxml.etree.fromstring(_EMPTY, parser=_PARSER)
    return root


def _marks(nodes: tuple[lxml.html.HtmlElement, ...]) -> tuple[_Marks, _Marks, _Noted]:
    """Elements by id, by class, and by the attributes that are noted: one look at each element."""
    ids: _Marks = {}
    classes: _Marks = {}
    noted: _Noted = {name: [] for name in NOTED}
    known: dict[str, list[list[lxml.html.HtmlElement]]] = {}
    for node in nodes:
        for key, value in node.items():  # one call for all; most elements have no attribute
            if key == "class":
                lists = known.get(value)
                if lists is None:
                    words = value[:_LONGEST_CLASS].split()
                    lists = known[value] = [classes.setdefault(word, []) for word in words]
                for elements in lists:
                    elements.append(node)
            elif key == "id":
                if value:
                    ids.setdefault(value, []).append(node)
            elif key in noted:
                noted[key].append((node, value))
    return ids, classes, noted


def _base_url(root: lxml.html.HtmlElement, url: str) -> str:
    base = root.find(".//base[@href]")
    href = (base.get("href") or "").strip() if base is not None else ""
    try:
        return urljoin(url, href) if href else url
    except ValueError:
        return url
