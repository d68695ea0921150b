"""Article lines: strict, canonical, and with the ``versionId`` of their content."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator

from crawler.article import Article, article_from, line
from crawler.article.body import html_of
from crawler.article.build import EXTRACTOR
from crawler.article.lines import content_text, version_id
from crawler.article.record import ID_PATTERN, VERSION_ID_PATTERN, ZONED_PATTERN
from crawler.audit.facts import LineRow, PageRow
from crawler.audit.findings import Reporter, Tally
from crawler.audit.parts import Part
from crawler.reading.parts import text_of

_ID = re.compile(ID_PATTERN)
_VERSION_ID = re.compile(VERSION_ID_PATTERN)
_ZONED = re.compile(ZONED_PATTERN)


class ArticleLines:
    """Reads a range of the lines of one file.

    :param version: of this program. Another version may extract other content and so give another
        ``versionId``: it is computed again only for lines of this version.
    """

    def __init__(self, part: Part, *, version: str) -> None:
        self._part = part
        self._version = version
        self.tally = Tally()
        self._reporter = Reporter(self.tally, ours=True)
        self.lines: list[LineRow] = []
        self.pages: list[PageRow] = []

    def read(self, start: int, stop: int) -> None:
        """Check the lines that begin from ``start`` on and before ``stop``."""
        for offset, written in self._part.lines(start, stop):
            if self._part.name.startswith("quarantine/"):
                self._refused(offset, written)
            else:
                self._article(offset, written)

    def _report(self, code: str, offset: int, article: str | None, says: str) -> None:
        self._reporter.add(code, self._part.name, says, offset=offset, record=article)

    def _article(self, offset: int, written: bytes) -> None:
        if not written.endswith(b"\n"):
            self._report("article.torn", offset, None, "the last line has no line feed")
            return
        try:
            article = article_from(written)
        except ValueError as error:
            self._report("article.malformed", offset, None, str(error)[:300])
            return
        if line(article) != written:
            says = "the line is not what its article is written as"
            self._report("article.not-canonical", offset, article.id, says)
        for name, value in malformed(article):
            self._report("article.value-malformed", offset, article.id, f"{name} is {value!r}")
        if not article.provenance:
            self._report("article.malformed", offset, article.id, "Article: no provenance")
            return
        extractor = article.extractor
        if extractor.name == EXTRACTOR and extractor.version == self._version:
            self._content(offset, article)
        self._rows(offset, article)

    def _content(self, offset: int, article: Article) -> None:
        """What can be computed again from other fields of the line."""
        if article.versionId != content_id(article):
            says = "headline, text, people or pictures are not those of its versionId"
            self._report("article.version-id-wrong", offset, article.id, says)
        computed = {
            "articleBody": (article.articleBody, text_of(article.blocks)),
            "articleBodyHtml": (article.articleBodyHtml, html_of(article.blocks)),
            "dedupe.textSha256": (article.dedupe.textSha256, _text_key(article)),
        }
        if wrong := [name for name, (stated, again) in computed.items() if stated != again]:
            says = f"{', '.join(wrong)}: not what its blocks say"
            self._report("article.body-differs", offset, article.id, says)

    def _rows(self, offset: int, article: Article) -> None:
        first, name = article.provenance[0], self._part.name
        day = self._part.basename.removesuffix(".jsonl")
        if first.dateDownloaded[:10] != day:
            says = f"captured {first.dateDownloaded}, in the file of {day}"
            self._report("article.day-wrong", offset, article.id, says)
        self.lines.append(
            LineRow(
                file=name, offset=offset, article=article.id, version=article.version,
                version_id=article.versionId, previous=article.previousVersion,
                record_id=first.warcRecordId, day=day, url=article.url,
                captured=first.dateDownloaded,
            )
        )  # fmt: skip
        self.pages += [
            PageRow(
                file=name, offset=offset, article=article.id, warc_file=page.warcFile,
                warc_offset=page.warcOffset, length=page.warcLength, record_id=page.warcRecordId,
                digest=page.payloadDigest, date=page.dateDownloaded, url=page.url,
                status=page.httpStatus,
            )
            for page in article.provenance
        ]  # fmt: skip

    def _refused(self, offset: int, written: bytes) -> None:
        """A line of the quarantine: an article, and the problems it was refused for."""
        try:
            body = json.loads(written)
            problems, article = body["problems"], body["article"]
            coded = all(isinstance(problem["code"], str) for problem in problems)
            if not (problems and coded and written.endswith(b"\n")):
                raise ValueError("no problems, or no line feed")
            article_from(json.dumps(article))
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            self._report("quarantine.malformed", offset, None, f"{error}"[:300])


def malformed(article: Article) -> Iterator[tuple[str, str]]:
    """Names and values of fields that do not match the pattern of the record."""
    patterns = (
        ("id", article.id, _ID),
        ("versionId", article.versionId, _VERSION_ID),
        ("previousVersion", article.previousVersion, _VERSION_ID),
        ("datePublished", article.datePublished, _ZONED),
        ("dateModified", article.dateModified, _ZONED),
    )
    for name, value, pattern in patterns:
        if value is not None and not pattern.search(value):
            yield name, value


def content_id(article: Article) -> str:
    """The ``versionId`` that the content of an article has."""
    return version_id(
        (article.headline, article.alternativeHeadline, article.kicker),
        article.datePublished,
        source=article.source,
        people=(*article.authors, *article.editors),
        blocks=article.blocks,
        text=_text_key(article),
    )


def _text_key(article: Article) -> str:
    """SHA-256 as ``dedupe.textSha256`` holds it."""
    return hashlib.sha256(content_text(article.blocks).encode()).hexdigest()
