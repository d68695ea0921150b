"""Ranges of a file hold together what the file holds, damaged or not."""

import zlib

import pytest

import audit_fixtures as fx
from crawler.audit import audit
from crawler.audit.findings import Tally
from crawler.audit.members import next_record
from crawler.audit.parts import Part, Section
from crawler.audit.scan import Hash, at_seam, is_ours, pool, warc_ranges


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    return fx.build(tmp_path_factory.mktemp("sound") / "zjol")


def part_of(path):
    return Part(name=path.name, path=path, size=path.stat().st_size)


def whole(path, size, run=lambda tasks: (task.run() for task in tasks)):
    """Findings, records and captures of a file that is read in ranges of ``size`` bytes."""
    tally, records, captures, reached = Tally(), [], [], 0
    for found in run(warc_ranges(part_of(path), ours=True, indexed=True, size=size)):
        joined = at_seam(found, reached)
        if joined is not None:
            reached = joined.end
            tally.merge(joined.tally)
            records += joined.records
            captures += joined.captures
    return list(tally.kinds()), records, captures


@pytest.mark.parametrize("size", [100, 977, 3000])
def test_ranges_of_any_size_find_the_same(size, sound):
    path = fx.warc_of(sound)
    assert whole(path, 1 << 30) == whole(path, size)
    assert 19 == len(whole(path, size)[1])


@pytest.mark.parametrize("at", range(0, 7000, 701))
@pytest.mark.parametrize("size", [300, 2000])
def test_damage_is_found_once_wherever_the_seams_are(at, size, sound, tmp_path):
    path = tmp_path / "a.warc.gz"
    data = bytearray(fx.warc_of(sound).read_bytes())
    data[at : at + 20] = bytes(20)
    path.write_bytes(data)
    assert whole(path, 1 << 30) == whole(path, size)


def test_a_warc_within_a_warc_is_no_record_of_it(sound, tmp_path):
    made = fx.take_apart(fx.warc_of(sound))[:4]
    inner = fx.warc_of(sound).read_bytes()
    message = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(inner) + inner
    made[1].with_block(message, payload=inner)
    # Stored, not deflated, so that the inner file's members stand in the outer one as they are.
    made[1].packed = zlib.compress(made[1].data(), 0, 31)
    path = tmp_path / fx.warc_of(sound).name
    fx.put_together(path, made)
    assert ([], 4) == (whole(path, 1 << 30)[0], len(whole(path, 1 << 30)[1]))
    assert whole(path, 1 << 30) == whole(path, 500)


def test_processes_find_what_one_finds(sound):
    path = fx.warc_of(sound)
    with pool(2) as run:
        assert whole(path, 1 << 30) == whole(path, 977, run)


def test_the_file_knows_who_wrote_it(sound, tmp_path):
    made = fx.take_apart(fx.warc_of(sound))
    path = tmp_path / "a.warc.gz"
    fx.put_together(path, made)
    assert is_ours(part_of(path))
    made[0].with_block(b"software: other/1\r\n")
    fx.put_together(path, made)
    assert not is_ours(part_of(path))


def test_a_part_within_a_file_is_read_as_a_file(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"....0123456789" + b"x" * 50)
    part = Part(name="a", path=path, base=4, size=10)
    with part.open() as stream:
        assert b"0123456789" == stream.read()
        stream.seek(7)
        assert b"789" == stream.read(50)
    assert Hash(part=part).run().value.startswith("84d898")


def test_records_are_looked_for_up_to_a_limit_only(sound):
    part = part_of(fx.warc_of(sound))
    with Section(part) as section:
        starts = [offset for offset, _ in fx.members(part.path)]
        assert starts[1] == next_record(section, 1)
        assert starts[1] - 5 == next_record(section, 1, starts[1] - 5)
        assert part.size == next_record(section, starts[-1] + 1)


def test_a_record_larger_than_any_piece_is_checked_in_bounded_memory(sound, tmp_path):
    made = fx.take_apart(fx.warc_of(sound))[:4]
    body = bytes(range(256)) * 20_000  # five pieces
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(body), body) for _ in range(2)) + b"0\r\n\r\n"
    message = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked
    made[1].with_block(message, payload=body * 2)
    path = tmp_path / fx.warc_of(sound).name
    fx.put_together(path, made)
    assert [] == whole(path, 1 << 30)[0]
    plain = tmp_path / path.name.removesuffix(".gz")
    made[0].set(WARC_Filename=plain.name)
    fx.put_plain(plain, made)
    assert [] == whole(plain, 1 << 30)[0]


def test_a_file_of_bad_records_within_each_other_is_not_read_over_and_over(tmp_path):
    path = tmp_path / "a.warc"
    lie = b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 900000\r\n\r\n\r\n\r\n"
    path.write_bytes(lie * 20_000)
    part = part_of(path)
    with Section(part) as section:
        before = section.patience
    assert before < 5 * part.size + (65 << 20)
    (verdict,) = audit([("a", path)])
    assert verdict.errors
