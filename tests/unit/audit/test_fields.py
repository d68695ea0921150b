"""Record headers against the standard, value by value."""

import pytest

from crawler.audit import header

SOUND = {
    "WARC-Type": "response",
    "WARC-Record-ID": "<urn:uuid:6a1b2c3d-0000-4000-8000-000000000001>",
    "WARC-Date": "2026-11-23T02:00:00.123456Z",
    "WARC-Target-URI": "http://zjnews.zjol.com.cn/a",
    "WARC-IP-Address": "192.0.2.1",
    "WARC-Warcinfo-ID": "<urn:uuid:6a1b2c3d-0000-4000-8000-000000000002>",
    "Content-Type": "application/http;msgtype=response",
    "Content-Length": "9",
}


def noted(version="WARC/1.1", **values):
    changed = {**SOUND, **{key.replace("_", "-"): value for key, value in values.items()}}
    lines = [f"{name}: {value}" for name, value in changed.items() if value is not None]
    found = []

    def note(code, _):
        found.append(code)

    data = "\r\n".join([version, *lines, "", ""]).encode()
    header.check(header.read(data, note), note)
    return found


def test_a_sound_header_is_passed():
    assert [] == noted()


@pytest.mark.parametrize(
    ("date", "code"),
    [
        ("2026-11-23T02:00:00Z", None),
        ("2026-11-23T02:00:00.123456789Z", None),
        ("2026-11-23", None),
        ("2026", None),
        ("2028-02-29T00:00:00Z", None),
        ("2026-02-29T00:00:00Z", "warc.date-malformed"),
        ("2026-13-01", "warc.date-malformed"),
        ("2026-11-23T24:00:00Z", "warc.date-malformed"),
        ("2026-11-23T02:00:00.1234567890Z", "warc.date-malformed"),
        ("20261123020000", "warc.date-not-utc"),
        ("2026-11-23T02:00:00", "warc.date-not-utc"),
        ("2026-11-23T10:00:00+08:00", "warc.date-not-utc"),
        ("Mon, 23 Nov 2026 02:00:00 GMT", "warc.date-malformed"),
    ],
)
def test_dates(date, code):
    assert ([code] if code else []) == noted(WARC_Date=date)


@pytest.mark.parametrize(
    ("uri", "code"),
    [
        ("https://[2001:db8::1]:8080/a?b=c#d", None),
        ("dns:zjol.com.cn", None),
        ("http://zjol.com.cn/%E6%B9%96", None),
        ("http://zjol.com.cn/湖", "warc.target-uri-malformed"),
        ("http://zjol.com.cn/a b", "warc.target-uri-malformed"),
        ("/a/b", "warc.target-uri-malformed"),
        ("http://zjol.com.cn/a|b", "warc.target-uri-lax"),
        ("http://zjol.com.cn/a?b[0]=1", "warc.target-uri-lax"),
        ("http://zjol.com.cn/100%", "warc.target-uri-lax"),
        ("<http://zjol.com.cn/>", "warc.target-uri-brackets"),
    ],
)
def test_target_uris(uri, code):
    content_type = "text/dns" if uri.startswith("dns:") else SOUND["Content-Type"]
    found = noted(WARC_Target_URI=uri, Content_Type=content_type)
    assert ([code] if code else []) == found


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("warcinfo", "WARC-Concurrent-To"),
        ("conversion", "WARC-Concurrent-To"),
        ("continuation", "WARC-IP-Address"),
        ("response", "WARC-Refers-To"),
        ("metadata", "WARC-Refers-To-Date"),
        ("conversion", "WARC-Refers-To-Target-URI"),
        ("warcinfo", "WARC-Warcinfo-ID"),
        ("response", "WARC-Filename"),
        ("metadata", "WARC-Payload-Digest"),
        ("response", "WARC-Segment-Total-Length"),
    ],
)
def test_fields_on_types_that_must_not_have_them(kind, name):
    values = {name.replace("-", "_"): "<urn:x:1>"}
    assert "warc.field-misplaced" in noted(WARC_Type=kind, **values)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"WARC_Segment_Number": "1"}, None),
        ({"WARC_Segment_Number": "2"}, "warc.segment-malformed"),
        ({"WARC_Type": "continuation", "WARC_IP_Address": None}, "warc.segment-malformed"),
        (
            {
                "WARC_Type": "continuation", "WARC_IP_Address": None, "WARC_Segment_Number": "2",
                "WARC_Segment_Origin_ID": "<urn:x:1>",
            },
            None,
        ),
    ],
)  # fmt: skip
def test_segments(values, code):
    assert ([code] if code else []) == noted(**values)


def test_concurrent_to_may_be_repeated():
    found = []
    data = b"WARC/1.1\r\nWARC-Concurrent-To: <a:1>\r\nWARC-Concurrent-To: <a:2>\r\n\r\n"
    read = header.read(data, lambda code, _: found.append(code))
    assert ["<a:1>", "<a:2>"] == read.concurrent
    assert [] == found
