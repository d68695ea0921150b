from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.archive.warc import exchanges, reader
from crawler.archive.warc.exchanges import Reference
from crawler.archive.warc.reader import Record
from crawler.archive.warc.writer import WarcWriter
from crawler.errors import CorruptRecord, NotArchived
from crawler.models import Capture, Exchange, Hop

Make = Callable[..., Exchange]
Append = Callable[..., Capture]
NOT_MODIFIED = b'HTTP/1.1 304 Not Modified\r\nETag: "b"\r\n\r\n'


def written(writer: WarcWriter) -> Path:
    path = writer.seal()
    assert path is not None
    return path


def test_exchanges_come_back_as_they_were(
    writer: WarcWriter, exchange: Make, append: Append
) -> None:
    made = [
        exchange(),
        exchange(response=b"", error="timeout", ip_address=None),
        exchange(
            url="https://a.cn/b",
            interim=b"HTTP/1.1 103 Early Hints\r\nLink: \xd5\r\n\r\n",
            trailing_bytes=3,
            protocols=("http/1.1", "tls/1.3"),
            cipher_suite="TLS_AES_128_GCM_SHA256",
        ),
        exchange(response=b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx", truncated="time"),
        exchange(method="HEAD", request=b"HEAD / HTTP/1.1\r\n\r\n"),
    ]
    for each in made:
        append(writer, each)
    bundles = list(exchanges.bundles(reader.records(written(writer))))
    assert made == [exchanges.exchange(bundle) for bundle in bundles]
    assert {Hop(via="http://zjol.com.cn/", path="L")} == {bundle.hop for bundle in bundles}


def test_a_request_may_stand_before_its_response(
    writer: WarcWriter, exchange: Make, append: Append
) -> None:
    made = [exchange(), exchange(url="http://a.cn/b")]
    for each in made:
        append(writer, each)
    _, *records = reader.records(written(writer))
    swapped = [records[n] for n in (1, 0, 2, 4, 5, 3)]
    assert made == [exchanges.exchange(bundle) for bundle in exchanges.bundles(swapped)]


def test_lone_records_are_bundles_of_their_own(
    writer: WarcWriter, exchange: Make, append: Append
) -> None:
    append(writer, exchange())
    append(writer, exchange())
    records = list(reader.records(written(writer)))
    only_responses = [record for record in records if record.type == "response"]
    bundles = list(exchanges.bundles(only_responses))
    assert only_responses == [bundle.answer for bundle in bundles]
    assert [None, None] == [bundle.request for bundle in bundles]
    rebuilt = exchanges.exchange(bundles[0])
    assert (b"", 0, Hop()) == (rebuilt.request, rebuilt.fetch_time_ms, bundles[0].hop)


def test_a_bundle_of_nothing_is_no_exchange() -> None:
    with pytest.raises(CorruptRecord):
        exchanges.exchange(exchanges.Bundle())


def test_a_response_stands_for_itself(writer: WarcWriter, exchange: Make, append: Append) -> None:
    append(writer, exchange())
    record = list(reader.records(written(writer)))[1]
    answer = exchanges.resolve(record, lambda _: None)
    assert (200, reader.payload(record), record) == (
        answer.head.status,
        answer.entity,
        answer.original,
    )


def test_revisits_are_resolved_to_their_original(
    writer: WarcWriter, exchange: Make, append: Append
) -> None:
    first = exchange()
    original = append(writer, first)
    again = exchange(
        url="http://a.cn/other", response=first.response.replace(b"200 OK", b"404 Soft")
    )
    append(writer, again, original)
    append(writer, exchange(response=NOT_MODIFIED), original)
    path = written(writer)
    asked: list[Reference] = []

    def find(reference: Reference) -> Record:
        asked.append(reference)
        return reader.read(path, original.offset, original.length)

    same, spared = (record for record in reader.records(path) if record.type == "revisit")
    page = first.response.partition(b"\r\n\r\n")[2]
    answer = exchanges.resolve(same, find)
    assert (404, page) == (answer.head.status, answer.entity)
    answer = exchanges.resolve(spared, find)
    assert (200, page) == (answer.head.status, answer.entity)
    expected = Reference(
        target_uri=original.url,
        date=original.date,
        record_id=original.record_id,
        payload_digest=original.payload_digest,
    )
    assert [expected, expected] == asked
    whole = exchanges.exchange(exchanges.Bundle(answer=same), response=again.response)
    assert again.response == whole.response


def test_a_revisit_without_its_original_is_not_archived(
    writer: WarcWriter, exchange: Make, append: Append
) -> None:
    original = append(writer, exchange())
    append(writer, exchange(), original)
    append(writer, exchange(response=b"HTTP/1.1 200 OK\r\n\r\nother"))
    path = written(writer)
    records = list(reader.records(path))
    revisit = next(record for record in records if record.type == "revisit")
    with pytest.raises(NotArchived, match=r"a\.shtml"):
        exchanges.resolve(revisit, lambda _: None)
    with pytest.raises(NotArchived):
        exchanges.resolve(revisit, lambda _: revisit)
    with pytest.raises(CorruptRecord, match="payload"):
        exchanges.resolve(revisit, lambda _: records[-3])


def test_damaged_metadata_is_corrupt(writer: WarcWriter, exchange: Make, append: Append) -> None:
    append(writer, exchange(interim=b"HTTP/1.1 103 x\r\n\r\n"))
    (bundle,) = exchanges.bundles(reader.records(written(writer)))
    for value in ("\\x4", "浙"):
        pairs = (("interim", value),)
        damaged = replace(bundle, metadata=replace(bundle.metadata, pairs=pairs))
        with pytest.raises(CorruptRecord, match="interim"):
            exchanges.exchange(damaged)
