"""``scrapy audit`` names every damage with file and offset, and is silent on what is sound."""

import gzip
import os
import subprocess
import sys
import zlib

import pytest

import audit_defects
import audit_fixtures as fx
from audit_defects import DEFECTS, NAME, foreign, records, warc
from crawler.audit import audit
from crawler.audit.codes import RULES


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    return fx.build(tmp_path_factory.mktemp("sound") / "zjol")


@pytest.fixture
def found_in(sound, tmp_path):
    def find(code):
        try:
            return findings(DEFECTS[code](sound, tmp_path))
        finally:
            while audit_defects.HELD:
                os.close(audit_defects.HELD.pop())

    return find


def findings(*paths):
    """Code -> first findings, of all names."""
    found = {}
    for verdict in audit([(path.name, path) for path in paths]):
        for _, code, _, firsts in verdict.tally.kinds():
            found.setdefault(code, []).extend(firsts)
    return found


def errors(found):
    return {code for code, firsts in found.items() if firsts[0].severity == "error"}


def places(found, code):
    return [(one.file, one.offset) for one in found.get(code, ())]


# -- every code ----------------------------------------------------------------------------------


def test_every_code_has_its_defect():
    assert sorted(RULES) == sorted(DEFECTS)


@pytest.mark.parametrize("code", sorted(DEFECTS))
def test_every_defect_is_named(code, found_in):
    assert code in found_in(code)


@pytest.mark.parametrize("code", [code for code in sorted(DEFECTS) if code.startswith("http.")])
def test_a_message_that_is_wrong_in_one_way_is_named_for_nothing_else(code, found_in):
    assert {code} == set(found_in(code))


@pytest.mark.parametrize(
    "code",
    [
        "warc.ip-address-form", "warc.payload-digest-wrong", "warc.block-digest-wrong",
        "warc.event-order", "warc.revisit-original-differs", "warc.field-folded",
        "warc.request-missing", "warc.warcinfo-id-missing", "cdxj.unsorted", "cdxj.stand-in-wrong",
        "warc.member-header", "warc.event-uri-differs", "warc.answer-missing",
    ],
)  # fmt: skip
def test_a_single_defect_is_named_once(code, found_in):
    found = found_in(code)
    derived = {"datapackage.resource-changed"} if code.startswith("cdxj.") else set()
    assert {code} == set(found) - derived
    assert 1 == len(found[code])


# -- nothing wrong -------------------------------------------------------------------------------


def test_a_sound_collection_is_passed_in_silence(sound):
    assert {} == findings(sound)


def test_its_warc_files_are_passed_in_silence_as_one_set(sound):
    assert {} == findings(*sorted(sound.glob("archive/*.warc.gz")))


def test_a_sound_wacz_is_passed_in_silence(sound, tmp_path):
    assert {} == findings(fx.pack(sound, tmp_path / "a.wacz"))


def test_the_collection_and_its_wacz_may_be_audited_together(sound, tmp_path):
    assert {} == findings(sound, fx.pack(sound, tmp_path / "a.wacz"))


def test_a_plain_warc_is_passed_in_silence(sound, tmp_path):
    path = tmp_path / NAME.removesuffix(".gz")
    made = records(sound)
    made[0].set(WARC_Filename=path.name)
    fx.put_plain(path, made)
    assert {} == findings(path)


def test_the_files_are_not_touched(sound):
    before = {path: path.stat() for path in sorted(sound.rglob("*"))}
    findings(sound)
    after = {path: path.stat() for path in sorted(sound.rglob("*"))}
    assert {path: (one.st_size, one.st_mtime_ns) for path, one in before.items()} == {
        path: (one.st_size, one.st_mtime_ns) for path, one in after.items()
    }


# -- damaged bytes -------------------------------------------------------------------------------


def test_every_flipped_bit_is_found_in_the_member_it_lies_in(sound, tmp_path):
    data, path = warc_bytes(sound), tmp_path / NAME
    starts = [offset for offset, _ in fx.members(fx.warc_of(sound))]
    for at in range(0, len(data), 11):
        start = max(offset for offset in starts if offset <= at)
        if 4 <= at - start < 10:
            continue  # gzip's time, flags and system: nothing depends on them
        path.write_bytes(data[:at] + bytes([data[at] ^ 0x04]) + data[at + 1 :])
        if unpacks_to_the_same(path, fx.warc_of(sound)):
            continue  # a bit of padding behind the last code of a deflate stream
        found = findings(path)
        damaged = {
            place
            for code in ("warc.gzip-damaged", "warc.truncated", "warc.garbage")
            for place in places(found, code)
        }
        assert (NAME, start) in damaged | set(places(found, "warc.trailing-bytes")), at


