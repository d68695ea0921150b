import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.inspection.evidence import Evidence

PAGE = """<html><head><title>渡口的早晨_浙江在线</title>
<meta name="keywords" content="渡口,早晨"><script>var t = "渡口的早晨";</script></head><body>
<a href="/">渡口的早晨</a><h1 id="artTitle">渡口的<b>早晨</b></h1>
<span id="pubtime">2026年11月20日&nbsp;08：30</span><!-- 来源：旧报 -->
<span class="from">来源：<a href="/x">浙江 在线</a></span><p>A&amp;B ＡＢＣ</p></body></html>"""


def found(words, rule=""):
    snippet = Evidence(PAGE).find(words, rule)
    return None if snippet is None else snippet.found


@pytest.mark.parametrize(
    ("words", "rule", "markup"),
    [
        ("渡口的早晨", "id:artTitle", "渡口的<b>早晨"),
        ("渡口的早晨", "", "渡口的早晨"),
        ("渡口", "meta:keywords", "渡口"),
        ("2026年11月20日 08:30", "id:pubtime", "2026年11月20日&nbsp;08：30"),
        ("来源:浙江在线", "class:from", '来源：<a href="/x">浙江 在线'),
        ("A&B", "", "A&amp;B"),
        ("abc", "", "ＡＢＣ"),
        ("var t", "", "var t"),
    ],
)
def test_words_are_found_as_a_reader_sees_them(words, rule, markup):
    assert markup == found(words, rule)


def test_a_rule_says_where_to_look():
    evidence = Evidence(PAGE)
    assert evidence.find("渡口的早晨", "").start < evidence.find("渡口的早晨", "id:artTitle").start
    assert '<meta name="keywords"' in evidence.find("渡口", "meta:keywords").before


def test_what_stands_nowhere_is_not_found():
    assert found("昨天的傍晚") is None
    assert found("") is None


def test_the_surroundings_are_on_one_line():
    snippet = Evidence(PAGE).find("早晨", "id:artTitle")
    assert "\n" not in snippet.before + snippet.after
    assert PAGE[snippet.start :].startswith("早晨")


def test_long_markup_is_shortened():
    text = "长" * 5000
    assert len(Evidence(f"<p>{text}</p>").find(text, "").found) < 200


@given(st.text("<>&;!-/scriptyle \n渡口", max_size=200), st.text("渡口sc<&", max_size=4))
def test_any_markup_can_be_searched(text, words):
    snippet = Evidence(text).find(words, "id:渡")
    assert snippet is None or snippet.found
