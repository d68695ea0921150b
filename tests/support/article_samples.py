"""Readings of invented pages, spelled as plain values."""

from __future__ import annotations

from typing import Any

from crawler.article import PageReading
from crawler.article.lines import record_from
from crawler.models import Capture
from crawler.reading.parts import Extraction
from crawler.urls import urlkey

TRS = "http://zjnews.zjol.com.cn/zjnews/huzhounews/201605/t20160518_1554310.shtml"
ENORTH = "http://zjnews.zjol.com.cn/system/2016/05/18/021152200.shtml"


def paragraph(text: str) -> dict[str, Any]:
    return {"type": "paragraph", "text": text}


def heading(text: str, level: int = 1) -> dict[str, Any]:
    return {"type": "heading", "text": text, "level": level}


def image(url: str, caption: str | None = None, credit: str | None = None) -> dict[str, Any]:
    return {"type": "image", "text": "", "url": url, "caption": caption, "credit": credit}


def table(*rows: list[str]) -> dict[str, Any]:
    text = "\n".join("\t".join(row) for row in rows)
    return {"type": "table", "text": text, "rows": list(rows)}


def bullets(*items: str) -> dict[str, Any]:
    return {"type": "list", "text": "\n".join(items), "items": list(items), "ordered": False}


def video(url: str | None) -> dict[str, Any]:
    return {"type": "video", "text": "", "url": url, "poster": None, "caption": "现场画面"}


def quote(text: str) -> dict[str, Any]:
    return {"type": "quote", "text": text}


BODY = (
    paragraph("浙江在线05月18日讯（记者 林小禾）清晨的渡口还罩着一层薄雾，头班船已经坐满了人。"),
    image("http://img.zjol.com.cn/pic/0/05/70/94/5709408_999439.jpg", "渡口的清晨", "沈一帆 摄"),
    heading("青石镇"),
    paragraph("镇上今年修好了三座老桥，桥面铺的是本地的青石，走上去很稳当。"),
    heading("一座桥的故事", 2),
    paragraph("守桥人说，修桥那几个月，他每天都要来看一眼，生怕石料错了颜色。"),
    table(["桥名", "长度"], ["望月桥", "38米"], ["听雨桥", "21米"]),
    bullets("先清淤", "后砌石"),
    quote("桥修好了，路就近了。"),
    video("http://v-cdn.zjol.com.cn/280443.mp4"),
)


def fields(*blocks: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """What the extractor tells of one page; ``BODY`` when no block is named."""
    numbered = [{**block, "i": i, "page": 1} for i, block in enumerate(blocks or BODY)]
    return {
        "headline": "青石镇三座老桥修缮完工",
        "alternativeHeadline": None,
        "kicker": None,
        "datePublished": "2016-05-18T10:09:29+08:00",
        "datePublishedRaw": "2016年05月18日 10:09:29",
        "datePublishedPrecision": "second",
        "dateModified": None,
        "dateModifiedRaw": None,
        "source": {"name": "青石日报", "nameRaw": "来源: 青石日报", "url": None},
        "publisher": {"name": "浙江在线", "domain": "zjnews.zjol.com.cn"},
        "authors": [
            {
                "name": "林小禾",
                "nameRaw": "记者 林小禾",
                "role": "reporter",
                "organization": None,
            }
        ],
        "editors": [{"name": "周以宁", "nameRaw": "责任编辑: 周以宁", "role": "responsibleEditor"}],
        "dateline": {
            "text": "浙江在线05月18日讯",
            "agency": "浙江在线",
            "place": None,
            "date": "2016-05-18",
        },
        "breadcrumbs": [{"name": "浙江在线", "url": "http://www.zjol.com.cn/"}],
        "articleSection": "湖州",
        "keywords": ["古桥", "修缮"],
        "keywordsMeta": [],
        "inLanguage": "zh-Hans-CN",
        "description": None,
        "blocks": numbered,
        "mainImage": None,
        "pagination": {"pages": 1, "page": 1, "complete": True, "next": []},
        "rights": {
            "copyrightNotice": None,
            "copyrightHolder": None,
            "holderBasis": None,
            "license": None,
            "usageTerms": None,
            "creditText": None,
            "permissionRef": None,
        },
        "canonicalUrl": None,
        "charset": {
            "http": None,
            "meta": "gb2312",
            "used": "gb18030",
            "by": "meta",
            "replacements": 0,
            "pua": 0,
        },
        "template": "trs-conttit",
        "fieldSources": {"source": {"rule": "id:source_baidu", "confidence": 0.99}},
        "warnings": [],
        **changed,
    }


def of_pages(pages: int, page: int) -> dict[str, Any]:
    """The extractor's ``pagination`` of one page of several."""
    return {"pages": pages, "page": page, "complete": pages == 1, "next": []}


def capture(url: str = TRS, *, second: int = 0, status: int = 200) -> Capture:
    return Capture(
        url=url,
        urlkey=urlkey(url),
        date=f"2026-11-23T02:00:{second:02}.123456Z",
        record_type="response",
        record_id=f"<urn:uuid:00000000-0000-4000-8000-{second:012}>",
        status=status,
        mime="text/html",
        payload_digest="sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ",
        filename="zjol-20261123020000123-00000-host.warc.gz",
        offset=1000 * second,
        length=900,
    )


def extraction(told: dict[str, Any] | None = None) -> Extraction:
    """Plain values → what the extractor gives."""
    return record_from(Extraction, told or fields())


def reading(told: dict[str, Any] | None = None, url: str = TRS, *, second: int = 0) -> PageReading:
    return PageReading(
        extraction=extraction(told), capture=capture(url, second=second), crawl_id="20261123020000"
    )
