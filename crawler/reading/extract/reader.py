"""Reads one page: where the article lies, then field by field, each with its rule."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from crawler.page.document import Document
from crawler.reading.extract import (
    blocks,
    filing,
    headline,
    layout,
    metadata,
    origin,
    people,
    times,
)
from crawler.reading.extract.density import Prose
from crawler.reading.extract.outline import Found, Layout, Page, hidden, outline, texts_of
from crawler.reading.normalise import sources
from crawler.reading.normalise.dates import Moment
from crawler.reading.normalise.names import Person
from crawler.reading.normalise.text import damage
from crawler.sites.templates import recognise
from crawler.urls.address import absolute

_AGREEMENT = 0.5
"""Overlap of template and density below which one of them is wrong."""
_URL_DAYS = 2
_LITTLE = 100
"""Characters of prose below which a page may keep its text hidden until a script shows it."""
_NONE = Found([], "", 0.0)
"""An empty list read by no rule."""


def read(document: Document) -> dict[str, Any]:
    """The fields of the record that one page can tell; every key always present."""
    page = _page(document)
    template, selection = recognise(document)
    region, body_rule, agreement = layout.body_region(
        page, selection.body, selection.rule, headline.anchor(page)
    )
    title = headline.read(page, region)
    if selection.headline is not None:
        title = headline.by_template(page, selection.headline, title)
    lay = layout.settle(page, region, title)
    out = _Record(page, lay)
    out.put("headline", title.found)
    out.put("kicker", title.kicker)
    out.put("alternativeHeadline", title.subtitle)
    body = blocks.read(page, lay, out.fields["headline"])
    out.body(body, body_rule)
    out.who_and_when()
    out.byline_out()
    out.where()
    out.fields["template"] = template
    out.warn(agreement, body.heading_kinds)
    return out.fields


def _page(document: Document) -> Page:
    unseen = hidden(document)
    flat = outline(document, unseen)
    prose = Prose(flat)
    if unseen and prose.between(0, len(flat.items)) < _LITTLE:
        flat = outline(document, frozenset())
        prose = Prose(flat)
    return Page(
        document=document,
        metadata=metadata.declarations(document),
        outline=flat,
        prose=prose,
        texts=texts_of(flat.items),
    )


class _Record:
    """The record being filled: a field, its rule, its confidence."""

    def __init__(self, page: Page, lay: Layout) -> None:
        self.page = page
        self.layout = lay
        self.rules: dict[str, dict[str, Any]] = {}
        self.published: date | None = None
        self.fields: dict[str, Any] = {}

    def put(self, name: str, found: Found | None) -> None:
        """Store a field; its rule is kept only when it has a value."""
        value = found.value if found is not None else None
        self.fields[name] = value
        if found is not None and value not in (None, [], ""):
            self.rules[name] = {"rule": found.rule, "confidence": found.confidence}

    def body(self, body: blocks.Body, rule: Found | None) -> None:
        """Blocks and everything that follows from them."""
        page = self.page
        fields = self.fields
        self.put(
            "blocks", rule._replace(value=body.blocks) if rule else Found(body.blocks, "none", 0.0)
        )
        self._texts()
        images = [block["url"] for block in body.blocks if block["type"] == "image"]
        fields["images"] = list(dict.fromkeys(images))
        social = page.metadata.first("og:image")
        fields["mainImage"] = images[0] if images else absolute(page.document.base_url, social)
        fields["pagination"], rule_of_pages = metadata.pages_told(page.document)
        if rule_of_pages:
            self.rules["pagination"] = {"rule": rule_of_pages, "confidence": 0.9}
        text = f"{fields['headline'] or ''}{fields['articleBody']}"
        fields["inLanguage"] = metadata.language_of(text, page.metadata.language)

    def byline_out(self) -> None:
        """Take out a last line that was read as byline and source."""
        fields = self.fields
        names = {person["name"] for person in fields["authors"]}
        source = fields["source"]["nameRaw"] if fields["source"] else None
        kept = blocks.without_byline(fields["blocks"], names, source)
        if len(kept) < len(fields["blocks"]):
            fields["blocks"] = kept
            self._texts()

    def _texts(self) -> None:
        fields = self.fields
        fields["articleBody"] = blocks.text_of(fields["blocks"])
        fields["sections"] = sections_of(fields["blocks"])

    def who_and_when(self) -> None:
        """Times, source, people, dateline."""
        page, lay = self.page, self.layout
        read_times = times.read(page, lay, times.by_id(page, lay))
        self._moment("datePublished", read_times.published)
        self._moment("dateModified", read_times.modified)
        published: Moment | None = read_times.published.value if read_times.published else None
        self.published = published.value.date() if published else None
        self.fields["datePublishedPrecision"] = published.precision if published else None
        self.put("source", origin.source(page, lay, origin.source_by_id(page)))
        editors = people.editors_of(page, lay, people.editor_by_id(page))
        authors = people.authors(page, lay, people.author_by_id(page), editors_found=editors)
        self.put(
            "authors",
            authors._replace(value=[_author(p) for p in authors.value]) if authors else _NONE,
        )
        self.put(
            "editors",
            editors._replace(value=[_editor(p) for p in editors.value]) if editors else _NONE,
        )
        dateline = self._dateline()
        self.put(
            "dateline", Found(_dateline(dateline), "text:dateline", 0.95) if dateline else None
        )
        source = self.fields["source"]
        self.fields["rights"], notice = origin.rights(
            page, lay, dateline, source["name"] if source else None
        )
        if notice is not None:
            self.rules["rights"] = {"rule": notice.rule, "confidence": notice.confidence}

    def where(self) -> None:
        """Breadcrumbs, publisher, key words, addresses, decoding."""
        page = self.page
        fields = self.fields
        self.put("breadcrumbs", filing.breadcrumbs(page, fields["headline"]) or _NONE)
        publisher = origin.publisher(page, fields["breadcrumbs"])
        self.put("publisher", publisher)
        name = publisher.value["name"]
        self.put("articleSection", filing.section(page, fields["breadcrumbs"], name))
        self.put("keywords", filing.keywords(page, self.layout) or _NONE)
        self.put("keywordsMeta", filing.keywords_meta(page, name) or _NONE)
        description = page.metadata.first("description", "og:description")
        self.put(
            "description", Found(description, "meta:description", 0.8) if description else None
        )
        canonical = page.metadata.canonical
        self.put("canonicalUrl", Found(canonical, "link:canonical", 0.95) if canonical else None)
        fields["charset"] = asdict(page.document.charset)
        fields["fieldSources"] = self.rules

    def warn(self, agreement: float, heading_kinds: set[str]) -> None:
        """Collect what a reader of the record should know."""
        fields = self.fields
        document = self.page.document
        warnings = set(damage(fields["articleBody"]))
        if "bare" in heading_kinds:
            warnings.add("heading.bare")
        if agreement < _AGREEMENT:
            warnings.add("body.density-differs")
        reference = self.layout.reference
        if reference and self.published and abs((self.published - reference).days) > _URL_DAYS:
            warnings.add("date.url-differs")
        if document.charset.replacements:
            warnings.add("charset.replacements")
        if document.charset.pua:
            warnings.add("charset.pua")
        if document.cut:
            warnings.add("document.cut")
        if not fields["pagination"]["complete"]:
            warnings.add("pages.more")
        fields["warnings"] = sorted(warnings)

    def _moment(self, name: str, found: Found | None) -> None:
        self.put(name, found._replace(value=found.value.iso()) if found else None)
        self.fields[f"{name}Raw"] = found.value.raw if found else None

    def _dateline(self) -> sources.Dateline | None:
        paragraphs = [block for block in self.fields["blocks"] if block["type"] == "paragraph"]
        for block in paragraphs[:3]:
            found = sources.dateline_of(block["text"], published=self.published)
            if found is not None:
                return found
        return None


def _author(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "nameRaw": person.name_raw,
        "role": person.role,
        "organization": person.organization,
    }


def _editor(person: Person) -> dict[str, Any]:
    return {"name": person.name, "nameRaw": person.name_raw, "role": person.role}


def _dateline(found: sources.Dateline) -> dict[str, Any]:
    return {
        "text": found.text,
        "agency": found.agency,
        "place": found.place,
        "date": found.day.isoformat() if found.day else None,
    }


def sections_of(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Sections as a tree, each with the half-open range of blocks it covers.

    :param blocks: the record's blocks; headings have a ``level`` from 1.
    """
    top: list[dict[str, Any]] = []
    opened: list[dict[str, Any]] = []
    for block in blocks:
        if block["type"] != "heading":
            continue
        section: dict[str, Any] = {
            "heading": block["text"],
            "level": block["level"],
            "start": block["i"],
            "end": len(blocks),
            "children": [],
        }
        while opened and opened[-1]["level"] >= section["level"]:
            opened.pop()["end"] = block["i"]
        (opened[-1]["children"] if opened else top).append(section)
        opened.append(section)
    return top
