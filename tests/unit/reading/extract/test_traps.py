"""The traps real pages set, one small page each."""

from __future__ import annotations

from typing import Any

import pytest

from crawler import extract_page
from crawler.page.document import parse
from crawler.reading.extract import extract, is_article

URL = "http://news.example.cn/system/2021/03/05/001234567.shtml"
ONE = "青澜县水务局的值守人员每天清晨六点沿着堤岸走一遍，把水位和流速一一记在本子上，从不间断。"
TWO = "镇里把闲置的粮站改成了公共书房，四千多册图书由村民自己编目，借阅登记全靠一台旧电脑。"
THREE = "合作社去年种下的三百亩油茶进入盛果期，亩均收入比上年增加近两千元，外出的年轻人回来了一半。"
FOUR = "按照计划，首批十二个村的污水管网将在入冬前接通，涉及农户一千九百余户，剩下的明年春天开工。"


def read(
    body: str,
    *,
    head: str = "",
    title: str = "粮站里的书房",
    info: str = "2021-03-05 08:10 来源：青澜日报",
    url: str = URL,
) -> dict[str, Any]:
    markup = (
        f"<html><head><title>{title}_新闻_青澜网</title>{head}</head><body><h1>{title}</h1>"
        f'<div class="info">{info}</div><div id="zoom">{body}</div></body></html>'
    )
    return extract_page(markup.encode(), url, "text/html; charset=utf-8")


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>　　{text}</p>" for text in texts)


def texts(fields: dict[str, Any]) -> list[str]:
    return [block["text"] for block in fields["blocks"] if block["text"]]


