import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from protego import Protego

from crawler.fetch.politeness import robots

TOKEN = "zjol-archive"
SITE = "http://zjnews.zjol.com.cn"


def parse(text, token=TOKEN):
    return robots.parse(text if isinstance(text, bytes) else text.encode(), token=token)


def allows(text, path):
    return parse(text).allows(SITE + path)


def test_a_file_without_rules_allows_all():
    told = parse("# nothing here\n")
    assert ("no-rules", True) == (told.verdict, told.allows(SITE + "/a/"))


def test_a_closed_folder_is_closed_and_the_rest_is_open():
    text = "User-agent: *\nDisallow: /neibu/\n"
    assert not allows(text, "/neibu/1.shtml")
    assert not allows(text, "/neibu/")
    assert allows(text, "/neibu")
    assert allows(text, "/zjnews/neibu/")


@pytest.mark.parametrize(
    ("value", "path", "allowed"),
    [  # the examples of RFC 9309, section 5.2 and 2.2.3, on paths of our own
        ("/example/page/", "/example/page/disallowed.gif", False),
        ("*.gif$", "/example/publications/a.gif", False),
        ("*.gif$", "/example/publications/a.gif?size=2", True),
        ("/this/path/exactly$", "/this/path/exactly", False),
        ("/this/path/exactly$", "/this/path/exactly/not", True),
        ("/this/*/exactly", "/this/or/that/exactly", False),
        ("/path/file-with-a-%2A.html", "/path/file-with-a-*.html", False),
        ("/path/file-with-a-%2A.html", "/path/file-with-a-x.html", True),
        ("/path/foo-%24", "/path/foo-$", False),
        ("/path/foo-%24", "/path/foo-", True),
        ("/foo/bar?baz=quz", "/foo/bar?baz=quz", False),
        ("/foo/bar?baz=https://foo.bar", "/foo/bar?baz=https%3A%2F%2Ffoo.bar", False),
        ("/foo/bar/ツ", "/foo/bar/%E3%83%84", False),
        ("/foo/bar/%E3%83%84", "/foo/bar/%e3%83%84", False),
        ("/foo/bar/%62%61%7A", "/foo/bar/baz", False),
        ("/fo%2Fo", "/fo/o", True),
        ("/*", "/anything", False),
        ("/", "/", False),
        ("*", "/x", False),
        ("*a*a*b", "/xaab", False),
        ("*a*a*b", "/xab", True),
        ("/a$b", "/a$b/c", False),
    ],
)
def test_a_pattern_is_compared_octet_by_octet(value, path, allowed):
    assert allowed is allows(f"User-agent: *\nDisallow: {value}\n", path)


def test_the_longest_rule_decides_and_allow_wins_a_tie():
    text = (
        "User-agent: *\nDisallow: /zjnews/\nAllow: /zjnews/huzhounews/\n"
        "Disallow: /zjnews/huzhounews/neibu\nDisallow: /same\nAllow: /same\n"
        "Allow: /p/*.shtml\nDisallow: /p/\nDisallow: /q/*x\nAllow: /q/ax"
    )
    assert not allows(text, "/zjnews/wznews/")
    assert allows(text, "/zjnews/huzhounews/1.shtml")
    assert not allows(text, "/zjnews/huzhounews/neibu/1.shtml")
    assert allows(text, "/same/x")
    assert allows(text, "/p/1.shtml")
    assert not allows(text, "/p/1.html")
    assert allows(text, "/q/ax")
    assert not allows(text, "/q/bx")


def test_only_the_groups_that_name_us_count_and_they_count_together():
    text = (
        "User-agent: *\nDisallow: /\n\nUser-agent: ZJOL-Archive/2.0\nDisallow: /a/\n\n"
        "User-agent: other\nUser-agent: zjol-archive\nDisallow: /b/\n"
    )
    assert [True, False, False] == [allows(text, path) for path in ("/c/", "/a/", "/b/")]


@pytest.mark.parametrize("agent", ["zjol", "archive", "zjol-archive-x", "bot", "zjol-"])
def test_a_name_that_is_part_of_ours_is_not_ours(agent):
    assert allows(f"User-agent: {agent}\nDisallow: /\n", "/a")


def test_a_group_of_ours_without_rules_opens_what_is_closed_for_others():
    assert allows("User-agent: *\nDisallow: /\n\nUser-agent: zjol-archive\nDisallow:\n", "/a")


def test_other_records_end_no_group():
    text = (
        "User-agent: a\nSitemap: http://x/map.xml\nCrawl-delay: 3\nUser-agent: zjol-archive\n"
        "Disallow: /x/\nSitemap: http://x/y.xml\nDisallow: /y/\n"
    )
    told = parse(text)
    assert [False, False] == [told.allows(SITE + path) for path in ("/x/", "/y/")]
    assert told.delay is None


@pytest.mark.parametrize(
    ("value", "delay"),
    [("10", 10.0), ("0.5", 0.5), ("86400", 60.0), ("0", None), ("-3", None), ("nan", None),
     ("inf", None), ("soon", None), ("9" * 5000, 60.0), ("", None)],
)  # fmt: skip
def test_a_crawl_delay_is_read_within_bounds(value, delay):
    assert delay == parse(f"User-agent: *\nCrawl-delay: {value}\n").delay


