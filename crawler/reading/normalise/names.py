"""People and their roles as bylines and editor lines name them; an editor is never an author."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.reading.normalise.surnames import is_organisation, is_person
from crawler.reading.normalise.text import CJK, clean
from crawler.reading.parts import Editor, Person

_AUTHOR_ROLES = {
    word: role
    for role, words in (
        ("photographer", "摄影记者 摄影 图片 图"),
        ("internReporter", "见习记者 实习记者 实习生"),
        ("specialReporter", "特约记者 特派记者 特约撰稿人 特约撰稿"),
        ("commentator", "特约评论员 评论员"),
        ("correspondent", "特约通讯员 通讯员"),
        ("author", "撰稿人 撰稿 撰文 文/图 图文 文字 作者 文"),
        ("reporter", "采写 记者"),
        ("translator", "编译 翻译 译者"),
        ("compiler", "整理"),
    )
    for word in words.split()
}
_WEAK_ROLES_TEXT = "文 图 文字 图片 图文 整理 采写 编译 翻译 撰稿 文/图 摄影"
_WEAK_ROLES = _WEAK_ROLES_TEXT.split()
"""Words that are a role only before a colon, a slash or a bar."""
_EDITOR_ROLES = {
    word: role
    for role, words in (
        ("responsibleEditor", "责任编辑 责任编审 责编"),
        ("dutyEditor", "值班编辑 值班主任 值班主编 值班总监 值班总编"),
        ("editor", "网络编辑 网页编辑 本文编辑 文字编辑 实习编辑 编辑"),
        ("visualEditor", "版面编辑 图片编辑 视觉编辑 美术编辑"),
        ("chiefEditor", "主编"),
        ("reviewer", "审核 审校 审稿 审读 编审 终审 一审 二审 三审 初审 复审"),
        ("supervisor", "签发 总监制 监制"),
        ("proofreader", "校对 校审"),
        ("planner", "总策划 策划 统筹"),
    )
    for word in words.split()
}
_BARE_EDITOR_TEXT = "责任编辑 责编 编辑 值班编辑 网络编辑 实习编辑 校对 审核 监制 终审"
_BARE_EDITOR = _BARE_EDITOR_TEXT.split()

_NO_AUTHOR = re.compile(r"记者|通讯员|编辑|本报|本网|综合|小编|网站|管理员|^admin|供稿")
"""Words in a field for authors that name no person."""
_EDGE = rf"(?<![{CJK}\w])"
_EDITOR = re.compile(
    rf"{_EDGE}(?P<label>{'|'.join(sorted(_EDITOR_ROLES, key=len, reverse=True))})"
    r"\s{0,6}(?P<mark>[:：丨|｜/]|(?=[\s　]))[\s　]{0,6}"
)
_LABELLED = re.compile(
    rf"(?:{'|'.join(_EDITOR_ROLES)})\s{{0,6}}[:：丨|｜/\s　]|(?:{'|'.join(_EDITOR_ROLES)})$"
)
_EDITOR_MARK = re.compile("[编审校监策统签值]")
"""A character of every editor's label."""
_ROLE_MARKS_TEXT = "记者 通讯员 作者 评论员 撰 实习生 编译 翻译 摄影 采写 整理 文 图 译者"
_ROLE_MARKS = _ROLE_MARKS_TEXT.split()
_ROLE_NAMES = "|".join(sorted(_AUTHOR_ROLES, key=len, reverse=True))
_ROLE = re.compile(rf"(?P<role>{_ROLE_NAMES})[\s　]{{0,4}}(?P<mark>[:：/丨|｜@]?)[\s　]{{0,4}}")
_SEPARATORS = re.compile(r"[\s　、，,；;/&丨|｜]+|(?<=[\u4e00-\u9fff]{2})和(?=[\u4e00-\u9fff]{2})")
_END = re.compile(r"[)）\]】。；;:：（(\[【<《“”\"|]")
_CODE = re.compile(r"[_ ]?\(?[A-Z]{1,4}[-_]?\d{2,6}\)?$")
_PEN_NAME = re.compile(rf"[{CJK}]{{2,4}}")
_BOTH = re.compile(r"[\s　]*(?:文\s?[/、并及]?\s?图|图\s?[/、]\s?文|摄影报道|报道)\s*$")
_SHOT = re.compile(r"(?:摄|摄影|供图)[\s)）。]*$")
_TAIL = re.compile(
    r"(?:摄影报道|报道|摄影|摄制|摄|采写|整理|综合|文图|图文|文|图|撰|编译|发自.{2,6})$"
)
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{1,19}")
_ORGANISATION_BEFORE = re.compile(rf"([{CJK}A-Za-z0-9·•]{{1,20}})$")
_JUNK = re.compile(
    r"纠错|分享|打印|关闭|字号|浏览|来源|作者|时间|举报|评论|收藏|我要|二维码|相关|点击|返回"
    r"|声明|标题|发布|阅读|未知|佚名|匿名|暂无|"
    r"e-?mail|^name$|unknown|none|null|undefined|编者|授权|转载|首页|扫码|参与互动|网友"
)


def editors(text: str) -> tuple[Editor, ...]:
    """The editors one line names: 责任编辑：张三 王五_NF4425, 【编辑：李　四】, 校对：….

    :param text: one line of the page.
    """
    text = clean(text[:600])
    found: list[Editor] = []
    matches = list(_EDITOR.finditer(text))
    for at, match in enumerate(matches):
        if not match["mark"] and (match["label"] not in _BARE_EDITOR or len(text) > 120):
            continue
        stop = matches[at + 1].start() if at + 1 < len(matches) else len(text)
        value = text[match.end() : stop][:60]
        end = _END.search(value)
        value = value[: end.start()] if end else value
        for name in _editor_names(value, sure=bool(match["mark"])):
            raw = f"{match[0]}{name}" if len(value) > 40 else f"{match[0]}{value}".strip()
            found.append(Editor(name=name, nameRaw=raw, role=_EDITOR_ROLES[match["label"]]))
    return tuple(found)


