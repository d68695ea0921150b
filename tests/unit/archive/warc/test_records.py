from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from uuid import UUID

import pytest

from crawler.archive.warc.fields import EMPTY_DIGEST, Fields, parse, sha1
from crawler.archive.warc.records import IDENTICAL, NOT_MODIFIED, Encoded, digest, encode
from crawler.models import Capture, Exchange, Hop

Make = Callable[..., Exchange]
Ids = Callable[[], UUID]
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=gbk\r\n"


def records_of(encoded: Encoded) -> list[tuple[Fields, bytes]]:
    taken = []
    for member in encoded.members:
        data = gzip.decompress(member)
        start = data.index(b"\r\n\r\n") + 4
        assert data.startswith(b"WARC/1.1\r\n")
        assert data.endswith(b"\r\n\r\n")
        fields = parse(data[10:start])
        block = data[start:-4]
        assert str(len(block)) == fields.sole("Content-Length")
        assert sha1(block) == fields.sole("WARC-Block-Digest")
        taken.append((fields, block))
    return taken


def encoded(
    exchange: Exchange, new_id: Ids, original: Capture | None = None, hop: Hop | None = None
) -> Encoded:
    return encode(
        digest(exchange),
        hop=hop or Hop(),
        warcinfo_id="<urn:uuid:w>",
        new_id=new_id,
        original=original,
    )


def capture_of(exchange: Exchange, new_id: Ids) -> Capture:
    capture = encoded(exchange, new_id).capture("a.warc.gz", 0)
    assert capture is not None
    return capture


def test_an_exchange_becomes_response_request_and_metadata(exchange: Make, new_id: Ids) -> None:
    made = exchange()
    (response, response_block), (request, request_block), (metadata, metadata_block) = records_of(
        encoded(made, new_id, hop=Hop(via="http://zjol.com.cn/", path="LE"))
    )
    assert ("response", "request", "metadata") == tuple(
        fields.sole("WARC-Type") for fields in (response, request, metadata)
    )
    assert made.response == response_block
    assert made.request == request_block
    assert b"via: http://zjol.com.cn/\r\nhopsFromSeed: LE\r\nfetchTimeMs: 34\r\n" == metadata_block
    for fields in (response, request, metadata):
        assert "2026-11-23T02:00:00.123456Z" == fields.sole("WARC-Date")
        assert made.url == fields.sole("WARC-Target-URI")
        assert "192.0.2.7" == fields.sole("WARC-IP-Address")
        assert "<urn:uuid:w>" == fields.sole("WARC-Warcinfo-ID")
    ids = [fields.sole("WARC-Record-ID") for fields in (response, request, metadata)]
    assert [f"<urn:uuid:00000000-0000-0000-0000-00000000000{n}>" for n in (1, 2, 3)] == ids
    assert (None, ids[0], ids[0]) == tuple(
        fields.sole("WARC-Concurrent-To") for fields in (response, request, metadata)
    )
    assert (
        "application/http;msgtype=response",
        "application/http;msgtype=request",
        "application/warc-fields",
    ) == tuple(fields.sole("Content-Type") for fields in (response, request, metadata))
    assert sha1(made.response.partition(b"\r\n\r\n")[2]) == response.sole("WARC-Payload-Digest")
    assert EMPTY_DIGEST == request.sole("WARC-Payload-Digest")
    assert metadata.sole("WARC-Payload-Digest") is None


def test_the_capture_tells_what_was_written(exchange: Make, new_id: Ids) -> None:
    made = encoded(exchange(), new_id)
    assert Capture(
        url="http://zjnews.zjol.com.cn/a.shtml",
        urlkey="cn,com,zjol,zjnews)/a.shtml",
        date="2026-11-23T02:00:00.123456Z",
        record_type="response",
        record_id="<urn:uuid:00000000-0000-0000-0000-000000000001>",
        status=200,
        mime="text/html",
        payload_digest=records_of(made)[0][0].sole("WARC-Payload-Digest") or "",
        filename="a.warc.gz",
        offset=99,
        length=len(made.members[0]),
    ) == made.capture("a.warc.gz", 99)


def test_the_payload_has_no_transfer_coding_but_its_content_coding(
    exchange: Make, new_id: Ids
) -> None:
    coded = gzip.compress(b"<p>", mtime=0)
    sized = HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(coded) + coded
    framed = b"%x\r\n%s\r\n0\r\n\r\n" % (len(coded), coded)
    chunked = HEAD + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n" + framed
    assert (
        sha1(coded)
        == digest(exchange(response=sized)).payload_digest
        == digest(exchange(response=chunked)).payload_digest
    )


