import json

from crawler.archive.warc.stand_ins import stand_ins


def line(key, stamp, **fields):
    said = {"url": f"http://a.cn/{key}", "mime": "text/html", "status": "200", **fields}
    return f"cn,a)/{key} {stamp} {json.dumps(said)}\n".encode()


PAGE = line("1", "20260317020000", digest="sha1:A", filename="a.warc.gz", offset="7")
UNCHANGED = line("1", "20260318020000", digest="sha1:A", mime="warc/revisit", status="304")


def test_a_304_gets_a_line_that_leads_to_what_it_confirms():
    (stand_in,) = stand_ins([PAGE, UNCHANGED])
    key, stamp, fields = stand_in.decode().split(" ", 2)
    assert ("cn,a)/1", "20260318020000") == (key, stamp)
    assert json.loads(PAGE.decode().split(" ", 2)[2]) == json.loads(fields)


def test_the_line_sorts_before_the_304s_own():
    for mime in ("text/html", "warc/revisit", "x-world/x-vrml", "\u4e2d/\u6587"):
        page = PAGE.replace(b"text/html", mime.encode())
        (stand_in,) = stand_ins([page, UNCHANGED])
        assert [stand_in, UNCHANGED] == sorted([UNCHANGED, stand_in])


def test_a_page_that_says_no_media_type_gets_one_so_that_it_sorts_before():
    bare = PAGE.replace(b'"mime": "text/html", ', b"")
    (stand_in,) = stand_ins([bare, UNCHANGED])
    assert stand_in < UNCHANGED


def test_the_newest_confirmed_capture_with_the_digest_is_taken():
    other = line("1", "20260317030000", digest="sha1:B", filename="b.warc.gz")
    again = line("1", "20260317040000", digest="sha1:A", filename="c.warc.gz")
    (stand_in,) = stand_ins([PAGE, other, again, UNCHANGED])
    assert b"c.warc.gz" in stand_in


def test_nothing_is_made_up_where_the_original_is_at_another_address():
    elsewhere = UNCHANGED.replace(b"cn,a)/1", b"cn,a)/2")
    assert [] == list(stand_ins([PAGE, elsewhere]))


def test_a_304_that_is_no_revisit_gets_none():
    unasked = line("1", "20260318020000", digest="sha1:A", status="304")
    assert [] == list(stand_ins([PAGE, unasked]))
