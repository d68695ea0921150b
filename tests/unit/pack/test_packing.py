import gzip
import hashlib
import json
import resource
import shutil
import signal
import zipfile
from datetime import UTC, date, datetime

import pytest

from collection_scene import Scene, enter, exchange, store
from crawler.archive.collection import withdrawals
from crawler.archive.collection.layout import Layout
from crawler.archive.warc import cdxj, reader
from crawler.audit import audit
from crawler.errors import ArchiveError, ConfigurationError
from crawler.ledger import LedgerReader
from crawler.pack import Choice, Wanted, pack
from crawler.pack.packing import ORIGINALS
from crawler.pack.withheld import Cover, covered


def packed(root, out, **wanted):
    return pack(root, out, Wanted(software="test", **wanted), progress=lambda _: None)


def day(number):
    return Choice(since=date(2026, 3, number), until=date(2026, 3, number))


def described(path):
    with zipfile.ZipFile(path) as file:
        return json.loads(file.read("datapackage.json"))


def names(path, folder):
    with zipfile.ZipFile(path) as file:
        return [name for name in file.namelist() if name.startswith(folder)]


def test_every_file_is_described_with_its_digest_and_length(sample, tmp_path):
    out = tmp_path / "sample.wacz"
    packed(sample, out)
    with zipfile.ZipFile(out) as file:
        resources = described(out)["resources"]
        listed = [one["path"] for one in resources]
        assert [*listed, "datapackage.json", "datapackage-digest.json"] == file.namelist()
        for one in resources:
            data = file.read(one["path"])
            found = f"sha256:{hashlib.sha256(data).hexdigest()}", len(data)
            assert (one["hash"], one["bytes"]) == found
        digest = json.loads(file.read("datapackage-digest.json"))
        top = hashlib.sha256(file.read("datapackage.json")).hexdigest()
    assert {"path": "datapackage.json", "hash": f"sha256:{top}"} == digest


def test_warc_files_are_stored_and_equal_and_text_is_compressed(sample, tmp_path):
    out = tmp_path / "sample.wacz"
    packed(sample, out)
    with zipfile.ZipFile(out) as file:
        for info in file.infolist():
            stored = info.filename.endswith(".gz")
            assert (zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) == info.compress_type
            if stored or info.filename.startswith(("articles/", "runs/")):
                assert (sample / info.filename).read_bytes() == file.read(info)


def test_equal_collections_make_equal_packages(sample, tmp_path):
    copy = shutil.copytree(sample, tmp_path / "sample")
    packed(sample, tmp_path / "a.wacz")
    packed(copy, tmp_path / "b.wacz")
    assert (tmp_path / "a.wacz").read_bytes() == (tmp_path / "b.wacz").read_bytes()


def test_what_was_made_is_told(sample, tmp_path):
    told = packed(sample, tmp_path / "a.wacz")
    lines = (sample / "indexes" / "index.cdxj").read_bytes().count(b"\n")
    assert (3, lines, 8, ()) == (told.warcs, told.captures, told.articles, told.dependences)
    assert told.size == (tmp_path / "a.wacz").stat().st_size


def test_page_ids_are_unique_even_among_slices(sample, tmp_path):
    found = []
    for number in (17, 18, 19):
        out = tmp_path / f"{number}.wacz"
        packed(sample, out, choice=day(number))
        with zipfile.ZipFile(out) as file:
            pages = file.read("pages/pages.jsonl").splitlines()[1:]
        found += [json.loads(page)["id"] for page in pages]
    assert (8, 8) == (len(found), len(set(found)))


def test_slices_of_consecutive_days_share_nothing_and_leave_nothing_out(sample, tmp_path):
    whole = tmp_path / "whole.wacz"
    packed(sample, whole)
    parts = [tmp_path / f"{number}.wacz" for number in (17, 18, 19)]
    for path, number in zip(parts, (17, 18, 19), strict=True):
        packed(sample, path, choice=day(number))
    for folder in ("archive/", "runs/"):
        assert names(whole, folder) == [one for path in parts for one in names(path, folder)]
    with zipfile.ZipFile(whole) as file:
        index = file.read("indexes/index.cdxj")
    lines = []
    for path in parts:
        with zipfile.ZipFile(path) as file:
            lines += file.read("indexes/index.cdxj").splitlines(keepends=True)
    assert index == b"".join(sorted(lines))