def labels_editor(text: str) -> bool:
    """Whether a line may carry an editor's label; quick, for asking of every line."""
    return _EDITOR_MARK.search(text) is not None and _LABELLED.search(text[:600]) is not None


def names_role(text: str) -> bool:
    """Whether a line may name somebody's role; quick, for asking of every line."""
    return any(map(text.__contains__, _ROLE_MARKS))


def _editor_names(value: str, *, sure: bool) -> Iterator[str]:
    for count, token in enumerate(_tokens(value)):
        name = _without_code(token)
        if count > 0 and name == token and _CODE.fullmatch(token):
            continue
        if _JUNK.search(name.lower()) or is_organisation(name) or len(name) < 2:
            return
        person = is_person(name) or _LATIN.fullmatch(name) is not None
        if not person and (count > 0 or not sure or len(name) > 6):
            return
        yield name


def _without_code(token: str) -> str:
    """A name without the staff number some portals add (王五_NF4425), unless it is all there is."""
    return _CODE.sub("", token) or token


def bylines(text: str) -> tuple[Person, ...]:
    """The authors a byline names, each role governing the names up to the next role.

    Only shapes of personal names are taken, so prose such as 记者了解到 names no person.

    :param text: a byline, or what stands in brackets after a dateline.
    """
    text = clean(text[:300])
    found: list[Person] = []
    matches = [match for match in _ROLE.finditer(text) if _is_role(text, match)]
    for at, match in enumerate(matches):
        stop = matches[at + 1].start() if at + 1 < len(matches) else len(text)
        value = text[match.end() : stop]
        end = _END.search(value)
        value = value[: end.start()] if end else value
        organization = _organisation_before(text[: match.start()])
        role = "photographer" if _SHOT.search(value) else _AUTHOR_ROLES[match["role"]]
        value = _BOTH.sub("", value)
        for name in _person_names(value):
            raw = f"{organization or ''}{match[0]}{name}".strip()
            found.append(Person(name=name, nameRaw=raw, role=role, organization=organization))
    return tuple(found)


def _is_role(text: str, match: re.Match[str]) -> bool:
    if match["role"] not in _WEAK_ROLES:
        return True
    before = text[match.start() - 1 : match.start()]
    return bool(match["mark"]) and not (before and re.match(rf"[{CJK}]", before))


def author_field(text: str) -> tuple[Person, ...]:
    """The people of a field that is known to hold authors: 作者：张三 李四, 石佳/中国青年报.

    Pen names and foreign names are taken as they stand; organisations become ``organization``.
    """
    text = clean(text[:300])
    with_roles = bylines(text)
    if with_roles or labels_editor(text):
        return with_roles
    value = re.sub(r"^(?:作者|文|撰文|撰稿|by|By|BY)\s{0,4}[:：/|丨]?\s{0,4}", "", text).strip()
    names: list[str] = []
    organization: str | None = None
    tokens = _tokens(value.split("（")[0].split("(")[0])
    # Pen names need no surname; a row of nothing but short words is a row of names.
    pen_names = len(tokens) <= 4 and all(map(_PEN_NAME.fullmatch, tokens))
    for token in tokens:
        name = _without_code(_TAIL.sub("", token) or token)
        if _JUNK.search(name.lower()) or _NO_AUTHOR.search(name) or "@" in name or "." in name:
            break
        if is_organisation(name):
            organization = organization or name
        elif is_person(name) or (
            pen_names or (2 <= len(name) <= 12 and not name.isdigit() and not names)
        ):
            names.append(name)
    return tuple(
        Person(name=name, nameRaw=text[:60], role="author", organization=organization)
        for name in names
    )


def signature(text: str) -> tuple[Person, ...]:
    """The names alone in brackets that close an article: （张三 李四）."""
    match = re.search(r"[（(]([^（()）]{2,24})[)）]$", clean(text[-60:]))
    if match is None:
        return ()
    names = _tokens(match[1])
    if not names or not all(is_person(name) for name in names):
        return ()
    return tuple(
        Person(name=name, nameRaw=match[0], role="author", organization=None) for name in names
    )


def _person_names(value: str) -> Iterator[str]:
    found = False
    for token in _tokens(value):
        name = token if is_person(token) else _TAIL.sub("", token)
        if is_person(name):
            found = True
            yield name
        elif found or not is_organisation(name):
            return


def _tokens(value: str) -> list[str]:
    """Words of a list of names; single characters set apart are put together (张　三)."""
    tokens: list[str] = []
    for token in filter(None, _SEPARATORS.split(value.strip())):
        single = len(token) == 1 and re.fullmatch(rf"[{CJK}]", token) is not None
        if single and tokens and len(tokens[-1]) == 1:
            tokens[-1] += token
        else:
            tokens.append(token)
    return [token.strip("·.。-—*@") for token in tokens if token.strip("·.。-—*@")]


def _organisation_before(text: str) -> str | None:
    match = _ORGANISATION_BEFORE.search(text)
    if match is None:
        return None
    word = match[1]
    if word in ("本报", "本网", "本社", "本台", "本刊", "新华社", "中新社", "中新网", "央视"):
        return word
    attached = len(match[1]) == len(text.strip()) and 2 <= len(word) <= 8
    return word if attached or is_organisation(word) else None
