"""Five other readers read every record of a crawled collection, and see what we see."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator

from crawler.archive.warc import reader
from crawler.page import http1
from interop_site import Archived
from interop_tools import node, tool

pytestmark = [pytest.mark.interop, pytest.mark.timeout(900)]  # tools are installed on first use

Record = tuple[str, str]


def _ours(site: Archived) -> list[Record]:
    return [
        (record.type, record.first("WARC-Record-ID") or "")
        for path in site.warcs
        for record in reader.records(path)
    ]


def test_warcio_reads_every_record_and_every_block(site: Archived) -> None:
    theirs, blocks = [], []
    for path in site.warcs:
        with path.open("rb") as file:
            for record in ArchiveIterator(file, no_record_parse=True):
                theirs.append((record.rec_type, record.rec_headers["WARC-Record-ID"]))
                blocks.append(record.raw_stream.read())
    assert _ours(site) == theirs
    assert [one.block for path in site.warcs for one in reader.records(path)] == blocks


def test_fastwarc_reads_every_record_and_every_block(site: Archived) -> None:
    theirs, blocks = [], []
    for path in site.warcs:
        with path.open("rb") as file:
            for record in FastIterator(file, parse_http=False):
                theirs.append((record.headers["WARC-Type"], record.record_id))
                blocks.append(record.reader.read())
    assert [(kind, name.strip("<>")) for kind, name in _ours(site)] == [
        (kind, name.strip("<>")) for kind, name in theirs
    ]
    assert [one.block for path in site.warcs for one in reader.records(path)] == blocks


# Quirk: warctools 5.0.1 knows WARC 1.0, and dies of its own message about any other version.
_WARCTOOLS = """
import sys
from hanzo.warctools import warc
warc.WarcParser.KNOWN_VERSIONS.add(b"1.1")
stream = warc.WarcRecord.open_archive(sys.argv[1], gzip="auto")
for offset, record, errors in stream.read_records(limit=None):
    if record is not None:
        print(record.type.decode(), record.id.decode())
    for error in errors:
        print("error", error)
"""


def test_warctools_reads_every_record_without_a_complaint(site: Archived) -> None:
    theirs = []
    for path in site.warcs:
        done = tool("python", "-c", _WARCTOOLS, path)
        assert done.returncode == 0, done.stderr
        theirs += [tuple(line.split(" ", 1)) for line in done.stdout.splitlines()]
    assert _ours(site) == theirs


def test_warcat_objects_only_to_payload_digests_it_computes_otherwise(site: Archived) -> None:
    # Quirk: warcat hashes the chunk framing of a response, and of a revisit the payload that is
    # not in it (issue 15); by sections 5.9 and 6.7.2 the digests are right.
    done = tool("python", "-m", "warcat", "verify", *site.warcs)
    problems = re.findall(r"VerifyProblem: \('(.*?)'", done.stderr)
    objected = re.findall(r"Record (<\S+>) failed", done.stderr)
    assert {"Bad payload digest."} == set(problems)
    assert set() == set(objected) - set().union(*map(_hashed_otherwise, site.warcs))


def _hashed_otherwise(path: Path) -> set[str | None]:
    return {
        record.first("WARC-Record-ID")
        for record in reader.records(path)
        if record.type == "revisit"
        or (record.type == "response" and _is_chunked(http1.parse_head(record.block)))
    }


def _is_chunked(head: http1.Head) -> bool:
    return head.first(b"transfer-encoding") == b"chunked"


def test_warcio_js_reads_every_record(site: Archived) -> None:
    theirs = []
    for path in site.warcs:
        done = node("warcio", "index", path, "-f", "warc-type,warc-record-id")
        assert done.returncode == 0, done.stderr
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        theirs += [(row["warc-type"], row["warc-record-id"]) for row in rows]
    assert _ours(site) == theirs