def test_a_slice_says_which_files_and_records_it_needs(sample, tmp_path):
    out = tmp_path / "19.wacz"
    told = packed(sample, out, choice=day(19))
    first, second = described(out)["slice"]["dependsOn"]
    assert [(1, 2), (3, 3)] == [(one["originals"], one["revisits"]) for one in (first, second)]
    assert [None, None] == [first["package"], second["package"]]
    assert [first["path"], second["path"]] == [one.part.path for one in told.dependences]
    with zipfile.ZipFile(out) as file:
        originals = [json.loads(line) for line in file.read(ORIGINALS).splitlines()]
    files = {one["path"].removeprefix("archive/") for one in (first, second)}
    assert (4, files) == (len(originals), {one["warcFile"] for one in originals})


def test_a_slice_that_needs_nothing_lists_nothing(sample, tmp_path):
    out = tmp_path / "17.wacz"
    packed(sample, out, choice=day(17))
    assert ([], []) == (described(out)["slice"]["dependsOn"], names(out, "revisits/"))


def test_packages_published_beside_are_named_and_listed(sample, tmp_path):
    for number in (17, 18):
        packed(sample, tmp_path / f"{number}.wacz", choice=day(number))
    out = tmp_path / "19.wacz"
    told = packed(sample, out, choice=day(19), beside=(tmp_path,))
    assert ["17.wacz", "18.wacz"] == [
        one["package"] for one in described(out)["slice"]["dependsOn"]
    ]
    assert told.together is not None
    listed = json.loads(told.together.read_bytes())
    assert "multi-wacz-package" == listed["profile"]
    for one in listed["resources"]:
        data = (tmp_path / one["path"]).read_bytes()
        found = f"sha256:{hashlib.sha256(data).hexdigest()}", len(data)
        assert (one["hash"], one["bytes"]) == found
    assert ["17.wacz", "18.wacz", "19.wacz"] == [one["name"] for one in listed["resources"]]


def test_days_without_a_capture_are_a_wrong_argument(sample, tmp_path):
    with pytest.raises(ConfigurationError, match="nothing was captured in those days"):
        packed(sample, tmp_path / "a.wacz", choice=day(1))
    assert [] == list(tmp_path.iterdir())


def test_a_slice_needs_the_ledger(sample, tmp_path):
    copy = shutil.copytree(sample, tmp_path / "sample")
    (copy / "ledger.sqlite").unlink()
    packed(copy, tmp_path / "whole.wacz")
    with pytest.raises(ConfigurationError, match=r"ledger\.sqlite is missing"):
        packed(copy, tmp_path / "slice.wacz", choice=day(19))
    assert not (tmp_path / "slice.wacz").exists()


def test_a_changed_warc_file_is_never_packed(sample, tmp_path):
    copy = shutil.copytree(sample, tmp_path / "sample")
    warc = sorted((copy / "archive").iterdir())[1]
    data = bytearray(warc.read_bytes())
    data[1000] ^= 1
    warc.write_bytes(data)
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(ArchiveError, match="has changed since it was sealed"):
        packed(copy, out / "a.wacz")
    assert [] == list(out.iterdir())


def test_a_package_that_cannot_be_written_leaves_the_old_one(sample, tmp_path):
    out = tmp_path / "a.wacz"
    out.write_bytes(b"old")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, limits[1]))
    try:
        with pytest.raises(ArchiveError, match="cannot be packed"):
            packed(sample, out)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert (b"old", [out]) == (out.read_bytes(), list(tmp_path.iterdir()))


def test_withheld_articles_and_hidden_captures_are_left_out(sample, tmp_path):
    lines = (sample / "indexes" / "index.cdxj").read_text().splitlines()
    at = json.loads(lines[0].split(" ", 2)[2])
    choice = Choice(withheld={"zjol:t:31561061"}, hidden={(at["filename"], int(at["offset"]))})
    out = tmp_path / "a.wacz"
    told = packed(sample, out, choice=choice)
    assert (len(lines) - 1, 6) == (told.captures, told.articles)
    with zipfile.ZipFile(out) as file:
        text = b"".join(file.read(name) for name in names(out, "articles/"))
        text += file.read("pages/pages.jsonl")
    assert b"31561061" not in text


def withdraw(root, article):
    layout = Layout(root)
    reader = LedgerReader(layout.ledger)
    now = datetime(2026, 3, 20, tzinfo=UTC)
    entry = withdrawals.withdrawal(article, reason="试", now=lambda: now, reader=reader)
    assert withdrawals.record(layout, entry, reader)
    reader.close()


