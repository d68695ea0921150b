"""The reference indexer and two other WACZ programs on a crawled collection and its package."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

import pytest

from crawler.archive.warc import cdxj
from demo_crawl import scrapy
from interop_site import Archived
from interop_tools import node, tool

pytestmark = [pytest.mark.interop, pytest.mark.timeout(900)]  # tools are installed on first use


def test_the_index_is_what_cdxj_indexer_writes(site: Archived) -> None:
    done = tool("cdxj-indexer", "-s", *site.warcs)
    assert (0, site.index) == (done.returncode, done.stdout.splitlines())


def test_the_packed_index_differs_only_in_the_status_of_what_was_not_modified(
    site: Archived,
) -> None:
    with zipfile.ZipFile(site.package) as package:
        packed = package.read("indexes/index.cdxj").decode().splitlines()
    changed = [(old, new) for old, new in zip(site.index, packed, strict=True) if old != new]
    assert [old.replace('"304"', '"200"') for old, _ in changed] == [new for _, new in changed]
    assert ["warc/revisit"] == [cdxj.parse(old).fields["mime"] for old, _ in changed]


def test_wacz_accepts_the_package(site: Archived) -> None:
    done = tool("wacz", "validate", "-f", site.package)
    assert (0, True) == (done.returncode, "the passed WACZ is valid" in done.stdout), done.stdout


def test_wacz_accepts_a_package_with_a_compressed_index(site: Archived, tmp_path: Path) -> None:
    out = tmp_path / "demo.wacz"
    packed = scrapy("pack", str(site.root), "--out", str(out), "--zipnum-over", "1000")
    done = tool("wacz", "validate", "-f", out)
    assert (0, 0) == (packed.returncode, done.returncode), packed.stderr + done.stdout


def test_js_wacz_indexes_the_same_captures(site: Archived, tmp_path: Path) -> None:
    out = tmp_path / "theirs.wacz"
    done = node("js-wacz", "create", "-f", f"{site.root}/archive/*.warc.gz", "-o", out)
    assert done.returncode == 0, done.stdout + done.stderr
    assert _captures(site.package) == _captures(out)


def _captures(package: Path) -> set[tuple[str, str, str]]:
    with zipfile.ZipFile(package) as file:
        names = [name for name in file.namelist() if name.startswith("indexes/")]
        index = next(name for name in names if name.endswith((".cdxj", ".cdx.gz", ".cdx")))
        written = file.read(index)
    if index.endswith(".gz"):
        written = gzip.decompress(written)
    found = set()
    for line in written.decode().splitlines():
        fields = json.loads(line[line.index("{") :])
        found.add((fields["filename"], str(fields["offset"]), fields["url"]))
    return found


def test_our_own_audit_accepts_collection_and_package(site: Archived) -> None:
    done = scrapy("audit", str(site.root), str(site.package))
    assert 0 == done.returncode, done.stdout
