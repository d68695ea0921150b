"""The vocabulary of validation: what can be wrong with an article, and how bad it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

Severity = Literal["reject", "warn"]


class Rule(NamedTuple):
    """What a code means."""

    severity: Severity
    meaning: str


CODES: Mapping[str, Rule] = {
    # -- it cannot be an article, or not this record -----------------------------------------
    "headline-missing": Rule("reject", "there is no headline"),
    "body-empty": Rule("reject", "no text, no picture, no film"),
    "id-malformed": Rule("reject", "`id` or `versionId` does not have its form"),
    "id-url-mismatch": Rule("reject", "`url` belongs to another article than `id` says"),
    "version-chain": Rule("reject", "`version` and `previousVersion` contradict each other"),
    "url-malformed": Rule("reject", "`url` is not absolute, or neither http nor https"),
    "provenance-missing": Rule("reject", "no capture is named, or none for the first page"),
    "status-not-ok": Rule("reject", "a page was answered with another status than 2xx"),
    "time-malformed": Rule("reject", "a time is no ISO 8601 time with an offset"),
    "published-too-early": Rule("reject", "`datePublished` lies before 1995"),
    "published-after-capture": Rule(
        "reject", "`datePublished` lies more than ten minutes after the capture"
    ),
    "block-index-gap": Rule("reject", "`i` of the blocks does not count 0, 1, 2 …"),
    "block-page-order": Rule("reject", "`page` of the blocks goes back, or beyond `pagination`"),
    "block-malformed": Rule("reject", "a block has no text, address, level or rows of its kind"),
    "section-out-of-range": Rule(
        "reject", "a section does not start at a heading, or ends outside"
    ),
    "body-blocks-mismatch": Rule("reject", "`articleBody` is not the text of the blocks"),
    "pagination-contradiction": Rule("reject", "`pagination` and `provenance` disagree"),
    "mojibake": Rule("reject", "more than 1 % of the text was decoded wrongly"),
    "editor-among-authors": Rule("reject", "an author was read from an editor's label"),
    "length-absurd": Rule("reject", "a field is longer than any real one"),
    # -- it is one, but look at it ------------------------------------------------------------
    "body-short": Rule("warn", "fewer than 20 characters and no picture or film"),
    "published-missing": Rule("warn", "there is no `datePublished`"),
    "published-off-url": Rule(
        "warn", "`datePublished` is more than two days off the day in the address"
    ),
    "modified-before-published": Rule("warn", "`dateModified` lies before the day of publication"),
    "mojibake-traces": Rule("warn", "some of the text was decoded wrongly"),
    "text-halfwidth": Rule("warn", "full-width punctuation was converted before publication"),
    "html-remains": Rule("warn", "markup or double-escaped entities stand in the text"),
    "control-characters": Rule("warn", "control characters or line separators stand in the text"),
    "furniture-in-body": Rule("warn", "a block is a pager, a counter, an editor or share line"),
    "headline-site-suffix": Rule("warn", "the headline ends in the name of the site"),
    "name-odd": Rule("warn", "a person's name holds a label, a colon or too many characters"),
    "author-is-editor": Rule("warn", "someone is both author and editor"),
    "source-odd": Rule("warn", "the source's name holds a label or is too long"),
    "pages-missing": Rule("warn", "not all pages of the article were captured"),
}
"""Every code with what it means; ``docs/reference/article.md`` is generated from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that is wrong with an article."""

    code: str
    """A key of ``CODES``; it is also the name of the counter."""
    field: str
    """Where: the key, with the index of a list's item after a dot."""
    detail: str
    """What stands there, cut to 80 characters."""

    @property
    def severity(self) -> Severity:
        """``reject``: the article goes to quarantine; ``warn``: it is kept and counted."""
        return CODES[self.code].severity