def test_the_body_of_a_post_is_the_payload_of_its_request(exchange: Make, new_id: Ids) -> None:
    made = exchange(request=b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\na=1", method="POST")
    assert sha1(b"a=1") == records_of(encoded(made, new_id))[1][0].sole("WARC-Payload-Digest")


def test_protocols_and_cipher_stand_on_response_and_request(exchange: Make, new_id: Ids) -> None:
    made = exchange(protocols=("http/1.1", "tls/1.3"), cipher_suite="TLS_AES_128_GCM_SHA256")
    response, request, metadata = (fields for fields, _ in records_of(encoded(made, new_id)))
    for fields in (response, request):
        assert ("http/1.1", "tls/1.3") == fields.all("WARC-Protocol")
        assert "TLS_AES_128_GCM_SHA256" == fields.sole("WARC-Cipher-Suite")
    assert () == metadata.all("WARC-Protocol")


@pytest.mark.parametrize("reason", ["length", "time", "disconnect", "unspecified"])
def test_a_cut_response_says_why(exchange: Make, new_id: Ids, reason: str) -> None:
    made = exchange(response=HEAD + b"Content-Length: 9\r\n\r\n<p>", truncated=reason)
    assert not digest(made).may_revisit
    fields, block = records_of(encoded(made, new_id))[0]
    assert reason == fields.sole("WARC-Truncated")
    assert made.response == block
    assert reason == capture_of(made, new_id).truncated


def test_without_an_answer_there_are_request_and_metadata(exchange: Make, new_id: Ids) -> None:
    made = encoded(exchange(response=b"", error="timeout", ip_address=None), new_id)
    (request, _), (metadata, block) = records_of(made)
    assert "request" == request.sole("WARC-Type")
    assert () == request.all("WARC-Concurrent-To")
    assert request.sole("WARC-Record-ID") == metadata.sole("WARC-Concurrent-To")
    assert request.sole("WARC-IP-Address") is None
    assert b"hopsFromSeed: \r\nfetchTimeMs: 34\r\nerror: timeout\r\n" == block
    assert made.capture("a.warc.gz", 0) is None


def test_metadata_tells_interim_answers_trailing_bytes_and_redactions(
    exchange: Make, new_id: Ids
) -> None:
    made = exchange(
        interim=b"HTTP/1.1 103 Early Hints\r\nLink: \xd5</a>\r\n\r\n",
        trailing_bytes=7,
        request=b"GET / HTTP/1.1\r\nCookie: a=1\r\n\r\n",
    )
    _, (_, request), (_, metadata) = records_of(encoded(made, new_id))
    assert b"GET / HTTP/1.1\r\nCookie: ***\r\n\r\n" == request
    assert (
        b"hopsFromSeed: \r\nfetchTimeMs: 34\r\n"
        rb"interim: HTTP/1.1 103 Early Hints\r\nLink: \xd5</a>\r\n\r\n"
        b"\r\ntrailingBytes: 7\r\nredacted: Cookie\r\n"
    ) == metadata


def test_user_information_gets_into_no_record(exchange: Make, new_id: Ids) -> None:
    made = exchange(
        url="http://me:secret@a.cn/",
        request=b"GET http://me:secret@a.cn/ HTTP/1.1\r\nAuthorization: secret\r\n\r\n",
    )
    result = encoded(made, new_id, hop=Hop(via="http://me:secret@a.cn/x"))
    assert all(b"secret" not in gzip.decompress(member) for member in result.members)


def test_an_identical_payload_becomes_a_revisit_with_its_own_head(
    exchange: Make, new_id: Ids
) -> None:
    original = capture_of(exchange(), new_id)
    again = exchange(url="http://zjnews.zjol.com.cn/b.shtml")
    fields, block = records_of(encoded(again, new_id, original))[0]
    assert "revisit" == fields.sole("WARC-Type")
    assert IDENTICAL == fields.sole("WARC-Profile")
    assert original.record_id == fields.sole("WARC-Refers-To")
    assert original.url == fields.sole("WARC-Refers-To-Target-URI")
    assert original.date == fields.sole("WARC-Refers-To-Date")
    assert original.payload_digest == fields.sole("WARC-Payload-Digest")
    assert "length" == fields.sole("WARC-Truncated")
    assert again.response.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" == block
    capture = encoded(again, new_id, original).capture("a.warc.gz", 0)
    assert capture is not None
    assert ("revisit", 200, None) == (capture.record_type, capture.status, capture.truncated)


def test_a_304_becomes_a_revisit_of_the_payload_it_spares(exchange: Make, new_id: Ids) -> None:
    original = capture_of(exchange(), new_id)
    answer = b'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\n\r\n'
    made = exchange(response=answer)
    assert digest(made).not_modified
    fields, block = records_of(encoded(made, new_id, original))[0]
    assert NOT_MODIFIED == fields.sole("WARC-Profile")
    assert original.payload_digest == fields.sole("WARC-Payload-Digest")
    assert fields.sole("WARC-Truncated") is None
    assert answer == block


def test_a_304_nobody_asked_for_is_a_response(exchange: Make, new_id: Ids) -> None:
    made = exchange(response=b"HTTP/1.1 304 Not Modified\r\n\r\n")
    assert "response" == capture_of(made, new_id).record_type


def test_a_revisit_needs_a_response_with_the_same_payload(exchange: Make, new_id: Ids) -> None:
    original = capture_of(exchange(), new_id)
    other = exchange(response=HEAD + b"\r\nother")
    with pytest.raises(ValueError, match="payload"):
        encoded(other, new_id, original)
    with pytest.raises(ValueError, match="another revisit"):
        encoded(exchange(), new_id, replace(original, record_type="revisit"))


@pytest.mark.parametrize(
    "changes",
    [
        {"response": HEAD + b"Content-Length: 0\r\n\r\n"},
        {"response": b"hello\r\n\r\nworld"},
        {"response": b""},
        {"truncated": "time"},
        {"error": "lost"},
    ],
)
def test_what_is_empty_broken_or_no_http_is_never_a_revisit(
    exchange: Make, changes: dict[str, object]
) -> None:
    assert not digest(exchange(**changes)).may_revisit
    assert digest(exchange()).may_revisit


def test_the_same_exchange_makes_the_same_bytes(exchange: Make) -> None:
    first, second = (encoded(exchange(), lambda: UUID(int=5)) for _ in range(2))
    assert first.members == second.members
    assert first.size == sum(len(member) for member in second.members)
    assert all(member[4:8] == b"\0\0\0\0" for member in first.members)


def test_dates_are_utc_or_refused(exchange: Make, new_id: Ids) -> None:
    east = timezone(timedelta(hours=8))
    for instant in (datetime(2026, 1, 1), datetime(2026, 1, 1, tzinfo=east)):  # noqa: DTZ001
        with pytest.raises(ValueError, match="UTC"):
            encoded(exchange(began_at=instant), new_id)
