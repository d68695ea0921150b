"""One page, parsed once: its text, its tree, and the address its links are relative to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin

import lxml.etree
import lxml.html

from crawler.decode import Charset, decode

MAX_CHARACTERS = 5_000_000
"""Characters of a page that are parsed; news pages stay below 500,000."""
MAX_TAGS = 200_000
"""``<`` signs that are parsed: a million tags are an attack, not an article."""
_LONGEST_CLASS = 500
_DROPPED = re.compile(rb"</(?:html|HTML|Html|body|BODY|Body)\s{0,9}>|\x00")
"""Quirk: libxml2 stops at the first ``</html>``, and pages glued together have several."""
_PARSER = lxml.html.HTMLParser(
    encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
)
# Without this lxml.html asks a Python function for the class of each element.
_PARSER.set_element_class_lookup(
    lxml.etree.ElementDefaultClassLookup(element=lxml.html.HtmlElement)
)
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
    makes and destroys a Python object for each element that nobody holds."""
    ids: dict[str, list[lxml.html.HtmlElement]]
    """Elements by ``id``, in document order; pages repeat ids."""
    classes: dict[str, list[lxml.html.HtmlElement]]
    """Elements by each of the words of ``class``, in document order."""


def parse(body: bytes, url: str, content_type: str | None = None) -> Document:
    """Decode and parse one page; any bytes give a document.

    :param body: entity body without transfer- and content-coding.
    :param url: absolute address of the page.
    :param content_type: value of the Content-Type header, None when there was none.
    """
    decoded = decode(body, content_type)
    text = decoded.text
    kept = _bounded(text)
    root = _tree(kept)
    nodes = tuple(root.iter())
    ids, classes = _marks(nodes)
    return Document(
        url=url,
        base_url=_base_url(root, url),
        text=text,
        charset=decoded.charset,
        root=root,
        cut=len(kept) < len(text),
        nodes=nodes,
        ids=ids,
        classes=classes,
    )


def _bounded(text: str) -> str:
    if len(text) <= MAX_TAGS:
        return text
    text = text[:MAX_CHARACTERS]
    if text.count("<") <= MAX_TAGS:
        return text
    at = 0
    for _ in range(MAX_TAGS):
        at = text.find("<", at) + 1
    return text[:at]


def _tree(text: str) -> lxml.html.HtmlElement:
    # Characters, not the page's bytes, are parsed: the parser's own decoder stops without an error
    # at the first character outside GB 2312. An encoding given here overrules the page's label.
    source = _DROPPED.sub(b"", text.encode("utf-8", "replace"))
    try:
        root = lxml.etree.fromstring(source, parser=_PARSER)
    except lxml.etree.ParseError:
        root = None
    if root is None:
        root = lxml.etree.fromstring(_EMPTY, parser=_PARSER)
    return root


def _marks(
    nodes: tuple[lxml.html.HtmlElement, ...],
) -> tuple[dict[str, list[lxml.html.HtmlElement]], dict[str, list[lxml.html.HtmlElement]]]:
    ids: dict[str, list[lxml.html.HtmlElement]] = {}
    classes: dict[str, list[lxml.html.HtmlElement]] = {}
    for node in nodes:
        identity = node.get("id")
        if identity:
            ids.setdefault(identity, []).append(node)
        names = node.get("class")
        if names:
            for name in names[:_LONGEST_CLASS].split():
                classes.setdefault(name, []).append(node)
    return ids, classes


def _base_url(root: lxml.html.HtmlElement, url: str) -> str:
    base = root.find(".//base[@href]")
    href = (base.get("href") or "").strip() if base is not None else ""
    try:
        return urljoin(url, href) if href else url
    except ValueError:
        return url