def of_type(fields: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [block for block in fields["blocks"] if block["type"] == kind]


def names(people: list[dict[str, Any]]) -> list[str]:
    return [person["name"] for person in people]


def test_a_page_glued_from_two_documents_is_read_whole() -> None:
    fields = read(f"{paragraphs(ONE)}</body></html>{paragraphs(TWO)}")
    assert [ONE, TWO] == texts(fields)


def test_a_sentence_torn_by_a_widget_is_one_paragraph() -> None:
    torn = f'<p>{ONE}</p><p>{TWO[:20]}<div class="rv-player"><div>播放</div></div>{TWO[20:]}</p>'
    assert [ONE, TWO, THREE] == texts(read(f"{torn}<p>{THREE}</p>"))


def test_hard_spaces_and_the_word_for_text_are_no_breadcrumbs() -> None:
    crumbs = (
        "<div>您当前的位置 ：<a href=/>青澜网</a>&nbsp;&gt;&nbsp;"
        "<a href=/n/>新闻</a>&nbsp;&gt;&nbsp;正文</div>"
    )
    markup = f"<html><body>{crumbs}<h1>粮站里的书房</h1>{paragraphs(ONE, TWO)}</body></html>"
    fields = extract_page(markup.encode(), URL)
    assert ["青澜网", "新闻"] == names(fields["breadcrumbs"])
    assert "http://news.example.cn/n/" == fields["breadcrumbs"][1]["url"]


def test_a_time_that_only_meta_tells_refines_the_visible_day() -> None:
    fields = read(
        paragraphs(ONE, TWO),
        head='<meta name="PubDate" content="2021-03-05 16:30">',
        info="发布日期：2021-03-05 浏览次数：539",
    )
    assert "2021-03-05T16:30:00+08:00" == fields["datePublished"]
    assert "minute" == fields["datePublishedPrecision"]


def test_midnight_in_meta_is_a_day_and_no_time() -> None:
    fields = read(
        paragraphs(ONE, TWO),
        head='<meta name="publishdate" content="2021-03-05 00:00:00">',
        info="来源：青澜日报",
    )
    assert ("2021-03-05T00:00:00+08:00", "day") == (
        fields["datePublished"],
        fields["datePublishedPrecision"],
    )


@pytest.mark.parametrize("editor", ["HN666", "alonliu"])
def test_editors_need_no_chinese_name(editor: str) -> None:
    fields = read(paragraphs(ONE, TWO) + f"<p>（责任编辑：{editor}）</p>")
    assert [editor] == names(fields["editors"])
    assert [ONE, TWO] == texts(fields)


def test_an_empty_author_label_names_nobody() -> None:
    fields = read(paragraphs(ONE, TWO), info="时间：2021-03-05 08:10　来源：青澜日报　作者：")
    assert [] == fields["authors"]
    assert "青澜日报" == fields["source"]["name"]


def test_a_source_in_the_slot_of_the_author_is_the_authors_house() -> None:
    fields = read(paragraphs(ONE, TWO), info="2021-03-05 08:10 作者：石小佳/青澜日报")
    assert ["石小佳"] == names(fields["authors"])
    assert "青澜日报" == fields["authors"][0]["organization"]


def test_an_editor_in_meta_author_is_no_author() -> None:
    fields = read(paragraphs(ONE, TWO), head='<meta name="author" content="青网编辑杨小凡">')
    assert [] == fields["authors"]


def test_quotes_of_the_headline_stay_as_they_are() -> None:
    fields = read(paragraphs(ONE, f"“{TWO}”"), title='粮站里的"书房"')
    assert '粮站里的"书房"' == fields["headline"]
    assert f"“{TWO}”" == texts(fields)[1]


def test_a_paragraph_repeated_on_purpose_is_kept() -> None:
    again = "灯一直亮到夜里十点。"
    assert [ONE, again, TWO, again, THREE, again] == texts(
        read(paragraphs(ONE, again, TWO, again, THREE, again))
    )


def test_lines_of_verse_are_no_headings() -> None:
    verse = ["石板一块一块编了号", "老街还是老街", "灯一盏一盏亮起来", "回家的人没有走远"]
    fields = read(paragraphs(ONE, TWO, *verse, THREE, FOUR, ONE, TWO, THREE))
    assert [] == of_type(fields, "heading")


def test_an_indent_broken_off_its_paragraph_leaves_no_trace() -> None:
    assert [ONE, TWO] == texts(read(f"<p>　　{ONE}</p><p>　　<br>\n{TWO}</p>"))


def test_counters_and_widgets_do_not_change_the_article() -> None:
    def page(count: int) -> dict[str, Any]:
        return read(
            paragraphs(ONE, TWO)
            + f'<p>阅读 {count}</p><div class="bdsharebuttonbox">分享到 {count}</div>'
            + '<div class="related"><h3>相关阅读</h3><ul>'
            + f'<li><a href="/{count}">稿件{count}</a></li></ul></div>',
            info=f"2021-03-05 08:10 来源：青澜日报 浏览次数：{count}",
        )

    first, second = page(539), page(54321)
    assert first["articleBody"] == second["articleBody"]
    assert [ONE, TWO] == texts(first)
    assert first["source"] == second["source"]


@pytest.mark.parametrize(
    "line",
    [
        "【纠错】",
        "分享到：",
        "转播到腾讯微博",
        "+1",
        "扫一扫在手机打开当前页",
        "责任编辑：冯小棠",
        "（编辑：冯小棠）",
        "打印本页",
        "点击进入专题：",
        "下载青澜新闻客户端",
        "上一页 1 2 3 下一页",
        "【1】 【2】 【3】",
        "原标题：粮站里的书房",
        "看浙江新闻，关注浙江在线微信",
        "长按二维码关注我们",
        "返回搜狐，查看更多",
        "阅读 (539)",
        "版权声明：本网所有内容未经授权不得转载",
    ],
)
def test_lines_of_the_site_are_not_of_the_article(line: str) -> None:
    assert [ONE, TWO, THREE] == texts(read(paragraphs(ONE, TWO, THREE, line)))


@pytest.mark.parametrize(
    "line",
    [
        "记者来到现场，看到的是另一番景象。",
        "编辑部设在老粮站的二楼，窗外就是河。",
        "他分享到的第一条经验，是先把账本贴出来。",
        "2020",
        "“扫一扫就能看到地块。”陆阿婆说。",
        "点击量不是目的，能帮上人才是。",
    ],
)
def test_prose_that_begins_like_a_widget_stays(line: str) -> None:
    assert [ONE, line, TWO] == texts(read(paragraphs(ONE, line, TWO)))


def test_bare_headings_in_two_levels_make_a_tree() -> None:
    fields = read(
        paragraphs(
            ONE, "青澜县", "“护河先锋队”走进二十七个村", TWO, THREE,
            "云岭区", "周五夜校让工匠走上讲台", FOUR, ONE,
        )
    )  # fmt: skip
    assert [
        ("青澜县", 1),
        ("“护河先锋队”走进二十七个村", 2),
        ("云岭区", 1),
        ("周五夜校让工匠走上讲台", 2),
    ] == [(block["text"], block["level"]) for block in of_type(fields, "heading")]
    assert [
        ("青澜县", 1, 1, 5),
        ("“护河先锋队”走进二十七个村", 2, 2, 5),
        ("云岭区", 1, 5, 9),
        ("周五夜校让工匠走上讲台", 2, 6, 9),
    ] == [
        (section["heading"], section["level"], section["start"], section["end"])
        for section in fields["sections"]
    ]
    assert "heading.bare" in fields["warnings"]


def test_one_bare_short_line_alone_is_a_paragraph() -> None:
    assert [] == of_type(read(paragraphs(ONE, "青澜县", TWO, THREE)), "heading")


def test_numbered_lines_over_paragraphs_are_headings_by_their_rank() -> None:
    fields = read(paragraphs("一、总体要求", ONE, "（一）摸清底数", TWO, "二、保障措施", THREE))
    assert [("一、总体要求", 1), ("（一）摸清底数", 2), ("二、保障措施", 1)] == [
        (block["text"], block["level"]) for block in of_type(fields, "heading")
    ]


def test_a_number_that_opens_a_paragraph_makes_no_heading() -> None:
    fields = read(paragraphs(f"一、加强领导。{ONE}", f"二、严格考核。{TWO}"))
    assert [] == of_type(fields, "heading")


def test_heading_elements_keep_their_order_of_rank() -> None:
    fields = read(f"<h2>上篇</h2><p>{ONE}</p><h3>其一</h3><p>{TWO}</p><h2>下篇</h2><p>{THREE}</p>")
    assert [1, 2, 1] == [block["level"] for block in of_type(fields, "heading")]


def test_a_bold_question_with_its_answer_in_one_line_is_prose() -> None:
    fields = read(paragraphs(ONE) + f"<p><b>记者：</b>{TWO}</p><p><b>陆阿婆：</b>{THREE}</p>")
    assert [] == of_type(fields, "heading")


def test_bold_captions_and_bold_headings_are_told_apart_by_the_pictures() -> None:
    def picture(number: int, caption: str) -> str:
        return (
            f'<div style="text-align:center"><img src="./W{number}.jpg"></div>'
            f'<div style="text-align:center"><strong>{caption}</strong></div>'
        )

    body = (
        f"<div>　　<strong>春：从零学起</strong></div><div>　　{ONE}</div>"
        + picture(1, "学员练手")
        + picture(2, "夜里的教室")
        + f"<div>　　<strong>夏：顶着日头练</strong></div><div>　　{TWO}</div>"
        + picture(3, "师傅示范")
    )
    fields = read(body)
    assert ["春：从零学起", "夏：顶着日头练"] == [b["text"] for b in of_type(fields, "heading")]
    assert ["学员练手", "夜里的教室", "师傅示范"] == [
        b["caption"] for b in of_type(fields, "image")
    ]


def test_a_caption_gives_its_credit() -> None:
    fields = read(f'<p><img src="a.jpg"></p><p>图为泵站外景。通讯员何小满 摄</p>{paragraphs(ONE)}')
    image = of_type(fields, "image")[0]
    assert ("图为泵站外景。", "通讯员何小满 摄") == (
        image["caption"],
        image["credit"],
    )
    assert "" == image["text"]
    assert "摄" not in fields["articleBody"]


def test_a_line_that_is_only_a_credit_is_no_caption() -> None:
    fields = read(f'<p><img src="a.jpg"></p><p>（金小禾 摄）</p>{paragraphs(ONE)}')
    image = of_type(fields, "image")[0]
    assert (None, "金小禾 摄") == (image["caption"], image["credit"])


def test_a_notice_under_its_heading_goes_before_the_line_of_the_footer() -> None:
    notice = "注明“来源：某某网”的稿件，转载须经准许。"
    fields = read(
        f"{paragraphs(ONE, ONE, ONE)}</div><div><p>Copyright © 某某网版权所有</p>"
        f"<h4>版权和免责申明</h4><p>{notice}</p>"
    )
    assert notice == fields["rights"]["copyrightNotice"]


def test_a_tag_may_be_a_word_that_labels_something_elsewhere() -> None:
    fields = read(
        f"{paragraphs(ONE, ONE)}<p>标签: 阅读;书房;评论　<span>责任编辑: 冯小棠</span></p>"
    )
    assert ["阅读", "书房", "评论"] == fields["keywords"]


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="/images/icon_share.png">',
        '<img src="a.jpg" width="16" height="16">',
        '<img src="/images/ewm.jpg">',
        '<img src="x.jpg" alt="扫一扫二维码">',
        '<img src="data:image/gif;base64,R0lGOD">',
        '<img src="">',
        '<img src="/images/blank.gif">',
        '<img src="chrome-extension://abc/a.png">',
    ],
)
def test_icons_codes_and_blanks_are_no_pictures(markup: str) -> None:
    assert [] == read(f"<p>{ONE}</p><p>{markup}</p><p>{TWO}</p>")["images"]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<img src="./W1.jpg" oldsrc="W1.jpg">', "http://news.example.cn/system/2021/03/05/W1.jpg"),
        ('<img src="/images/blank.gif" data-original="//img.example.cn/a.jpg">', "http://img.example.cn/a.jpg"),
        ('<img data-src="https://img.example.cn/a.jpg">', "https://img.example.cn/a.jpg"),
        ('<img oldsrc="W2.jpg">', "http://news.example.cn/system/2021/03/05/W2.jpg"),
    ],
)  # fmt: skip
def test_pictures_are_found_where_lazy_loading_keeps_them(markup: str, expected: str) -> None:
    assert [expected] == read(f"<p>{ONE}</p><p>{markup}</p><p>{TWO}</p>")["images"]