@pytest.mark.parametrize("bit", range(80))
def test_every_flipped_bit_of_a_gzip_header_is_found(bit, sound, tmp_path):
    """Also of those that mean nothing, and of those that only some readers stumble over."""
    data, path = bytearray(warc_bytes(sound)), tmp_path / NAME
    for number in (0, 3):
        start, _ = fx.members(fx.warc_of(sound))[number]
        damaged = bytearray(data)
        damaged[start + bit // 8] ^= 1 << bit % 8
        path.write_bytes(damaged)
        found = findings(path)
        assert (NAME, start) in {place for code in errors(found) for place in places(found, code)}


def test_flags_that_no_reader_of_gzip_takes_are_found_in_anybodys_file(sound, tmp_path):
    path = tmp_path / "other.warc.gz"
    path.write_bytes(b"".join(zlib.compress(one.data(), 6, 31) for one in foreign(sound)))
    start, _ = fx.members(path)[2]
    data = bytearray(path.read_bytes())
    data[start + 3] |= 0x40
    path.write_bytes(data)
    with pytest.raises(zlib.error, match="unknown header flags"):
        zlib.decompress(data[start:], 31)
    assert [(path.name, start)] == places(findings(path), "warc.gzip-damaged")


def test_every_cut_is_found_at_the_record_it_cuts(sound, tmp_path):
    data, path = warc_bytes(sound), tmp_path / NAME
    starts = [offset for offset, _ in fx.members(fx.warc_of(sound))]
    for cut in (1, 9, 200, *range(2, 900, 23)):
        end = len(data) - cut
        path.write_bytes(data[:end])
        found = findings(path)
        if end in starts:
            assert errors(found) & {"warc.request-missing", "warc.event-incomplete"}, cut
        else:
            torn = max(offset for offset in starts if offset <= end)
            assert [(NAME, torn)] == places(found, "warc.truncated"), cut


@pytest.mark.parametrize("cut", [1, 9, 200])
def test_a_cut_plain_file_is_found(cut, sound, tmp_path):
    path = tmp_path / NAME.removesuffix(".gz")
    made = records(sound)[:2]
    starts = fx.put_plain(path, made)
    path.write_bytes(path.read_bytes()[:-cut])
    assert [(path.name, starts[1])] == places(findings(path), "warc.truncated")


def test_what_lies_behind_damage_is_still_checked(sound, tmp_path):
    made = records(sound)
    made[7].set(WARC_Payload_Digest=fx.sha1(b"another"))
    path = warc(tmp_path, made)
    offset, _ = fx.members(path)[7]
    first, _ = fx.members(path)[2]
    data = bytearray(path.read_bytes())
    data[first + 30 : first + 60] = bytes(30)
    path.write_bytes(data)
    found = findings(path)
    assert [(NAME, first)] == places(found, "warc.gzip-damaged")
    assert [(NAME, offset)] == places(found, "warc.payload-digest-wrong")


def test_a_flipped_bit_in_a_collection_is_named_with_its_record(sound, tmp_path):
    made = fx.copy(sound, tmp_path / "zjol")
    path = fx.warc_of(made)
    offset, member = fx.members(path)[4]
    data = bytearray(path.read_bytes())
    data[offset + len(member) - 30] ^= 1
    path.write_bytes(data)
    found = findings(made)
    name, record = f"archive/{NAME}", records(sound)[4].get("WARC-Record-ID")
    assert [(name, offset)] == places(found, "warc.gzip-damaged")
    assert [record] == [one.record for one in found["warc.gzip-damaged"]]
    assert [(name, offset)] == places(found, "ledger.record-missing")
    assert ["indexes/index.cdxj"] == [one.file for one in found["cdxj.record-missing"]]
    assert (name, None) in places(found, "datapackage.resource-changed")


def unpacks_to_the_same(one, other):
    try:
        return gzip.decompress(one.read_bytes()) == gzip.decompress(other.read_bytes())
    except (OSError, EOFError, zlib.error):
        return False


def warc_bytes(sound):
    return fx.warc_of(sound).read_bytes()


# -- records moved and removed -------------------------------------------------------------------


@pytest.mark.parametrize("pair", [(0, 1), (1, 2), (2, 3), (1, 4), (3, 5), (6, 10), (9, 18)])
def test_swapped_members_are_found_without_any_index(pair, sound, tmp_path):
    made = records(sound)
    one, other = pair
    made[one], made[other] = made[other], made[one]
    assert errors(findings(warc(tmp_path, made)))


def test_swapped_members_are_found_in_a_collection(sound, tmp_path):
    made = fx.copy(sound, tmp_path / "zjol")
    held = records(made)
    held[1:4], held[4:7] = held[4:7], held[1:4]  # two whole events: each file is sound in itself
    offsets = fx.put_together(fx.warc_of(made), held)
    assert {} == findings(fx.warc_of(made))
    found = findings(made)
    assert {offsets[1], offsets[4]} <= {at for _, at in places(found, "ledger.capture-differs")}
    assert "cdxj.record-missing" in found
    assert "article.capture-differs" in found


@pytest.mark.parametrize("number", range(19))
def test_a_deleted_record_is_found_without_any_index(number, sound, tmp_path):
    made = records(sound)
    del made[number]
    assert errors(findings(warc(tmp_path, made)))


@pytest.mark.parametrize("number", [4, 5, 6])
def test_a_deleted_record_is_found_in_a_collection(number, sound, tmp_path):
    made = fx.copy(sound, tmp_path / "zjol")
    kept = records(made)
    gone = kept.pop(number)
    fx.put_together(fx.warc_of(made), kept)
    found = findings(made)
    if number == 4:
        named = [one.record for one in found["ledger.record-missing"]]
        assert [gone.get("WARC-Record-ID")] == named
    assert [("archive/" + NAME)] == [file for file, _ in places(found, "ledger.file-size")]


def test_a_revisit_whose_original_lies_in_another_name_is_resolved(sound):
    assert {"warc.revisit-original-missing"} == set(findings(fx.warc_of(sound, 1)))
    assert {} == findings(fx.warc_of(sound, 0), fx.warc_of(sound, 1))


def test_an_index_out_of_order_is_named_line_by_line(sound, tmp_path):
    made = fx.copy(sound, tmp_path / "zjol")
    path = made / "indexes" / "index.cdxj"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(reversed(lines)))
    found = findings(made)
    assert len(lines) - 1 == len(found["cdxj.unsorted"])
    assert {
        "cdxj.unsorted", "cdxj.stand-in-wrong", "datapackage.resource-changed",
    } == errors(found)  # fmt: skip


