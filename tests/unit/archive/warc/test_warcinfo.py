from __future__ import annotations

import gzip

from crawler.archive.warc.fields import parse, sha1
from crawler.archive.warc.writer import CONFORMS_TO, WarcInfo, encode_warcinfo


def encode(info: WarcInfo) -> tuple[bytes, bytes]:
    member = encode_warcinfo(
        info,
        warcinfo_id="<urn:uuid:1>",
        date="2026-11-23T02:00:00.000000Z",
        filename="a.warc.gz",
    )
    header, _, block = gzip.decompress(member).partition(b"\r\n\r\n")
    return header, block.removesuffix(b"\r\n\r\n")


def test_warcinfo_names_who_wrote_the_file_with_what_and_how() -> None:
    header, block = encode(
        WarcInfo(
            software="zjol-archive/1",
            robots="obey",
            hostname="host",
            operator="某馆\r\nx: y <a@b.cn>",
            user_agent="zjol-archive/1 (+https://example.org)",
            from_address="a@b.cn",
            is_part_of="zjol",
            description="daily run",
            extra=(("tls-verification", "off"),),
        )
    )
    fields = parse(block)
    expected = {
        "software": "zjol-archive/1",
        "format": "WARC File Format 1.1",
        "conformsTo": CONFORMS_TO,
        "operator": "某馆 x: y <a@b.cn>",
        "hostname": "host",
        "robots": "obey",
        "http-header-user-agent": "zjol-archive/1 (+https://example.org)",
        "http-header-from": "a@b.cn",
        "isPartOf": "zjol",
        "description": "daily run",
        "tls-verification": "off",
    }
    assert expected == {name: fields.sole(name) for name in expected}
    assert "asterisks" in (fields.sole("redaction") or "")
    named = parse(header.partition(b"\r\n")[2])
    assert (
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", "<urn:uuid:1>"),
        ("WARC-Date", "2026-11-23T02:00:00.000000Z"),
        ("WARC-Filename", "a.warc.gz"),
        ("WARC-Block-Digest", sha1(block)),
        ("Content-Type", "application/warc-fields"),
        ("Content-Length", str(len(block))),
    ) == named.pairs


def test_what_is_not_known_is_not_claimed() -> None:
    _, block = encode(WarcInfo(software="a", robots="obey", hostname="h"))
    assert b"operator" not in block
    assert b"http-header-from" not in block