def test_a_table_of_data_is_rows_and_a_layout_table_is_not() -> None:
    data = "<table><tr><td>村名</td><td>户数</td></tr><tr><td>上坞</td><td>312</td></tr></table>"
    fields = read(f"<table><tr><td><p>{ONE}</p>{data}<p>{TWO}</p></td></tr></table>")
    table = of_type(fields, "table")[0]
    assert [["村名", "户数"], ["上坞", "312"]] == table["rows"]
    assert "村名\t户数\n上坞\t312" == table["text"]
    assert [ONE, table["text"], TWO] == texts(fields)


def test_a_list_is_one_block_with_its_items() -> None:
    fields = read(f"<p>{ONE}</p><ol><li>先清淤。</li><li>再种树。</li></ol><p>{TWO}</p>")
    found = of_type(fields, "list")[0]
    assert (["先清淤。", "再种树。"], True, "先清淤。\n再种树。") == (
        found["items"],
        found["ordered"],
        found["text"],
    )


def test_a_player_is_a_video_and_another_frame_is_not() -> None:
    fields = read(
        f'<p>{ONE}</p><video src="//v.example.cn/1.mp4" poster="/p.jpg"></video><p>{TWO}</p>'
        '<iframe src="http://ad.example.cn/slot"></iframe>'
    )
    video = of_type(fields, "video")
    assert [("http://v.example.cn/1.mp4", "http://news.example.cn/p.jpg")] == [
        (one["url"], one["poster"]) for one in video
    ]


