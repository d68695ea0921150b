"""What stands between the paragraphs of an article and is not of it: widgets, pagers, notices."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

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
_IDS = frozenset(
    [
        "news_more_page_div_id",
        "articleedit",
        "editor_baidu",
        "div_currpage",
        "displaypagenum",
        "qrcode",
        "share",
    ]
)
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
