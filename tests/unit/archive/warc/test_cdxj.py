from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeadersParser

from crawler.archive.warc import cdxj
from crawler.models import Capture

CAPTURE = Capture(
    url="http://zjnews.zjol.com.cn/a.shtml",
    urlkey="cn,com,zjol,zjnews)/a.shtml",
    date="2026-11-23T02:00:00.987654Z",
    record_type="response",
    record_id="<urn:uuid:1>",
    status=200,
    mime="text/html",
    payload_digest="sha1:A",
    filename="a.warc.gz",
    offset=7,
    length=9,
)
LINE = (
    'cn,com,zjol,zjnews)/a.shtml 20261123020000 {"url": "http://zjnews.zjol.com.cn/a.shtml",'
    ' "mime": "text/html", "status": "200", "digest": "sha1:A", "length": "9", "offset": "7",'
    ' "filename": "a.warc.gz"}'
)


def changed(**changes: object) -> Capture:
    values = {name: getattr(CAPTURE, name) for name in CAPTURE.__dataclass_fields__}
    return Capture(**(values | changes))


def test_a_line_has_the_fields_of_cdxj_indexer_in_its_order() -> None:
    assert LINE == cdxj.line(CAPTURE)


def test_a_revisit_says_so_where_the_media_type_stands() -> None:
    assert '"mime": "warc/revisit"' in cdxj.line(changed(record_type="revisit"))


def test_a_missing_media_type_and_an_unreadable_status_are_left_out() -> None:
    assert '"mime"' not in cdxj.line(changed(mime="unk"))
    assert '"mime": ""' in cdxj.line(changed(mime=""))
    assert '"status"' not in cdxj.line(changed(status=None))
    assert '"status": "\\u00d5"' in cdxj.line(changed(status=None), status="\xd5")


def test_a_line_is_taken_apart_again() -> None:
    entry = cdxj.parse(LINE + "\n")
    assert (CAPTURE.urlkey, "20261123020000") == (entry.urlkey, entry.timestamp)
    assert "7" == entry.fields["offset"]
    assert CAPTURE.url == entry.fields["url"]


@pytest.mark.parametrize("text", ["", "a", "a 1", "a 1 []", "a b {}", " 1 {}", 'a 1 {"b'])
def test_what_is_no_line_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        cdxj.parse(text)


@pytest.mark.parametrize(
    ("head", "status", "mime"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=gbk\r\n\r\n", "200", "text/html"),
        (b"HTTP/1.1 200 OK\r\ncontent-type:Text/HTML,x\r\n\r\n", "200", "Text/HTML,x"),
        (b"HTTP/1.1 404\r\nA: 1\r\n\r\n", "404", None),
        (b"HTTP/1.1 200 OK\r\nContent-Type:\r\n\r\n", "200", ""),
        (b"HTTP/1.1 200 OK\r\nContent-Type: a\r\nContent-Type: b\r\n\r\n", "200", "a"),
        (b"HTTP/1.1 200 OK\r\n\r\nContent-Type: a\r\n\r\n", "200", None),
        (b"hello", None, None),
        (b"hello\r\nA: b", "", None),
        (b"\r\nContent-Type: a\r\n\r\n", None, None),
        (b"\xd5\xe3 \xbd\xad", "\xbd\xad", None),
    ],
)
def test_terms_are_those_of_index_tools(head: bytes, status: str | None, mime: str | None) -> None:
    assert cdxj.Terms(status=status, mime=mime) == cdxj.terms(head)


HEADS = st.lists(
    st.sampled_from(
        [
            b"HTTP/1.1 200",
            b"HTTP/1.0 404 Not Found",
            b"Content-Type",
            b":",
            b" ",
            b"\t",
            b"\r\n",
            b"\n",
            b"\r",
            b";",
            b"text/html",
            b"X-A: 1",
            b"\xd5\xe3",
            "新".encode(),
            b"\xa0",
            b"=",
        ]
    ),
    min_size=1,
    max_size=25,
).map(b"".join)


@given(HEADS | st.binary(min_size=1, max_size=60))
def test_any_head_is_read_as_warcio_reads_it(head: bytes) -> None:
    theirs = StatusAndHeadersParser([], verify=False).parse(BytesIO(head))
    terms = cdxj.terms(head)
    if not theirs:
        assert cdxj.Terms(status=None, mime=None) == terms
        return
    assert theirs.get_statuscode() == terms.status
    assert (theirs.get_header("content-type") is None) == (terms.mime is None)
    if terms.mime:
        assert (theirs.get_header("content-type") or "").strip().startswith(terms.mime)


def test_an_index_is_sorted_by_byte_value_and_each_line_stands_once(tmp_path: Path) -> None:
    path = tmp_path / "index.cdxj"
    cdxj.write_index(path, ["b 1 {}", "a)/~ 1 {}", "a)/A 2 {}", "a)/A 10 {}", "b 1 {}"])
    assert "a)/A 10 {}\na)/A 2 {}\na)/~ 1 {}\nb 1 {}\n" == path.read_text()
    cdxj.write_index(path, [])
    assert "" == path.read_text()


def test_new_lines_are_merged_into_an_index(tmp_path: Path) -> None:
    path = tmp_path / "index.cdxj"
    cdxj.merge_index(path, ["c 1 {}", "a 1 {}"])
    cdxj.merge_index(path, ["d 1 {}", "b 1 {}", "a 1 {}"])
    assert "a 1 {}\nb 1 {}\nc 1 {}\nd 1 {}\n" == path.read_text()
    assert [path] == list(tmp_path.iterdir())


def test_an_index_of_others_may_end_without_a_line_end(tmp_path: Path) -> None:
    path = tmp_path / "index.cdxj"
    path.write_text("a 1 {}")
    cdxj.merge_index(path, ["b 1 {}"])
    assert "a 1 {}\nb 1 {}\n" == path.read_text()


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2026-11-23T02:00:00.987654Z", "20261123020000"),
        ("2012-01-02T03:04:05Z", "20120102030405"),
        ("2012-01-02", "20120102000000"),
    ],
)
def test_a_timestamp_has_14_digits(date: str, expected: str) -> None:
    assert expected == cdxj.timestamp(date)


def test_an_index_that_cannot_be_written_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "index.cdxj"
    cdxj.write_index(path, ["a 1 {}"])
    (tmp_path / "index.cdxj.tmp").mkdir()
    with pytest.raises(OSError, match="index"):
        cdxj.write_index(path, ["b 1 {}"])
    assert "a 1 {}\n" == path.read_text()


def test_an_address_without_surt_is_its_own_key() -> None:
    assert "cn,a)/" == cdxj.key("http://www.a.cn:80/")
    assert "http://a:99999999/" == cdxj.key("http://a:99999999/")