def test_a_block_quotation_is_a_quote() -> None:
    fields = read(f"{paragraphs(ONE, TWO, THREE)}<blockquote><p>账本贴在墙上。</p></blockquote>")
    assert ["账本贴在墙上。"] == [block["text"] for block in of_type(fields, "quote")]


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("粮站里的书房_时政_青澜网", "粮站里的书房"),
        ("粮站里的书房-浙江新闻-浙江在线", "粮站里的书房"),
        ("粮站里的书房--时政--人民网", "粮站里的书房"),
        ("粮站里的书房 - 青澜省人民政府门户网站", "粮站里的书房"),
        ("粮站里的书房|书房|粮站_网易新闻", "粮站里的书房"),
        ("粮站里的书房", "粮站里的书房"),
    ],
)
def test_a_headline_known_from_the_head_alone_loses_the_sites_names(
    shown: str, expected: str
) -> None:
    markup = f"<html><head><title>{shown}</title></head><body>{paragraphs(ONE, TWO)}</body></html>"
    assert expected == extract_page(markup.encode(), URL)["headline"]


def test_a_headline_in_two_lines_is_one() -> None:
    markup = (
        "<html><head><title>粮站里的书房 四千册书自己编目_青澜网</title></head><body>"
        f"<h1>粮站里的书房<br>四千册书自己编目</h1>{paragraphs(ONE, TWO)}</body></html>"
    )
    assert "粮站里的书房 四千册书自己编目" == extract_page(markup.encode(), URL)["headline"]


