"""Judging articles: what is wrong with one, by code. Nothing is changed here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone

from crawler.article.body import is_furniture
from crawler.article.problems import CODES, Problem, Rule, Severity
from crawler.article.record import ID_PATTERN, VERSION_ID_PATTERN, ZONED_PATTERN, Article
from crawler.reading.blocks import Block, Heading, Image, List, Table, Video
from crawler.reading.parts import Editor, Person, text_of
from crawler.sites.identity import identity

__all__ = ["CODES", "Problem", "Rule", "Severity", "problems", "rejected"]

EARLIEST = datetime(1995, 1, 1, tzinfo=timezone(timedelta(hours=8)))
"""Before the first Chinese news sites."""
CLOCK_TOLERANCE = timedelta(minutes=10)
"""How far a site's clock may be ahead of ours."""
URL_TOLERANCE_DAYS = 2
"""Pages are made up to two days before they are published, or after their list says so."""
MOJIBAKE_LIMIT = 0.01
"""Share of characters from which a text is unreadable."""
MIN_CHARS = 20
LIMITS = {
    "headline": 300,
    "alternativeHeadline": 500,
    "kicker": 500,
    "articleBody": 1_000_000,
    "description": 10_000,
}
"""Characters; a real article stays far below."""
MAX_BLOCKS = 10_000
MAX_PEOPLE = 200
MAX_NAME = 40
"""Characters: covers 新疆 names with middle dots and foreign ones in Latin letters."""

_ID = re.compile(ID_PATTERN)
_VERSION_ID = re.compile(VERSION_ID_PATTERN)
_ZONED = re.compile(ZONED_PATTERN)
_URL = re.compile(r"https?://[^\s/?#]+", re.IGNORECASE)
_SUSPECT = re.compile("[\ufffd锟鈥銆锛鐨鍦烫屯ÃÂã-ï]")
_TRAIL = "[\x80-\xbf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ€]"
_MOJIBAKE = re.compile(f"[\ufffd锟鈥銆锛鐨鍦]|烫烫|屯屯|[ã-ï]{_TRAIL}{_TRAIL}|[ÃÂ]{_TRAIL}")
"""U+FFFD; UTF-8 read as GBK (的 ， 。 “ 在 begin so) and back; UTF-8 read as Latin-1 or cp1252."""
_HTML = re.compile(
    r"</?(?:p|br|div|span|strong|font|img|a|table|tr|td|script|style|iframe)(?:\s[^<>]{0,300})?/?>"
    r"|&(?:amp;)?(?:nbsp|ldquo|rdquo|mdash|middot|hellip|quot|lt|gt|amp);",
    re.IGNORECASE,
)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_SITE = re.compile(
    r"[_\-—|丨–][^_\-—|丨–]{0,20}(?:浙江在线|人民网|新华网|中国网|央视网|新浪|搜狐|网易|腾讯)\s*$"
)
_EDITOR_LABEL = re.compile(r"^[\s（(【\[]*(?:责任编辑|责\s?编|编\s?辑|值班编辑|网络编辑|审核|校对)")
_NAME_LABEL = re.compile(r"[:：]|编辑|来源|作者|记者|通讯员|https?|@|[0-9]{5}")
_SOURCE_LABEL = re.compile(r"^(?:来源|稿源|信息来源)|[:：]$|编辑|作者")

Check = Callable[[Article], Iterator[Problem]]


def problems(article: Article) -> list[Problem]:
    """What is wrong with an article, in the order of the checks; empty when nothing is.

    Pure and linear in the length of the article; never raises on any Article.
    """
    return [problem for check in CHECKS for problem in check(article)]


def rejected(found: list[Problem]) -> bool:
    """Does one of the problems keep the article out?"""
    return any(problem.severity == "reject" for problem in found)


