import gzip
import zipfile

import pytest

from archive_scene import TEXT, ArchiveScene, article, page
from crawler.archive.source import as_of, open_collection, open_source
from crawler.archive.warc.stand_ins import stand_ins
from crawler.errors import ConfigurationError, CorruptRecord, NotArchived
from crawler.pack import Wanted, pack
from sample_archive import build

URL = article(31000001)
BODY = page("渡口", TEXT)
LATER = page("渡口的早晨", TEXT)


@pytest.fixture
def scene(tmp_path):
    return ArchiveScene(tmp_path / "zjol")


@pytest.fixture
def opened():
    """Opens sources and closes them after the test."""
    made = []

    def opener(path):
        made.append(open_source(path))
        return made[-1]

    yield opener
    for source in made:
        source.close()


def test_the_newest_capture_answers(scene, opened):
    scene.run((URL, BODY))
    (newest,) = scene.run((URL, LATER))
    archived = opened(scene.layout.root).find(URL)
    assert (newest, LATER) == (archived.capture, archived.answer.entity)
    assert ("20261123T040000000Z", "zjol") == (archived.run.id, archived.run.spider)


def test_later_captures_do_not_count(scene, opened):
    (older,) = scene.run((URL, BODY))
    scene.run((URL, LATER))
    source = opened(scene.layout.root)
    assert older == source.find(URL, until=as_of("2026-11-23T03")).capture
    with pytest.raises(NotArchived):
        source.find(URL, until=as_of("2026-11-22"))


def test_what_is_not_there_is_not_made_up(scene, opened):
    scene.run((URL, BODY))
    with pytest.raises(NotArchived, match="is not archived in zjol"):
        opened(scene.layout.root).find(article(31000002))


def test_a_404_is_answered_as_it_was_captured(scene, opened):
    scene.run((URL, b"gone", {"status": b"404 Not Found"}))
    assert 404 == opened(scene.layout.root).find(URL).capture.status


def test_a_revisit_is_answered_with_what_it_repeats(scene, opened):
    (first,) = scene.run((URL, BODY))
    (again,) = scene.run((URL, BODY, {"original": first}))
    archived = opened(scene.layout.root).find(URL)
    assert again == archived.capture
    assert "revisit" == archived.capture.record_type
    assert BODY == archived.answer.entity


def test_a_304_is_a_304_until_it_is_asked_what_it_confirmed(scene, opened):
    (first,) = scene.run((URL, BODY))
    (confirmed,) = scene.run((URL, b"", {"status": b"304 Not Modified", "original": first}))
    source = opened(scene.layout.root)
    archived = source.find(URL)
    assert (confirmed, b"") == (archived.capture, archived.answer.entity)
    behind = source.confirmed(archived)
    assert (first, BODY) == (behind.capture, behind.answer.entity)


def test_lines_for_replay_servers_are_no_captures(scene, opened):
    (first,) = scene.run((URL, BODY))
    (confirmed,) = scene.run((URL, b"", {"status": b"304 Not Modified", "original": first}))
    with scene.layout.index.open("rb") as index:
        scene.layout.not_modified.write_bytes(b"".join(stand_ins(index)))
    assert scene.layout.not_modified.stat().st_size
    source = opened(scene.layout.root)
    assert confirmed == source.find(URL).capture
    assert 2 == len(list(source.index.all()))


def test_a_torn_capture_gives_way_to_an_older_whole_one(scene, opened):
    (whole,) = scene.run((URL, BODY))
    scene.run((URL, LATER, {"truncated": "disconnect", "error": "data-loss"}))
    assert whole == opened(scene.layout.root).find(URL).capture


def test_the_very_address_counts_before_its_twin_under_the_other_scheme(scene, opened):
    secure = URL.replace("http:", "https:")
    (plain,) = scene.run((URL, BODY))
    (twin,) = scene.run((secure, LATER))
    source = opened(scene.layout.root)
    assert plain == source.find(URL).capture
    assert twin == source.find(secure).capture


def test_a_twin_answers_where_the_very_address_was_never_captured(scene, opened):
    (twin,) = scene.run((URL.replace("http:", "https:"), BODY))
    assert twin == opened(scene.layout.root).find(URL).capture


def test_a_folder_without_an_index_is_read_all_the_same(scene, opened):
    (capture,) = scene.run((URL, BODY))
    scene.layout.index.unlink()
    assert capture == opened(scene.layout.root).find(URL).capture


def wacz(scene, path, *, compressed=False, zipped_index=False):
    kind = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
    with zipfile.ZipFile(path, "w") as package:
        for file in scene.layout.archive.iterdir():
            package.write(file, f"archive/{file.name}", kind)
        lines = scene.layout.index.read_bytes()
        if zipped_index:
            package.writestr("indexes/index.cdx.gz", gzip.compress(lines))
            package.writestr("indexes/index.idx", "!meta 0 {}\n")
        else:
            package.writestr("indexes/index.cdxj", lines)
    return path


@pytest.mark.parametrize("zipped_index", [True, False])
def test_a_wacz_is_read_where_it_lies(scene, opened, tmp_path, zipped_index):
    (first,) = scene.run((URL, BODY))
    (again,) = scene.run((URL, BODY, {"original": first}))
    source = opened(wacz(scene, tmp_path / "zjol.wacz", zipped_index=zipped_index))
    archived = source.find(URL)
    assert (again, BODY) == (archived.capture, archived.answer.entity)


def test_a_wacz_as_pack_writes_it_is_a_source(tmp_path, opened):
    build(tmp_path / "sample")
    out = tmp_path / "sample.wacz"
    pack(tmp_path / "sample", out, Wanted(software="test"), progress=lambda _: None)
    folder, package = opened(tmp_path / "sample"), opened(out)
    for place in folder.index.all():
        there = folder.find(place.url, until=place.timestamp)
        assert there == package.find(place.url, until=place.timestamp)


def test_an_index_that_does_not_unpack_is_a_damaged_archive(scene, opened, tmp_path):
    scene.run((URL, BODY))
    path = wacz(scene, tmp_path / "zjol.wacz")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("indexes/index.cdxj", b"cn,a)/ 2026 {}\n" * 100)
        at = package.getinfo("indexes/index.cdxj").header_offset
    data = bytearray(path.read_bytes())
    data[at + 60] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(CorruptRecord, match="cannot be unpacked"):
        opened(path)


def test_a_wacz_with_compressed_warcs_is_refused(scene, opened, tmp_path):
    scene.run((URL, BODY))
    with pytest.raises(CorruptRecord, match="compressed"):
        opened(wacz(scene, tmp_path / "zjol.wacz", compressed=True)).find(URL)


def test_what_is_no_archive_is_said_to_be_none(tmp_path, opened):
    with pytest.raises(ConfigurationError, match="no collection and no WACZ"):
        opened(tmp_path / "nothing")
    with pytest.raises(ConfigurationError, match="holds no WARC files"):
        opened(tmp_path)
    (tmp_path / "text.wacz").write_text("not a package")
    with pytest.raises(CorruptRecord, match="no WACZ"):
        opened(tmp_path / "text.wacz")


def test_the_records_of_an_exchange_are_copied_as_they_lie(scene):
    first, other = scene.run((URL, BODY), (article(31000002), LATER))
    (again,) = scene.run((URL, BODY, {"original": first}))
    source = open_collection(scene.layout.root)
    file = (scene.layout.archive / first.filename).read_bytes()
    whole = file[first.offset : other.offset]
    assert whole == source.copy(first)
    last = (scene.layout.archive / again.filename).read_bytes()[again.offset :]
    assert whole + last == source.copy(again)
    source.close()