def test_the_sites_name_in_h1_is_not_the_headline() -> None:
    markup = (
        "<html><head><title>粮站里的书房-青澜网</title></head><body>"
        '<h1><a href=/>青澜网</a></h1><div class="tit">粮站里的书房</div>'
        f"<div>2021-03-05 08:10</div>{paragraphs(ONE, TWO)}</body></html>"
    )
    assert "粮站里的书房" == extract_page(markup.encode(), URL)["headline"]


def test_a_date_in_the_bar_above_is_not_the_articles() -> None:
    markup = (
        "<html><head><title>粮站里的书房_青澜网</title></head><body>"
        "<div>今天是2026年11月23日 10:00:00 星期一</div><h1>粮站里的书房</h1>"
        f"<div>2021-03-05 来源：青澜日报</div>{paragraphs(ONE, TWO)}</body></html>"
    )
    assert "2021-03-05T00:00:00+08:00" == extract_page(markup.encode(), URL)["datePublished"]


def test_published_and_changed_are_told_by_their_labels() -> None:
    fields = read(
        paragraphs(ONE, TWO), info="更新时间：2021-03-06 09:00 发布时间：2021-03-05 08:10:11"
    )
    assert "2021-03-05T08:10:11+08:00" == fields["datePublished"]
    assert "2021-03-06T09:00:00+08:00" == fields["dateModified"]


@pytest.mark.parametrize(
    "label",
    ["来源：", "来源: ", "信息来源：", "稿件来源：", "文章来源：", "稿源：", "来 源：", "来源于 "],
)
def test_a_source_is_found_under_every_label(label: str) -> None:
    fields = read(paragraphs(ONE, TWO), info=f"2021-03-05 08:10 {label}青澜日报")
    assert "青澜日报" == fields["source"]["name"]


def test_a_source_keeps_its_link_and_its_words() -> None:
    fields = read(
        paragraphs(ONE, TWO), info='2021-03-05 08:10 来源：<a href="//p.example.cn/1">青澜日报</a>'
    )
    assert {
        "name": "青澜日报",
        "nameRaw": "来源：青澜日报",
        "url": "http://p.example.cn/1",
    } == fields["source"]


def test_key_words_seen_and_key_words_declared_are_kept_apart() -> None:
    fields = read(
        paragraphs(ONE, TWO) + "<p>标签：党建;基层；湖州、书房 粮站</p>",
        head='<meta name="keywords" content="治水,乡村">',
    )
    assert ["党建", "基层", "湖州", "书房", "粮站"] == fields["keywords"]
    assert ["治水", "乡村"] == fields["keywordsMeta"]


def test_a_trs_pager_written_by_script_is_read() -> None:
    fields = read(
        paragraphs(ONE, TWO) + '<script>createPageHTML(3, 0, "t20210305_88", "shtml")</script>',
        url="http://news.example.cn/202103/t20210305_88.shtml",
    )
    assert {
        "pages": 3,
        "complete": False,
        "page": 1,
        "next": [
            "http://news.example.cn/202103/t20210305_88_1.shtml",
            "http://news.example.cn/202103/t20210305_88_2.shtml",
        ],
    } == fields["pagination"]
    assert "pages.more" in fields["warnings"]


def test_the_second_page_knows_its_number() -> None:
    fields = read(
        paragraphs(ONE, TWO)
        + '<div class="news_more_page"><a href="t20210305_88.shtml">1</a> 2 '
        + '<a href="t20210305_88_2.shtml">3</a></div>',
        url="http://news.example.cn/202103/t20210305_88_1.shtml",
    )
    assert (3, 2) == (fields["pagination"]["pages"], fields["pagination"]["page"])
    assert ["http://news.example.cn/202103/t20210305_88_2.shtml"] == fields["pagination"]["next"]


