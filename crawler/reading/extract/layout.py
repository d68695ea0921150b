"""Which items of a page are the body, which stand around the headline, which behind the text; and
what stands in a body and is not of the article: widgets, pagers, notices."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from crawler.reading.extract.density import Region
from crawler.reading.extract.elements import picture_url
from crawler.reading.extract.headline import Headline
from crawler.reading.extract.outline import LINES_AFTER, LINES_BEFORE, Line, Media
from crawler.reading.extract.view import Layout, PageView
from crawler.reading.normalise.dates import find, of_url

_INFO = re.compile(
    r"来\s{0,4}源\s{0,3}[:：]|来源于|作\s{0,4}者\s{0,3}[:：]|编辑\s{0,3}[:：]|责编\s{0,3}[:：]"
    r"|发布(?:时间|日期)|发稿时间|时\s{0,4}间\s{0,3}[:：]|日\s{0,4}期\s{0,3}[:：]|浏览(?:次数"
    r"|量)|点击(?:数|率)?\s?[:：]"
    r"|字\s?[号体]|打印|分享到?|阅读(?:量|数|次数)?\s?[:：]?\s?\d|稿源|评论\(?\d|字体[:：]"
    r"|索引号|发文机关|文号"
)
_INFO_NAMES = re.compile(
    r"(?:^|[\s_-])(?:authors?|byline\w{0,8}|datestamp|pubtime|post_?info|art_?info"
    r"|article_?info|meta|source|infor?|time|date)(?:$|[\s_-])",
    re.I,
)
_MAX_INFO = 160
_MAX_HEAD_LINES = 14
_MAX_PASSED = 60
"""Characters of other short lines that may stand between the lines of information."""

_NAMES = re.compile(
    r"(?:^|[\s_-])(?:share\w*|bdshare\w*|bshare\w*|jiathis\w*|social\w*|sns\w*"
    r"|comments?\w{0,6}|pinglun|related?\w{0,8}|relate\w{0,8}"
    r"|recommend\w*|tuijian\w*|xgxw|xgyd|editors?|ep-editor|zebian|edit|liability|ewm|erweima"
    r"|qr_?code\w*|pager?|pages|pagination|page-?nav"
    r"|fenye|zdfy|page_n|news_more_page|cprtip|copyright\w*|statement|disclaimer|tiyi\d?"
    r"|tiyi01|zan-?wrap|dianzan|praise|ads?\d?|advert\w*|guanggao|gg"
    r"|hot-?news|tags?|keywords?|post_author|otitle|toolbar|print\w*|article-?bottom|backword"
    r"|report\w{0,6}|hidden|hide|feedback|jiucuo|vote|app-?download|downapp|wx_?code"
    r"|weixin|nextpage|prevnext|prev-next|shangxia|showall|readmore|function-?btn)(?:$|[\s_\d-])",
    re.I,
)
_IDS_TEXT = """
news_more_page_div_id articleedit editor_baidu div_currpage displaypagenum qrcode share
"""
_IDS = frozenset(_IDS_TEXT.split())
_STOP = re.compile(
    r"^[【\[■▶●◆>》]?\s?(?:相关(?:阅读|新闻|报道|链接|文章|专题|推荐|资讯|内容)|延伸阅读"
    r"|推荐阅读|更多新闻|热门(?:推荐|评论|新闻|文章)|猜你喜欢|往期回顾|精彩推荐"
    r"|精彩(?:评论|图集)|网友评论|最新评论|今日推荐|为您推荐|大家都在看|更多相关.{0,6}"
    r"|新闻排行.{0,4}|相关附件|我要评论|发表评论|版权(?:和|及|与)?(?:免责)?(?:申明|声明)"
    r"|免责声明)\s?[】\]]?[:：]?$"
)
_LINE = re.compile(
    r"^[【\[(（]?(?:"
    r"分享(?:到|至|让)?.{0,24}|转[播发]到.{0,12}|收藏(?:本文)?|打印(?:本[页文]|此页)?"
    r"|关闭(?:窗口|本页|此页)?|我要纠错|纠错|举报|点赞|赞?\s?\+\s?1|字\s?[号体][:：].{0,20}"
    r"|返回(?:顶部|首页|搜狐|列表|上一级).{0,12}|扫一扫.{0,40}|扫(?:描)?(?:下方|上方|右侧"
    r"|左侧)?(?:二维码|码).{0,40}|长按.{0,20}(?:二维码|识别|关注|图片).{0,20}"
    r"|(?:请)?点击(?:下载|进入|查看|阅读原文|此处|这里|关注|图片|上方|下方|蓝字|右上角"
    r"|展开).{0,40}|(?:欢迎|请)?下载.{0,16}(?:客户端|APP|app|App).{0,30}"
    r"|更多(?:精彩|新闻|内容|资讯|猛料|报道|详情).{0,40}|(?:欢迎|敬请)?关注.{0,24}(?:微信"
    r"|公众号|微博|客户端|视频号).{0,20}|看浙江新闻.{0,30}"
    r"|(?:高清)?图集|查看(?:原图|大图|全文|更多).{0,8}|[上下](?:一[页篇张]|页).{0,40}"
    r"|首\s?页.{0,6}上一?页.{0,60}"
    r"|共\s?\d{1,3}\s?页.{0,30}|第\s?\d{1,3}\s?页.{0,30}|(?:阅读|浏览|点击|访问|播放|评论|转发"
    r"|点赞)(?:次数|量|数|率)?\s?[:：]?\s?[(（]?\d{1,9}[)）]?次?"
    r"|(?:文章|新闻|稿件|本文|信息)?来源\s?[:：].{1,30}|原标题\s?[:：].{1,90}|(?:责任编辑|责编"
    r"|编辑|责任编审|值班编辑|网络编辑|校对|审核|监制|终审|主编|编审|一审|二审|三审)\s?[:：丨"
    r"|].{0,80}"
    r"|(?:标签|关键词|关键字|[Tt]ags?)\s?[:：].{0,120}|参与互动.{0,12}|新闻推荐"
    r"|返回\S{0,12}查看更多.{0,10}|展开全文|阅读(?:全文|原文)|(?:正在)?加载中.{0,6}"
    r"|分享让更多人看到"
    r"|(?:以上|本文|文章)?(?:内容|图片)?(?:仅|只)代表.{0,40}观点.{0,60}|本文(?:系"
    r"|为).{0,20}(?:授权|原创|转载).{0,60}|.{0,12}版权所有.{0,60}|未经.{0,16}(?:许可"
    r"|授权).{0,60}"
    r"|点此.{0,20}|进入.{0,12}(?:专题|频道|论坛)\S{0,6}|(?:更多)?详情(?:请)?(?:点击|见).{0,20}"
    r"|.{0,10}APP专享.{0,20}|.{0,8}客户端下载"
    r")[】\])）>»]{0,3}$"
)
_ANNOUNCEMENT = re.compile(
    r"^[【\[]?(?:版权声明|免责声明|平台声明|郑重声明|特别声明|声明)[】\]]?[:：]|^凡本网注明"
    r"|^凡注有|^本网站.{0,30}(?:版权|转载)|^(?:违法和)?不良信息举报"
    r"|^.{2,12}今天刊登了《.{2,60}》一文，关于此事"
)
_PAGER = re.compile(r"[\d\s【】\[\]|<>«»‹›上下一页首尾末共第转到…]+")
_EDITOR_END = re.compile(
    r"[\s　]{0,3}[(（【\[]\s?(?:责任编辑|责编|编辑|本文编辑"
    r"|网络编辑)\s{0,3}[:：][^()（）【】\[\]]{0,30}[)）】\]]\s{0,3}$"
)


def body_region(
    page: PageView, selected: HtmlElement | None, rule: str, headline: int | None
) -> tuple[Region | None, tuple[str, float] | None, float]:
    """The region of the body, the rule that chose it, and its overlap with the density's choice.

    :param selected: the element a template names, None without a template.
    :param rule: how the template selects it.
    :param headline: item that is surely the headline, None when none is.
    :returns: the region (None on a page without text), its rule with how far to trust it,
        agreement from 0 to 1.
    """
    dense = page.prose.densest(headline)
    outline = page.outline
    span = outline.span_of(selected) if selected is not None else None
    if span is not None and outline.ends[span] > outline.starts[span]:
        chosen = Region(span, outline.starts[span], outline.ends[span], page.prose.of(span))
        agreement = _overlap(page, chosen, dense)
        return chosen, (rule, 0.98 if agreement >= 0.7 else 0.85), agreement
    known = page.prose.known(page.document, dense, headline)
    if known is None or dense is None:
        region = known or dense
        return region, ("known" if known else "density", 0.7) if region else None, 1.0
    agreement = _overlap(page, known, dense)
    if _is_better(page, known, dense):
        element = outline.elements[known.span]
        name = element.get("id") or element.get("class") or element.tag
        return known, (f"known:{name.split()[0]}", 0.93), agreement
    return dense, ("density", 0.8 if agreement >= 0.7 else 0.6), agreement


def _is_better(page: PageView, known: Region, dense: Region) -> bool:
    """Whether the element with a well-known name is the body rather than the densest one."""
    if known.start >= dense.start and known.end <= dense.end:
        return known.prose >= 0.8 * dense.prose or (
            known.prose >= 0.5 * dense.prose and dense.span == 0
        )
    if known.start <= dense.start and known.end >= dense.end:
        around = [*range(known.start, dense.start), *range(dense.end, known.end)]
        lines = [item for item in around if page.text(item)]
        linked = sum(page.linked(item) for item in lines)
        return linked <= 0.3 * len(lines) + 1 and dense.prose >= 0.4 * known.prose
    return known.prose >= 0.8 * dense.prose


def _overlap(page: PageView, chosen: Region, other: Region | None) -> float:
    """Prose both hold, as a share of what either holds."""
    if other is None:
        return 1.0
    start, end = max(chosen.start, other.start), min(chosen.end, other.end)
    both = page.prose.between(start, end) if end > start else 0.0
    either = chosen.prose + other.prose - both
    return both / either if either > 0 else 1.0


def settle(page: PageView, region: Region | None, headline: Headline) -> Layout:
    """The ranges of items that the readers of fields look at."""
    title = headline.item
    if region is None:
        start = end = (title + 1) if title is not None else 0
    else:
        start, end = region.start, region.end
        if title is not None and start <= title < end:
            start = title + 1
        start = _behind_info(page, start, end, headline)
        end = _before_related(page, start, end)
        start = _with_pictures(page, start, title)
    first = max(0, (title if title is not None else start) - LINES_BEFORE)
    last_head = max(start, min((title or start) + 3, len(page.items)))
    return Layout(
        headline=title,
        start=start,
        end=end,
        head=range(first, last_head if start - first < 80 else first + 80),
        tail=range(end, min(len(page.items), end + LINES_AFTER)),
        reference=of_url(page.document.url),
    )


def _behind_info(page: PageView, start: int, end: int, headline: Headline) -> int:
    """The first item behind the lines of time, source and tools that open a region."""
    parts = (headline.found, headline.kicker, headline.subtitle)
    titles = {found.value for found in parts if found}
    at = after = start
    passed = 0
    while at < min(end, start + _MAX_HEAD_LINES) and passed <= _MAX_PASSED:
        item = page.items[at]
        text = page.text(at)
        if isinstance(item, Line):
            named = len(text) <= 60 and _INFO_NAMES.search(_parent_names(page, at)) is not None
            if text in titles or named or is_info(text):
                after = at + 1
            elif text.endswith(("。", "！", "？", "”")) or page.prose.between(at, at + 1) > 30:
                break
            else:
                passed += len(text)
        at += 1
    return after


def _parent_names(page: PageView, item: int) -> str:
    """Class and id around a line, from its inline element to the parent of its block."""
    parent = page.block(item).getparent()
    outer = "" if parent is None else f" {parent.get('class') or ''}"
    return f"{page.names(item)}{outer}"


def _with_pictures(page: PageView, start: int, title: int | None) -> int:
    """The first item of pictures and captions that stand between the headline and the text."""
    at = start - 1
    found = start
    while at > max(title if title is not None else start - 1, start - 9):
        item = page.items[at]
        if isinstance(item, Media):
            if (
                item.video
                or item.link is not None
                or not picture_url(item.element, page.document.base_url)
            ):
                break
            if page.outline.elements[item.span].tag in ("li", "ul", "h1"):
                break
            found = at
        elif (
            page.linked(at)
            or len(page.text(at)) > 120
            or is_info(page.text(at))
            or is_noise(page.text(at))
        ):
            break
        at -= 1
    return found


def is_info(text: str) -> bool:
    """Whether a line informs about the article instead of being of it."""
    if not text or len(text) > _MAX_INFO:
        return False
    if _INFO.search(text) and len(text) <= 120 and not text.endswith(("。", "”")):
        return True
    moment = find(text)
    return (
        moment is not None
        and len(text) - len(moment.raw) <= 24
        and not re.search(r"[。，；]|[讯电]", text)
    )


def _before_related(page: PageView, start: int, end: int) -> int:
    """Where a region stops being the article: at 相关阅读 and its kind."""
    whole = page.prose.between(start, end)
    for at in range(start, end):
        text = page.texts[at]
        if not text or not ends_article(text):
            continue
        if page.prose.between(start, at) < 0.3 * whole:
            continue
        nearest = [after for after in range(at + 1, min(end, at + 12)) if page.text(after)][:4]
        linked = sum(page.linked(after) for after in nearest)
        if page.prose.between(at, end) < 0.15 * whole or (nearest and 2 * linked >= len(nearest)):
            return at
    return end


def is_widget(element: HtmlElement) -> bool:
    """Whether a block inside a body is a widget by the names it bears."""
    identity = element.get("id")
    if identity is not None and identity.lower() in _IDS:
        return True
    names = element.get("class")
    if names is None and identity is None:
        return element.tag in ("nav", "aside", "footer")
    return (
        element.tag in ("nav", "aside", "footer")
        or _NAMES.search(f"{names or ''} {identity or ''}") is not None
    )


def ends_article(text: str) -> bool:
    """Whether a line heads what follows an article: 相关阅读, 版权声明."""
    return len(text) <= 24 and _STOP.match(text) is not None


def is_noise(text: str) -> bool:
    """Whether a whole line is a widget's, a pager's or a notice's."""
    if len(text) <= 130 and (_LINE.match(text) is not None or _is_pager(text)):
        return True
    return _ANNOUNCEMENT.match(text) is not None


def _is_pager(text: str) -> bool:
    """Numbers and words of paging alone; 01 and 2020 are the writer's."""
    if _PAGER.fullmatch(text) is None or text.startswith("0"):
        return False
    return not (text.isdigit() and len(text) > 2)


def without_editor(text: str) -> str:
    """A paragraph without the editor's bracket some sites glue to its end."""
    return _EDITOR_END.sub("", text) if text.endswith((")", "）", "】", "]")) else text