def test_robots_txt_itself_is_always_allowed():
    assert allows("User-agent: *\nDisallow: /\n", "/robots.txt")


def test_misspellings_and_missing_colons_are_understood():
    text = "useragent: *\nDisalow: /a/\nDisallow /b/\nDISALLOW:/c/  # secret\nDisallow: d/\n"
    assert [False] * 4 == [allows(text, f"/{folder}/x") for folder in "abcd"]


def test_a_whole_address_is_taken_for_its_path():
    text = f"User-agent: *\nDisallow: {SITE}/neibu/\n"
    assert [False, True] == [allows(text, path) for path in ("/neibu/1", "/")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_ends_a_line(end):
    assert not allows(end.join(["User-agent: *", "Disallow: /a/", ""]), "/a/")


def test_byte_order_marks_are_no_part_of_the_first_line():
    text = "User-agent: *\nDisallow: /a/\n"
    for body in (text.encode("utf-8-sig"), text.encode("utf-16")):
        assert not parse(body).allows(SITE + "/a/")


def test_a_path_in_gbk_closes_the_folder_in_gbk_and_in_utf_8():
    told = parse("User-agent: *\nDisallow: /内参/\n".encode("gbk"))
    assert not told.allows(SITE + "/%C4%DA%B2%CE/1.htm")
    assert not told.allows(SITE + "/%E5%86%85%E5%8F%82/1.htm")


def test_two_words_in_gbk_stay_two_words():
    told = parse(b"User-agent: *\nDisallow: /%C4%DA%B2%CE/\n")
    assert not told.allows(SITE + "/%c4%da%b2%ce/1.htm")
    assert told.allows(SITE + "/%CA%FD%BE%DD/1.htm")


def test_a_page_that_is_sent_instead_closes_nothing():
    told = parse("<!DOCTYPE html><html><body>页面不存在: sorry</body></html>")
    assert ("html", True) == (told.verdict, told.allows(SITE + "/a/"))


def test_rules_within_something_that_looks_like_a_page_are_rules():
    assert not allows("<pre>\nUser-agent: *\nDisallow: /a/\n</pre>", "/a/")


def test_only_the_first_500_kib_are_read_and_no_half_line():
    filler = "Disallow: /filler/\n" * 30_000
    head = "User-agent: *\nDisallow: /first/\n"
    told = parse(head + filler + "Disallow: /last/\n")
    assert [False, True] == [told.allows(SITE + path) for path in ("/first/", "/last/")]
    line = "Disallow: /a/very/long/path\n"
    cut = (head + line * 30_000).encode()[: robots.MAX_BYTES + 1]
    assert set(parse(cut).prefixes) == {b"/first/", b"/a/very/long/path"}


def test_the_number_of_prefixes_does_not_slow_a_verdict():
    told = parse("User-agent: *\n" + "".join(f"Disallow: /{n}/\n" for n in range(30_000)))
    path = SITE + "/x" * 1000
    assert all(told.allows(path) for _ in range(2000))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451, 304])
def test_a_refusal_means_there_is_no_file(status):
    told = robots.of_answer(status, b"User-agent: *\nDisallow: /", token=TOKEN)
    assert ("missing", f"status {status}", True) == (told.verdict, told.detail, told.allows(SITE))


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504, 522, 599])
def test_a_server_in_trouble_closes_everything(status):
    told = robots.of_answer(status, b"", token=TOKEN)
    assert ("unreachable", False) == (told.verdict, told.allows(SITE + "/"))


@pytest.mark.parametrize("status", [200, 203, 206])
def test_any_success_is_read(status):
    assert "rules" == robots.of_answer(status, b"User-agent: *\nDisallow: /", token=TOKEN).verdict


def test_the_product_token_is_the_first_word_of_the_user_agent():
    assert "zjol-archive" == robots.product_token("zjol-archive/0.1.0 (+mailto:a@b.example; X)")
    assert "mozilla" == robots.product_token("Mozilla/5.0 (compatible; x)")
    assert "" == robots.product_token("浙/1")


WORDS = st.sampled_from(
    ["/", "/a", "/b/", "/a/b", "/a/b/c", "/a*", "*b", "/*/c", "/a/b$", "/c?x=1"]
)
RULES = st.lists(st.tuples(st.booleans(), WORDS), max_size=8)
PATHS = st.sampled_from(("/", "/a", "/a/b", "/a/b/c", "/b/", "/c?x=1", "/xb", "/q/c"))


@settings(max_examples=400, deadline=None)
@given(RULES, PATHS)
def test_on_plain_files_the_verdict_is_that_of_protego(rules, path):
    text = "User-agent: *\n" + "".join(
        f"{'Allow' if allow else 'Disallow'}: {value}\n" for allow, value in rules
    )
    assert Protego.parse(text).can_fetch(SITE + path, TOKEN) is parse(text).allows(SITE + path)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.text(max_size=40))
def test_any_bytes_are_understood(body, tail):
    assert parse(body).allows(f"{SITE}/{tail}") in (True, False)