def test_the_pager_of_a_list_is_not_the_articles() -> None:
    fields = read(
        paragraphs(ONE, TWO)
        + '<script>createPageHTML(9, 0, "index", "shtml")</script><a href="/other_2.shtml">2</a>'
    )
    assert (1, True) == (fields["pagination"]["pages"], fields["pagination"]["complete"])


@pytest.mark.parametrize(
    ("first", "source", "expected"),
    [
        (f"浙江在线03月05日讯 {ONE}", "湖州日报", ("浙江在线", "dateline")),
        (ONE, "湖州日报", ("湖州日报", "source")),
        (f"本报讯 {ONE}", "湖州日报", ("湖州日报", "source")),
    ],
)
def test_who_holds_the_rights_is_told_by_dateline_then_source(
    first: str, source: str, expected: tuple[str, str]
) -> None:
    rights = read(paragraphs(first, TWO), info=f"2021-03-05 08:10 来源：{source}")["rights"]
    assert expected == (rights["copyrightHolder"], rights["holderBasis"])
    assert rights["license"] is None


def test_a_template_that_holds_too_little_is_said_to_disagree() -> None:
    markup = (
        '<html><body><h1 class="artTitle">粮站里的书房</h1>'
        '<div class="artCon"><p>短讯一则，见下。</p></div>'
        f'<div class="main">{paragraphs(ONE, TWO, THREE, FOUR)}</div></body></html>'
    )
    assert "body.density-differs" in extract_page(markup.encode(), URL)["warnings"]


def test_a_list_of_links_is_no_article() -> None:
    items = "".join(
        f'<li><a href="/{n}.html">第{n}条新闻的标题写在这里</a></li>' for n in range(60)
    )
    markup = f"<html><title>新闻_青澜网</title><body><ul>{items}</ul></body></html>"
    assert not is_article(extract(parse(markup.encode(), URL)))


def test_a_text_that_only_a_script_shows_is_read() -> None:
    markup = f'<h1>粮站里的书房</h1><div style="display:none">{paragraphs(ONE, TWO)}</div>'
    assert [ONE, TWO] == texts(extract_page(markup.encode(), URL))


def test_what_is_hidden_beside_the_text_is_not_read() -> None:
    assert [ONE, TWO] == texts(read(paragraphs(ONE, TWO) + f'<p style="display: none">{THREE}</p>'))


def test_comments_longer_than_the_article_are_not_the_article() -> None:
    markup = (
        "<html><head><title>粮站里的书房_青澜网</title></head><body><div class=l>"
        f"<h2>粮站里的书房</h2><p>2021-03-05 08:10</p><div class=t>{paragraphs(ONE, TWO)}</div>"
        f"<div class=c>{paragraphs(*[THREE, FOUR] * 3)}</div></div></body></html>"
    )
    assert [ONE, TWO] == texts(extract_page(markup.encode(), URL))


def test_a_code_to_scan_at_the_end_is_no_picture() -> None:
    tail = '<p><img src="W0.jpg"></p><p>扫描二维码关注我们</p>'
    fields = read(paragraphs(ONE, TWO) + tail)
    assert ([], [ONE, TWO]) == (fields["images"], texts(fields))


def test_short_lines_in_divisions_are_no_widgets() -> None:
    lines = ["云岭区村庄管网建设实施方案", "一、总体要求", ONE, "二、重点任务", TWO]
    assert lines == texts(read("".join(f"<div>　　{line}</div>" for line in lines)))


def test_summaries_of_other_articles_below_are_not_the_article() -> None:
    others = "".join(
        f"<div><h4><a href=/{n}>稿件{n}</a></h4><p>{THREE}{FOUR}</p></div>" for n in range(9)
    )
    markup = (
        "<html><head><title>粮站里的书房_青澜网</title></head><body><div><h1>粮站里的书房</h1>"
        f"<div>{paragraphs(ONE, TWO)}</div></div><div>{others}</div></body></html>"
    )
    assert [ONE, TWO] == texts(extract_page(markup.encode(), URL))