def contents_of(path):
    """Every payload and line in a package, uncompressed."""
    with zipfile.ZipFile(path) as file:
        data = {name: file.read(name) for name in file.namelist()}
    return {n: gzip.decompress(d) if n.endswith(".gz") else d for n, d in data.items()}


def test_of_a_withdrawn_article_nothing_is_in_a_package(sample, tmp_path):
    copy = shutil.copytree(sample, tmp_path / "sample")
    address = b"t20260314_31561061"
    whole, without = tmp_path / "whole.wacz", tmp_path / "without.wacz"
    packed(copy, whole)
    assert any(address in data for data in contents_of(whole).values())
    withdraw(copy, "zjol:t:31561061")
    told = packed(copy, without)
    left = contents_of(without)
    text = "博物馆的夜班讲解员".encode()
    assert [] == [name for name, data in left.items() if text in data]
    mentioned = {name for name, data in left.items() if address in data}
    assert set() == {name for name in mentioned if not name.startswith("archive/")}
    assert told.captures == left["indexes/index.cdxj"].count(b"\n")
    assert b"withheld: taken down" in b"".join(left.values())


def test_packages_without_withdrawn_records_are_sound_and_nothing_else_moves(sample, tmp_path):
    copy = shutil.copytree(sample, tmp_path / "sample")
    withdraw(copy, "zjol:t:31561061")
    out = tmp_path / "a.wacz"
    packed(copy, out)
    (verdict,) = audit([("a.wacz", out)])
    assert [] == list(verdict.tally.kinds())
    with zipfile.ZipFile(out) as file:
        for info in file.infolist():
            if info.filename.startswith("archive/"):
                assert (copy / info.filename).stat().st_size == info.file_size
        lines = file.read("indexes/index.cdxj").decode().splitlines()
        file.extractall(tmp_path / "out")
    for line in lines:
        told = cdxj.parse(line).fields
        path = tmp_path / "out" / "archive" / told["filename"]
        record = reader.read(path, int(told["offset"]), int(told["length"]))
        assert told["url"] == record.first("WARC-Target-URI")


def test_slices_without_withdrawn_records_know_one_another(sample, tmp_path):
    copy = shutil.copytree(sample, tmp_path / "sample")
    withdraw(copy, "zjol:t:31561061")
    packed(copy, tmp_path / "18.wacz", choice=Choice(until=date(2026, 3, 18)))
    told = packed(copy, tmp_path / "19.wacz", choice=day(19), beside=(tmp_path,))
    assert {"18.wacz"} == {one.package for one in told.dependences}


def test_a_payload_that_another_address_repeats_stays(tmp_path):
    scene = Scene(tmp_path / "zjol")
    collection = scene.open()
    rows = enter(collection, "a", "b")
    first = store(collection, rows["a"], exchange("a"))
    again = store(collection, rows["b"], exchange("b", at=1))
    assert ("response", "revisit") == (first.record_type, again.record_type)
    collection.close("complete", reason="test", facts={})
    hidden = {(first.filename, first.offset)}
    out = tmp_path / "a.wacz"
    told = packed(scene.root, out, choice=Choice(hidden=hidden))
    assert 1 == told.captures
    assert b"<html>x</html>" in contents_of(out)[f"archive/{first.filename}"]
    hidden.add((again.filename, again.offset))
    packed(scene.root, out, choice=Choice(hidden=hidden))
    assert b"<html>x</html>" not in contents_of(out)[f"archive/{first.filename}"]


@pytest.mark.parametrize("size", [1, 7, 1000, 1 << 20])
def test_covers_are_laid_over_pieces_of_any_size(size):
    data = bytes(range(256)) * 8
    covers = [Cover(start=3, written=b"x" * 90), Cover(start=93, written=b"y" * 1000)]
    pieces = (data[at : at + size] for at in range(0, len(data), size))
    made = b"".join(covered(pieces, covers))
    assert data[:3] + b"x" * 90 + b"y" * 1000 + data[1093:] == made


def test_a_long_index_is_packed_in_blocks(sample, tmp_path):
    out = tmp_path / "a.wacz"
    packed(sample, out, zipnum_over=100)
    assert ["indexes/index.cdx.gz", "indexes/index.idx"] == names(out, "indexes/")


def test_a_thing_that_is_no_package_is_not_taken_for_one(sample, tmp_path):
    (tmp_path / "other.wacz").write_bytes(b"not a zip")
    with pytest.raises(ConfigurationError, match=r"other\.wacz is no WACZ"):
        packed(sample, tmp_path / "a.wacz", beside=(tmp_path,))