# -- other people's files ------------------------------------------------------------------------


def test_a_foreign_file_is_not_held_to_what_we_promise(sound, tmp_path):
    made = [one for one in foreign(sound) if one.get("WARC-Type") != "metadata"]
    chunked = next(one for one in made if b"chunked\r\n" in one.block)
    chunked.set(WARC_Payload_Digest=fx.sha1(fx.CHUNKED))  # as warcio, FastWARC and wget have it
    path = warc(tmp_path, made, name="crawl.warc.gz")
    assert not errors(findings(path))


def test_a_foreign_writer_may_put_the_request_first(sound, tmp_path):
    made = foreign(sound)[:3]
    answer, request = made[1], made[2]
    request.set(WARC_Concurrent_To=None)
    answer.set(WARC_Concurrent_To=request.get("WARC-Record-ID"))
    assert {} == findings(warc(tmp_path, [made[0], request, answer]))


def test_a_warc_1_0_file_is_judged_by_warc_1_0(sound, tmp_path):
    made = foreign(sound)[:3]
    for one in made:
        one.version = "WARC/1.0"
        one.set(WARC_Date="2026-11-23T02:00:00Z")
    for one in made[1:]:
        one.set(WARC_Target_URI=f"<{one.get('WARC-Target-URI')}>")  # as wget 1.20 and before
    assert {} == findings(warc(tmp_path, made))


def test_the_answer_to_a_head_request_may_lack_the_body_it_speaks_of(sound, tmp_path):
    made = records(sound)[:4]
    made[1].with_block(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", payload=b"")
    path = warc(tmp_path, made)
    assert {"http.body-short"} == set(findings(path))
    made[2].with_block(made[2].block.replace(b"GET", b"HEAD"))
    assert {} == findings(warc(tmp_path, made))


def test_a_record_that_says_it_is_truncated_is(sound, tmp_path):
    made = records(sound)[:4]
    message = b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<p>"
    made[1].with_block(message, payload=b"<p>").set(WARC_Truncated="disconnect")
    assert {} == findings(warc(tmp_path, made))


# -- what the stock validators miss --------------------------------------------------------------

PASSED_BY_ALL = (
    "http.not-chunked", "http.not-encoded", "http.body-short", "http.head-unended",
    "warc.revisit-original-missing", "warc.revisit-original-differs", "warc.event-scattered",
    "warc.concurrent-to-unresolved", "warc.event-date-differs", "warc.date-malformed",
    "warc.date-not-utc", "warc.field-repeated", "warc.field-misplaced", "warc.profile-missing",
    "warc.ip-address-malformed", "warc.target-uri-malformed", "warc.record-id-repeated",
    "warc.content-type-wrong", "warc.warcinfo-id-unresolved",
)  # fmt: skip


def stock(path):
    """Exit codes of ``warcio check`` and ``fastwarc check``.

    Not of the latter with ``-p``: it takes the digest of a revisit for that of its block.
    """
    codes = []
    for tool in (["warcio.cli", "check"], ["fastwarc.cli", "check", "-q"]):
        done = subprocess.run(
            [sys.executable, "-m", *tool, str(path)], capture_output=True, check=False
        )
        codes.append(done.returncode)
    return codes


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """A sound collection without chunked bodies, about whose digests stock tools are mistaken."""
    return fx.build(tmp_path_factory.mktemp("plain") / "zjol", chunked=None)


@pytest.mark.parametrize("code", PASSED_BY_ALL)
def test_what_warcio_and_fastwarc_pass_is_named(code, plain, tmp_path):
    made = DEFECTS[code](plain, tmp_path)
    assert [0, 0] == stock(made)
    assert code in findings(made)


@pytest.mark.parametrize("cut", [1, 9, 200])
def test_a_cut_that_stock_tools_pass_is_named(cut, plain, tmp_path):
    path = tmp_path / NAME
    path.write_bytes(warc_bytes(plain)[:-cut])
    assert 0 in stock(path)
    assert "warc.truncated" in findings(path)