def _identifiers(article: Article) -> Iterator[Problem]:
    if not _ID.fullmatch(article.id):
        yield _problem("id-malformed", "id", article.id)
    if not _VERSION_ID.fullmatch(article.versionId):
        yield _problem("id-malformed", "versionId", article.versionId)
    if not _URL.match(article.url):
        yield _problem("url-malformed", "url", article.url)
    elif identity(article.url).id != article.id:
        yield _problem("id-url-mismatch", "id", f"{article.id} for {article.url}")
    first = article.version == 1
    if article.version < 1 or first != (article.previousVersion is None):
        yield _problem("version-chain", "version", f"{article.version}")
    elif article.previousVersion == article.versionId:
        yield _problem("version-chain", "previousVersion", article.versionId)


def _origin(article: Article) -> Iterator[Problem]:
    if not article.provenance:
        yield _problem("provenance-missing", "provenance", "")
    for index, page in enumerate(article.provenance):
        if page.httpStatus is None or not 200 <= page.httpStatus < 300:
            yield _problem("status-not-ok", f"provenance.{index}", str(page.httpStatus))
    pages, split = [page.page for page in article.provenance], article.pagination
    whole = pages == list(range(1, split.pages + 1))
    if pages and (pages != sorted(set(pages)) or pages[-1] > split.pages):
        yield _problem("pagination-contradiction", "pagination", f"{pages[:10]} of {split.pages}")
    elif pages and split.complete != whole:
        yield _problem("pagination-contradiction", "pagination", f"complete is {split.complete}")
    elif not split.complete:
        yield _problem("pages-missing", "pagination", f"{len(pages)} of {split.pages}")


def _headline(article: Article) -> Iterator[Problem]:
    headline = article.headline
    if not headline or not headline.strip():
        yield _problem("headline-missing", "headline", "")
    elif _SITE.search(headline, max(0, len(headline) - 60)):
        yield _problem("headline-site-suffix", "headline", headline)


def _times(article: Article) -> Iterator[Problem]:
    published, modified = _instant(article.datePublished), _instant(article.dateModified)
    if article.datePublished is None:
        yield _problem("published-missing", "datePublished", "")
    elif published is None:
        yield _problem("time-malformed", "datePublished", article.datePublished)
    else:
        yield from _published(article, published)
    if article.dateModified is not None and modified is None:
        yield _problem("time-malformed", "dateModified", article.dateModified)
    if published and modified and modified.date() < published.date():
        yield _problem("modified-before-published", "dateModified", str(article.dateModified))


def _published(article: Article, published: datetime) -> Iterator[Problem]:
    shown = published.isoformat()
    if published < EARLIEST:
        yield _problem("published-too-early", "datePublished", shown)
    captured = _captured(article)
    if captured is not None and published > captured + CLOCK_TOLERANCE:
        yield _problem("published-after-capture", "datePublished", shown)
    day = identity(article.url).date_in_url
    if day is not None and abs((published.date() - day).days) > URL_TOLERANCE_DAYS:
        yield _problem("published-off-url", "datePublished", f"{shown} but {day}")


def _instant(written: str | None) -> datetime | None:
    """The time of ISO 8601 with an offset; None for anything else."""
    if written is None or not _ZONED.fullmatch(written):
        return None
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return None


def _captured(article: Article) -> datetime | None:
    """The latest capture; None when no date can be read."""
    try:
        dates = [datetime.fromisoformat(page.dateDownloaded) for page in article.provenance]
    except ValueError:
        return None
    aware = [date if date.tzinfo else date.replace(tzinfo=UTC) for date in dates]
    return max(aware, default=None)


def _body(article: Article) -> Iterator[Problem]:
    text = article.articleBody
    shown = any(isinstance(block, (Image, Video)) for block in article.blocks)
    if not text.strip() and not shown:
        yield _problem("body-empty", "articleBody", "")
    elif article.wordCount.chars < MIN_CHARS and not shown:
        yield _problem("body-short", "articleBody", text)
    if text != text_of(article.blocks):
        yield _problem("body-blocks-mismatch", "articleBody", text)
    for name, limit in LIMITS.items():
        value = getattr(article, name)
        if value is not None and len(value) > limit:
            yield _problem("length-absurd", name, f"{len(value)} characters")
    if len(article.blocks) > MAX_BLOCKS:
        yield _problem("length-absurd", "blocks", f"{len(article.blocks)} blocks")


