"""Chinese bytes: how plausible a reading is, lost bytes, characters of the private-use area."""

from __future__ import annotations

import re

_SAMPLE = 2000
"""How many characters beyond ASCII are looked at: more do not change the result."""
_ENOUGH = 200
"""Characters from which the quick sample, text right after a tag, is enough."""
_SEARCH_BUDGET = 131_072
"""Bytes of one page that are searched for lost bytes; the rest of a page so damaged is replaced."""
_AFTER_TAG = re.compile(">[^\x00-\x7f]+")
_NON_ASCII = re.compile("[^\x00-\x7f]+")
_PIECE = re.compile(rb"[<\n][^<\n]*|^[^<\n]+")


def _level_one() -> frozenset[str]:
    """The 3,755 everyday characters of GB 2312 (rows 16 to 55) and its punctuation rows."""
    pairs = (bytes((lead, trail)) for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF))
    everyday = {pair.decode("gb2312", "ignore") for pair in pairs}
    punctuation = (
        "，。、；：？！“”‘’（）《》〈〉【】—…·　－／％～０１２３４５６７８９〔〕「」『』\u00a0"
    )
    return frozenset(everyday | set(punctuation)) - {""}


def _big5_everyday() -> frozenset[str]:
    """The 5,401 frequently used characters of Big5 and its common punctuation."""
    trails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    pairs = (bytes((lead, trail)) for lead in range(0xA4, 0xC7) for trail in trails)
    everyday = {pair.decode("big5", "ignore") for pair in pairs}
    return frozenset(everyday | set("，。、；：？！“”（）《》「」『』—…　【】．")) - {""}


_COMMONEST = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之"
    "年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样"
    "理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将"
    "两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信"
    "表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔"
    "更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统"
    "区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品"
    "住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运笔百议群创委八"
    "六组布维究造收江始九七线任县镇村乡党网访讯省播州播编责浙湖杭宁温绍嘉台丽衢舟习近习府局会"
    "经济企业投融城农村生态环境旅游文化体育健康教育安全服务项目建设推进发展改革开放创新升级加"
    "快深入落实贯彻精神"
    "，。、；：？！“”‘’（）《》【】—…·　０１２３４５６７８９"
)
"""Characters that make up some three quarters of running news text."""

_EVERYDAY = {"gb18030": _level_one(), "big5hkscs": _big5_everyday()}
_ANY = _EVERYDAY["gb18030"] | _EVERYDAY["big5hkscs"]

_MOVED = """
E78D FE10 E78E FE12 E78F FE11 E790 FE13 E791 FE14 E792 FE15 E793 FE16 E794 FE17 E795 FE18 E796 FE19
E7C7 1E3F E816 20087 E817 20089 E818 200CC E81E 9FB4 E826 9FB5 E82B 9FB6 E82C 9FB7 E831 215D7
E832 9FB8 E83B 2298F E843 9FB9 E854 9FBA E855 241FE E864 9FBB
"""
"""Private-use code points and those that took their place, by turns."""
_CODES = [int(code, 16) for code in _MOVED.split()]
PUA_REPAIR = dict(zip(_CODES[::2], _CODES[1::2], strict=True))
"""GB 18030-2022, annex on changed mappings: Python's codec still follows the edition of 2000."""


def plausibility(text: str, codec: str) -> float:
    """Share of everyday Chinese characters among those beyond ASCII, 0 to 1.

    Text with nothing beyond ASCII is fully plausible. Only a sample is looked at.
    """
    everyday = _EVERYDAY.get(codec, _ANY)
    sample = _sample(_AFTER_TAG, text).replace(">", "")
    if len(sample) < _ENOUGH:
        sample = _sample(_NON_ASCII, text)
    sample = sample[:_SAMPLE]
    if not sample:
        return 1.0
    return sum(map(everyday.__contains__, sample)) / len(sample)


def _sample(pattern: re.Pattern[str], text: str) -> str:
    """What a pattern finds first, at least ``_SAMPLE`` characters without the sign of a tag."""
    parts: list[str] = []
    size = 0
    for match in pattern.finditer(text):
        parts.append(match[0])
        size += len(match[0]) - 1
        if size > _SAMPLE:
            break
    return "".join(parts)


def resynchronise(body: bytes, codec: str) -> tuple[str, int]:
    """Decode a damaged double-byte text, finding the lost or foreign bytes where they are.

    A lost byte shifts the pairing of everything up to the next tag. No trail byte of GB 18030 is
    ``<`` or a line end, so the text is cut there and only damaged pieces are searched for the
    reading with the most everyday characters.

    :returns: the text with U+FFFD at each damage, and how many there are.
    """
    everyday = _EVERYDAY[codec]
    parts: list[str] = []
    budget = _SEARCH_BUDGET
    for match in _PIECE.finditer(body):
        piece = match[0]
        try:
            parts.append(piece.decode(codec))
        except UnicodeDecodeError:
            if len(piece) <= budget:
                parts.append(_best_path(piece, codec, everyday))
                budget -= len(piece)
            else:
                parts.append(piece.decode(codec, "replace"))
    text = "".join(parts)
    return text, text.count("\ufffd")


def _best_path(piece: bytes, codec: str, everyday: frozenset[str]) -> str:
    """The best segmentation of one piece into characters and lost bytes (dynamic programming)."""
    size = len(piece)
    score = [float("-inf")] * (size + 4)
    back: list[tuple[int, str]] = [(0, "")] * (size + 4)
    score[0] = 0.0
    for at in range(size):
        here = score[at]
        if here == float("-inf"):
            continue
        for width, character, gain in _steps(piece, at, codec, everyday):
            if here + gain > score[at + width]:
                score[at + width] = here + gain
                back[at + width] = (at, character)
    found: list[str] = []
    at = size
    while at > 0:
        at, character = back[at]
        found.append(character)
    return "".join(reversed(found))


def _steps(
    piece: bytes, at: int, codec: str, everyday: frozenset[str]
) -> list[tuple[int, str, float]]:
    """The ways to read on from one offset: width in bytes, character, gain."""
    if piece[at] < 0x80:
        return [(1, chr(piece[at]), 0.0)]
    # The later of two equal places is taken: what stands before the damage read well as it was.
    steps = [(1, "\ufffd", -6.0 + at / len(piece) / 100)]
    for width in (2, 4):
        chunk = piece[at : at + width]
        if len(chunk) < width:
            continue
        try:
            character = chunk.decode(codec)
        except UnicodeDecodeError:
            continue
        if len(character) == 1:
            steps.append((width, character, _gain(character, everyday)))
    return steps


def _gain(character: str, everyday: frozenset[str]) -> float:
    if character in _COMMONEST:
        return 1.0
    if character in everyday:
        return 0.2
    return -1.5 if character < "\U00010000" and character > "\u2000" else -4.0