def _blocks(article: Article) -> Iterator[Problem]:
    page = 1
    for index, block in enumerate(article.blocks):
        where = f"blocks.{index}"
        if block.i != index:
            yield _problem("block-index-gap", where, f"i is {block.i}")
        if block.page < page or block.page > article.pagination.pages:
            yield _problem("block-page-order", where, f"page is {block.page}")
        page = max(page, block.page)
        if not _whole(block):
            yield _problem("block-malformed", where, f"{block.type} {block.text}")
        if block.text and is_furniture(block.text):
            yield _problem("furniture-in-body", where, block.text)
    for index, section in enumerate(article.sections):
        inside = 0 <= section.start < section.end <= len(article.blocks)
        if not inside or not isinstance(article.blocks[section.start], Heading):
            where = f"sections.{index}"
            yield _problem("section-out-of-range", where, f"{section.start} to {section.end}")


def _whole(block: Block) -> bool:
    """Does the block hold what blocks of its kind are made of?"""
    match block:
        case Image():
            return _URL.match(block.url) is not None
        case Video():
            return True
        case Table():
            return len(block.rows) > 0
        case List():
            return len(block.items) > 0
        case Heading():
            return block.level >= 1 and bool(block.text.strip())
    return bool(block.text.strip())


def _text(article: Article) -> Iterator[Problem]:
    text = f"{article.headline or ''}\n{article.articleBody}"
    odd = _MOJIBAKE.findall(text) if _SUSPECT.search(text) else []
    if len(odd) > 2 and len(odd) > MOJIBAKE_LIMIT * len(text):
        yield _problem("mojibake", "articleBody", "".join(odd))
    elif "\ufffd" in odd or len(odd) > 2:
        yield _problem("mojibake-traces", "articleBody", "".join(odd))
    if "text.halfwidth" in article.warnings:
        yield _problem("text-halfwidth", "articleBody", "")
    markup = _HTML.search(text) if "<" in text or "&" in text else None
    if markup:
        yield _problem("html-remains", "articleBody", markup[0])
    control = _CONTROL.search(text)
    if control:
        yield _problem("control-characters", "articleBody", ascii(control[0]))


def _people(article: Article) -> Iterator[Problem]:
    editors = {person.name for person in article.editors}
    for index, author in enumerate(article.authors[:MAX_PEOPLE]):
        where = f"authors.{index}"
        if _EDITOR_LABEL.match(author.nameRaw):
            yield _problem("editor-among-authors", where, author.nameRaw)
        elif author.name in editors:
            yield _problem("author-is-editor", where, author.name)
    named: tuple[tuple[str, Sequence[Person | Editor]], ...] = (
        ("authors", article.authors),
        ("editors", article.editors),
    )
    for field, people in named:
        for index, person in enumerate(people[:MAX_PEOPLE]):
            if not person.name or len(person.name) > MAX_NAME or _NAME_LABEL.search(person.name):
                yield _problem("name-odd", f"{field}.{index}", person.name)
        if len(people) > MAX_PEOPLE:
            yield _problem("length-absurd", field, f"{len(people)} people")
    source = article.source
    if source and (len(source.name) > MAX_NAME or _SOURCE_LABEL.search(source.name)):
        yield _problem("source-odd", "source", source.name)


def _problem(code: str, field: str, detail: str) -> Problem:
    return Problem(code=code, field=field, detail=detail[:80])


CHECKS: tuple[Check, ...] = (
    _identifiers,
    _origin,
    _headline,
    _times,
    _body,
    _blocks,
    _text,
    _people,
)
"""The checks in order; each looks at one side of the record."""
