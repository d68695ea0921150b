"""One way to damage a sound collection, WACZ or WARC file for every code of the catalogue.

Each function takes the sound collection and an empty folder, makes the defect in a copy there,
and returns what is to be audited. Its name is the code, a dot and hyphens made ``_``.
"""

import fcntl
import hashlib
import json
import os
import sqlite3
import zipfile
import zlib

import audit_fixtures as fx
from audit_fixtures import Rec, clone, pack, put_plain, put_together, sha1, take_apart, warc_of

NAME = "zjol-20261123020000123-00000-host.warc.gz"
DEFECTS = {}
HELD = []
"""Locks held by a defect; the test lets go of them."""


def defect(function):
    prefix, _, rest = function.__name__.partition("_")
    DEFECTS[f"{prefix}.{rest.replace('_', '-')}"] = function
    return function


def records(root, number=0):
    return take_apart(warc_of(root, number))


def warc(folder, changed, *, name=NAME):
    path = folder / name
    put_together(path, changed)
    return path


def edited(root, folder, kind="response", **values):
    """A WARC file whose first record of a type has other fields."""
    made = records(root)
    next(one for one in made if one.get("WARC-Type") == kind).set(**values)
    return warc(folder, made)


def foreign(root, number=0):
    """Its records as another program would have written them."""
    made = records(root, number)
    block = b"software: other/1\r\nformat: WARC File Format 1.1\r\n"
    made[0].with_block(block)
    return made


# -- files -----------------------------------------------------------------------------------


@defect
def warc_file_empty(root, folder):
    return warc(folder, [])


@defect
def warc_truncated(root, folder):
    path = folder / NAME
    path.write_bytes(warc_of(root).read_bytes()[:-1])
    return path


@defect
def warc_gzip_damaged(root, folder):
    path = folder / NAME
    offset, member = fx.members(warc_of(root))[4]
    data = bytearray(warc_of(root).read_bytes())
    data[offset + len(member) // 2] ^= 0x10
    path.write_bytes(data)
    return path


@defect
def warc_trailing_bytes(root, folder):
    path = folder / NAME
    path.write_bytes(warc_of(root).read_bytes() + bytes(512))
    return path


@defect
def warc_garbage(root, folder):
    offset, _ = fx.members(warc_of(root))[3]
    data = warc_of(root).read_bytes()
    path = folder / NAME
    path.write_bytes(data[:offset] + b"lost+found" + data[offset:])
    return path


@defect
def warc_member_header(root, folder):
    path = folder / NAME
    offset, _ = fx.members(warc_of(root))[3]
    data = bytearray(warc_of(root).read_bytes())
    data[offset + 4] ^= 0x20
    path.write_bytes(data)
    return path


@defect
def warc_member_holds_many(root, folder):
    path = folder / NAME
    path.write_bytes(zlib.compress(b"".join(one.data() for one in records(root)), 6, 31))
    return path


@defect
def warc_member_extra_bytes(root, folder):
    made = records(root)
    made[1].end = b"\r\n\r\n" + b"\0" * 9
    return warc(folder, made)


@defect
def warc_member_empty(root, folder):
    path = folder / NAME
    path.write_bytes(warc_of(root).read_bytes() + zlib.compress(b"", 6, 31))
    return path


@defect
def warc_file_name_form(root, folder):
    return warc(folder, records(root), name="crawl.warc.gz")


# -- headers ---------------------------------------------------------------------------------


@defect
def warc_version_wrong(root, folder):
    made = records(root)
    made[1].version = "WARC/2.0"
    return warc(folder, made)


@defect
def warc_line_end(root, folder):
    made = records(root)
    made[1].line_end = "\n"
    return warc(folder, made)


@defect
def warc_header_unended(root, folder):
    made = records(root)
    made[1].packed = zlib.compress(
        b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 4\r\n", 6, 31
    )
    return warc(folder, made)


@defect
def warc_record_end(root, folder):
    made = records(root)
    made[1].end = b"\r\n"
    return warc(folder, made)


@defect
def warc_field_malformed(root, folder):
    made = records(root)
    made[1].raw = b"no colon\r\n"
    return warc(folder, made)


@defect
def warc_field_encoding(root, folder):
    made = records(root)
    made[1].raw = "X-Title: 渡口\r\n".encode("gbk")
    return warc(folder, made)


@defect
def warc_field_repeated(root, folder):
    made = records(root)
    made[1].add("warc-date", made[1].get("WARC-Date"))
    return warc(folder, made)


@defect
def warc_field_folded(root, folder):
    made = records(root)
    made[1].raw = b"X-Note: one\r\n two\r\n"
    return warc(folder, made)


@defect
def warc_field_encoded_word(root, folder):
    return edited(root, folder, X_Note="=?UTF-8?B?5rih5Y+j?=")


@defect
def warc_field_misplaced(root, folder):
    return edited(root, folder, "warcinfo", WARC_Target_URI="http://zjol.com.cn/")


@defect
def warc_record_id_missing(root, folder):
    return edited(root, folder, WARC_Record_ID=None)


@defect
def warc_record_id_malformed(root, folder):
    return edited(root, folder, "metadata", WARC_Record_ID="urn:uuid:1")


@defect
def warc_record_id_repeated(root, folder):
    made = records(root)
    made[3].set(WARC_Record_ID=made[1].get("WARC-Record-ID"))
    return warc(folder, made)


@defect
def warc_content_length_missing(root, folder):
    return edited(root, folder, Content_Length=None)


@defect
def warc_content_length_malformed(root, folder):
    return edited(root, folder, Content_Length="4 kB")


@defect
def warc_content_length_wrong(root, folder):
    return edited(root, folder, Content_Length="77")


@defect
def warc_date_missing(root, folder):
    return edited(root, folder, WARC_Date=None)


@defect
def warc_date_malformed(root, folder):
    return edited(root, folder, WARC_Date="2026-02-30T02:00:00Z")


@defect
def warc_date_not_utc(root, folder):
    return edited(root, folder, WARC_Date="2026-11-23T10:00:00+08:00")


@defect
def warc_date_too_precise(root, folder):
    made = records(root)
    made[1].version = "WARC/1.0"
    return warc(folder, made)


@defect
def warc_type_missing(root, folder):
    return edited(root, folder, "metadata", WARC_Type=None)


@defect
def warc_type_unknown(root, folder):
    return edited(root, folder, "metadata", WARC_Type="screenshot")


@defect
def warc_content_type_missing(root, folder):
    return edited(root, folder, Content_Type=None)


@defect
def warc_content_type_wrong(root, folder):
    return edited(root, folder, Content_Type="application/http")


@defect
def warc_ip_address_malformed(root, folder):
    return edited(root, folder, WARC_IP_Address="192.0.2.300")


@defect
def warc_ip_address_form(root, folder):
    return edited(root, folder, WARC_IP_Address="2001:DB8::0:1")


@defect
def warc_ip_address_missing(root, folder):
    return edited(root, folder, WARC_IP_Address=None)


@defect
def warc_target_uri_missing(root, folder):
    return edited(root, folder, WARC_Target_URI=None)


@defect
def warc_target_uri_malformed(root, folder):
    return edited(root, folder, WARC_Target_URI="http://zjnews.zjol.com.cn/渡口")


@defect
def warc_target_uri_brackets(root, folder):
    return edited(root, folder, WARC_Target_URI="<http://zjnews.zjol.com.cn/a>")


@defect
def warc_target_uri_lax(root, folder):
    return edited(root, folder, WARC_Target_URI="http://zjnews.zjol.com.cn/a?b[]=100%")


@defect
def warc_reference_malformed(root, folder):
    return edited(root, folder, "request", WARC_Warcinfo_ID="urn:uuid:1")


@defect
def warc_truncated_reason(root, folder):
    return edited(root, folder, WARC_Truncated="boredom")


@defect
def warc_profile_missing(root, folder):
    return edited(root, folder, "revisit", WARC_Profile=None)


@defect
def warc_profile_unknown(root, folder):
    return edited(root, folder, "revisit", WARC_Profile="http://example.org/same")


@defect
def warc_segment_malformed(root, folder):
    return edited(root, folder, WARC_Segment_Number="2")


@defect
def warc_warcinfo_first_missing(root, folder):
    made = records(root)
    return warc(folder, [*made[1:4], made[0], *made[4:]])


@defect
def warc_warcinfo_incomplete(root, folder):
    made = records(root)
    made[0].with_block(b"software: zjol-archive/0\r\n")
    return warc(folder, made)


@defect
def warc_warcinfo_id_missing(root, folder):
    return edited(root, folder, WARC_Warcinfo_ID=None)


@defect
def warc_filename_missing(root, folder):
    return edited(root, folder, "warcinfo", WARC_Filename=None)


@defect
def warc_filename_differs(root, folder):
    return warc(folder, records(root), name="zjol-20261123020000123-00001-host.warc.gz")


@defect
def warc_metadata_malformed(root, folder):
    made = records(root)
    made[3].with_block(b"hopsFromSeed: Q\r\n")
    return warc(folder, made)


# -- digests ---------------------------------------------------------------------------------


@defect
def warc_digest_malformed(root, folder):
    return edited(root, folder, WARC_Block_Digest="sha1:SHORT")


@defect
def warc_digest_algorithm(root, folder):
    return edited(root, folder, WARC_Block_Digest="blake3:0123456789")


@defect
def warc_digest_form(root, folder):
    made = records(root)
    return edited(root, folder, WARC_Block_Digest=made[1].get("WARC-Block-Digest").lower())


@defect
def warc_block_digest_missing(root, folder):
    return edited(root, folder, WARC_Block_Digest=None)


@defect
def warc_block_digest_wrong(root, folder):
    return edited(root, folder, WARC_Block_Digest=sha1(b"another"))


@defect
def warc_payload_digest_missing(root, folder):
    return edited(root, folder, WARC_Payload_Digest=None)


@defect
def warc_payload_digest_wrong(root, folder):
    return edited(root, folder, "request", WARC_Payload_Digest=sha1(b"another"))


@defect
def warc_payload_digest_chunked(root, folder):
    made = records(root)
    made[4].set(WARC_Payload_Digest=sha1(fx.CHUNKED))
    return warc(folder, made)


# -- HTTP ------------------------------------------------------------------------------------


def with_message(root, folder, message, payload=None, **values):
    """A WARC file of one exchange in which everything but a message is right."""
    made = records(root)[:4]
    body = message.partition(b"\r\n\r\n")[2]
    made[1].with_block(message, payload=body if payload is None else payload).set(**values)
    return warc(folder, made)


@defect
def http_not_http(root, folder):
    return with_message(root, folder, b"SSH-2.0-x\r\n\r\n")


@defect
def http_version(root, folder):
    return with_message(root, folder, b"HTTP/2 200\r\nContent-Length: 1\r\n\r\nx")


@defect
def http_head_unended(root, folder):
    return with_message(root, folder, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n")


@defect
def http_not_chunked(root, folder):
    message = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n<p>not a chunk</p>"
    return with_message(root, folder, message)


@defect
def http_chunks_torn(root, folder):
    message = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n5\r\nab"
    return with_message(root, folder, message, b"abcdab")


@defect
def http_chunks_followed(root, folder):
    message = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\nHTTP/1.1"
    return with_message(root, folder, message, b"a")


@defect
def http_not_encoded(root, folder):
    message = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n<p>not gzip at all.</p>"
    return with_message(root, folder, message)


@defect
def http_body_short(root, folder):
    return with_message(root, folder, b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<p>")


@defect
def http_body_long(root, folder):
    return with_message(root, folder, b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n<p>", b"<")


# -- events and revisits -----------------------------------------------------------------------


@defect
def warc_concurrent_to_unresolved(root, folder):
    made = records(root)
    del made[4]
    return warc(folder, made)


@defect
def warc_event_uri_differs(root, folder):
    return edited(root, folder, "request", WARC_Target_URI="http://zjnews.zjol.com.cn/another")


@defect
def warc_event_cut(root, folder):
    made = collection(root, folder)
    path = warc_of(made, 1)
    put_together(path, records(made, 1)[:-1])
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    with sqlite3.connect(made / "ledger.sqlite") as ledger:
        statement = "UPDATE files SET committed = ?, sha256 = ? WHERE name = ?"
        name = f"archive/{path.name}"
        ledger.execute(statement, (path.stat().st_size, f"sha256:{digest}", name))
    ledger.close()
    return made


@defect
def warc_answer_missing(root, folder):
    made = foreign(root)[:3]
    del made[1]
    made[1].set(WARC_Concurrent_To=None)
    return warc(folder, made)


@defect
def warc_event_date_differs(root, folder):
    return edited(root, folder, "request", WARC_Date="2026-11-23T02:00:01.000000Z")


@defect
def warc_event_scattered(root, folder):
    made = records(root)
    made[1], made[4] = made[4], made[1]
    return warc(folder, made)


@defect
def warc_event_order(root, folder):
    made = records(root)
    made[1], made[2] = made[2], made[1]
    return warc(folder, made)


@defect
def warc_event_incomplete(root, folder):
    made = records(root)
    del made[3]
    return warc(folder, made)


@defect
def warc_request_missing(root, folder):
    made = records(root)
    del made[2]
    return warc(folder, made)


@defect
def warc_warcinfo_id_unresolved(root, folder):
    return warc(folder, records(root)[1:])


@defect
def warc_revisit_original_missing(root, folder):
    made = records(root)
    return warc(folder, [made[0], *made[4:]])


@defect
def warc_revisit_original_elsewhere(root, folder):
    """A slice of the second run, which says what it needs of the first."""
    first = fx.warc_of(root, 0)
    revisit = next(one for one in records(root, 1) if one.get("WARC-Type") == "revisit")
    line = {
        "warcRecordId": revisit.get("WARC-Refers-To"),
        "payloadDigest": revisit.get("WARC-Payload-Digest"),
    }
    made = collection(root, folder)
    (made / "revisits").mkdir()
    (made / "revisits" / "originals.jsonl").write_text(json.dumps(line) + "\n")
    return pack(made, folder / "a.wacz", leave=(f"archive/{first.name}",), add=("revisits",))


@defect
def warc_revisit_original_differs(root, folder):
    return edited(root, folder, "revisit", WARC_Refers_To_Date="2020-01-01T00:00:00Z")


@defect
def warc_revisit_digest_missing(root, folder):
    return edited(root, folder, "revisit", WARC_Payload_Digest=None)


@defect
def warc_revisit_has_body(root, folder):
    made = [*records(root), *records(root, 1)[1:]]
    revisit = next(
        one for one in made if one.get("WARC-Type") == "revisit" and b" 304 " in one.block
    )
    revisit.with_block(revisit.block + b"body")
    return warc(folder, made)


@defect
def warc_revisit_not_truncated(root, folder):
    return edited(root, folder, "revisit", WARC_Truncated=None)


@defect
def warc_revisit_reference_missing(root, folder):
    return edited(root, folder, "revisit", WARC_Refers_To_Date=None)


@defect
def warc_revisit_head_missing(root, folder):
    made = records(root)
    next(one for one in made if one.get("WARC-Type") == "revisit").with_block(b"")
    return warc(folder, made)


# -- index -------------------------------------------------------------------------------------


def collection(root, folder):
    return fx.copy(root, folder / "zjol")


def index(root, folder, change):
    made = collection(root, folder)
    path = made / "indexes" / "index.cdxj"
    path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))
    return made


@defect
def cdxj_malformed(root, folder):
    return index(root, folder, lambda lines: [*lines, b"zz no index line\n"])


@defect
def cdxj_key_wrong(root, folder):
    made = index(root, folder, lambda lines: [b"aa" + lines[0], *lines[1:]])
    return pack(made, folder / "a.wacz")


@defect
def cdxj_unsorted(root, folder):
    return index(root, folder, lambda lines: [lines[1], lines[0], *lines[2:]])


@defect
def cdxj_line_repeated(root, folder):
    return index(root, folder, lambda lines: [lines[0], *lines])


@defect
def cdxj_field_missing(root, folder):
    return index(root, folder, lambda lines: [lines[0].replace(b'"digest"', b'"d"'), *lines[1:]])


@defect
def cdxj_record_missing(root, folder):
    return index(
        root, folder, lambda lines: [lines[0].replace(b'"offset": "', b'"offset": "9'), *lines[1:]]
    )


@defect
def cdxj_line_wrong(root, folder):
    return index(
        root, folder, lambda lines: [lines[0].replace(b'"length": "', b'"length": "9'), *lines[1:]]
    )


@defect
def cdxj_line_missing(root, folder):
    return index(root, folder, lambda lines: lines[1:])


@defect
def cdxj_stand_in_wrong(root, folder):
    made = collection(root, folder)
    path = made / "indexes" / "not-modified.cdxj"
    path.write_bytes(path.read_bytes().replace(b'"200"', b'"404"'))
    return made


@defect
def withdrawal_malformed(root, folder):
    made = collection(root, folder)
    (made / "withdrawals.jsonl").write_text('{"act":"hide"}\n')
    return made


@defect
def withdrawal_rules_wrong(root, folder):
    made = collection(root, folder)
    (made / "acl").mkdir()
    (made / "acl" / "withdrawn.aclj").write_text("cn,a)/ - {}\n")
    return made


# -- ledger ------------------------------------------------------------------------------------


def sql(root, folder, *statements):
    made = collection(root, folder)
    db = sqlite3.connect(made / "ledger.sqlite")
    for statement in statements:
        db.execute(statement)
    db.commit()
    db.close()
    return made


@defect
def ledger_missing(root, folder):
    made = collection(root, folder)
    (made / "ledger.sqlite").unlink()
    return made


@defect
def ledger_damaged(root, folder):
    made = collection(root, folder)
    path = made / "ledger.sqlite"
    data = bytearray(path.read_bytes())
    data[4096 : len(data) // 2] = bytes(len(data) // 2 - 4096)
    path.write_bytes(data)
    return made


@defect
def ledger_record_missing(root, folder):
    """A record was deleted."""
    made = collection(root, folder)
    kept = records(made)
    del kept[4:7]
    put_together(warc_of(made), kept)
    return made


@defect
def ledger_capture_missing(root, folder):
    return sql(root, folder, "DELETE FROM captures WHERE id = 2")


@defect
def ledger_capture_differs(root, folder):
    return sql(root, folder, "UPDATE captures SET digest = 'sha1:X' WHERE id = 2")


@defect
def ledger_file_missing(root, folder):
    made = collection(root, folder)
    warc_of(made, 1).unlink()
    return made


@defect
def ledger_file_unknown(root, folder):
    made = collection(root, folder)
    (made / "articles" / "2020-01-01.jsonl").write_bytes(b"")
    return made


@defect
def ledger_file_size(root, folder):
    made = collection(root, folder)
    with warc_of(made).open("ab") as file:
        file.write(fx.members(warc_of(root, 1))[0][1])
    return made


@defect
def ledger_file_changed(root, folder):
    return sql(root, folder, "UPDATE files SET sha256 = 'sha256:0' WHERE sha256 IS NOT NULL")


@defect
def ledger_state_without_capture(root, folder):
    return sql(
        root, folder,
        "INSERT INTO addresses (key, url, kind, rule, hops, priority, queue, state, run) "
        "VALUES ('k', 'http://zjol.com.cn/', 'page', 'r', '', 0, '', 'done', 'x')",
    )  # fmt: skip


@defect
def ledger_reference_broken(root, folder):
    return sql(root, folder, "UPDATE captures SET address = 999 WHERE id = 2")


@defect
def ledger_line_missing(root, folder):
    made = collection(root, folder)
    path = next(made.glob("articles/*.jsonl"))
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    return made


@defect
def ledger_version_missing(root, folder):
    return sql(root, folder, "DELETE FROM versions WHERE version = 2")


@defect
def ledger_version_differs(root, folder):
    return sql(root, folder, "UPDATE versions SET version_id = 'sha256:0' WHERE version = 2")


@defect
def runs_report_missing(root, folder):
    made = collection(root, folder)
    next(made.glob("runs/*.json")).unlink()
    return made


@defect
def runs_report_malformed(root, folder):
    made = collection(root, folder)
    next(made.glob("runs/*.json")).write_text("{")
    return made


@defect
def runs_sums_wrong(root, folder):
    made = collection(root, folder)
    path = max(made.glob("runs/*.json"))
    body = json.loads(path.read_bytes())
    body["addresses"]["total"] += 1
    path.write_text(json.dumps(body))
    return made


@defect
def runs_not_ended(root, folder):
    return sql(root, folder, "UPDATE runs SET ended = NULL, outcome = NULL")


@defect
def collection_file_open(root, folder):
    made = collection(root, folder)
    warc_of(made, 1).rename(f"{warc_of(made, 1)}.open")
    return made


@defect
def collection_file_torn(root, folder):
    made = collection(root, folder)
    (made / "torn").mkdir()
    (made / "torn" / f"{warc_of(made, 1).name}.open.torn-77").write_bytes(b"\x1f\x8b")
    return made


@defect
def collection_being_written(root, folder):
    made = collection(root, folder)
    handle = os.open(made / ".lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(handle, fcntl.LOCK_EX)
    HELD.append(handle)
    return made


@defect
def collection_source_unread(root, folder):
    return fx.borrow(root, folder / "zjol-replay", source="../gone")


# -- articles ------------------------------------------------------------------------------------


def lines(root, folder, change):
    """Article lines changed, in an otherwise unchanged collection."""
    made = collection(root, folder)
    path = next(made.glob("articles/*.jsonl"))
    path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))
    return made


def told(line, **values):
    body = json.loads(line) | values
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


@defect
def article_malformed(root, folder):
    return lines(root, folder, lambda all: [all[0].replace(b'"url"', b'"uri"', 1), *all[1:]])


@defect
def article_torn(root, folder):
    return lines(root, folder, lambda all: [*all[:-1], all[-1][:-1]])


@defect
def article_not_canonical(root, folder):
    return lines(root, folder, lambda all: [all[0].replace(b'":', b'": ', 1), *all[1:]])


@defect
def article_value_malformed(root, folder):
    return lines(root, folder, lambda all: [told(all[0], id="zjol:?"), *all[1:]])


@defect
def article_version_id_wrong(root, folder):
    return lines(root, folder, lambda all: [told(all[0], headline="别的标题"), *all[1:]])


@defect
def article_body_differs(root, folder):
    return lines(root, folder, lambda all: [told(all[0], articleBody="另一段文字"), *all[1:]])


@defect
def article_version_repeated(root, folder):
    return lines(root, folder, lambda all: [all[0], *all])


@defect
def article_chain_broken(root, folder):
    return lines(root, folder, lambda all: all[1:])


@defect
def article_capture_missing(root, folder):
    other = b"<urn:uuid:00000000-0000-4000-8000-00000000ffff>"
    mine = b"<urn:uuid:00000000-0000-0000-0000-000000000002>"
    return lines(root, folder, lambda all: [all[0].replace(mine, other), *all[1:]])


@defect
def article_capture_differs(root, folder):
    return lines(
        root, folder, lambda all: [all[0].replace(b'"warcOffset":', b'"warcOffset":9'), *all[1:]]
    )


@defect
def article_day_wrong(root, folder):
    made = collection(root, folder)
    path = next(made.glob("articles/*.jsonl"))
    path.rename(path.with_name("2026-11-24.jsonl"))
    return made


@defect
def quarantine_malformed(root, folder):
    made = collection(root, folder)
    (made / "quarantine").mkdir(exist_ok=True)
    (made / "quarantine" / "2026-11-23.jsonl").write_text('{"problems":[],"article":{}}\n')
    return made


# -- packages ------------------------------------------------------------------------------------


def page_list(root, folder, change):
    made = collection(root, folder)
    path = made / "pages" / "pages.jsonl"
    path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))
    return made


@defect
def pages_header_malformed(root, folder):
    return page_list(root, folder, lambda rows: rows[1:])


@defect
def pages_row_malformed(root, folder):
    return page_list(root, folder, lambda rows: [*rows, b'{"url":"http://zjol.com.cn/"}\n'])


@defect
def pages_capture_missing(root, folder):
    row = b'{"url":"http://zjol.com.cn/","ts":"2026-11-23T02:00:00Z"}\n'
    return page_list(root, folder, lambda rows: [*rows, row])


@defect
def pages_row_missing(root, folder):
    return page_list(root, folder, lambda rows: rows[:-1])


@defect
def pages_id_repeated(root, folder):
    return page_list(root, folder, lambda rows: [*rows, rows[-1]])


def manifest(root, folder, change):
    made = collection(root, folder)
    path = made / "datapackage.json"
    body = json.loads(path.read_bytes())
    change(body)
    path.write_text(json.dumps(body))
    return made


@defect
def datapackage_missing(root, folder):
    made = collection(root, folder)
    (made / "datapackage.json").unlink()
    return made


@defect
def datapackage_malformed(root, folder):
    return manifest(root, folder, lambda body: body.pop("resources"))


@defect
def datapackage_profile_wrong(root, folder):
    return manifest(root, folder, lambda body: body.update(wacz_version="9"))


@defect
def datapackage_field_missing(root, folder):
    return manifest(root, folder, lambda body: body.pop("title"))


@defect
def datapackage_resource_missing(root, folder):
    made = collection(root, folder)
    next(made.glob("articles/*.jsonl")).unlink()
    return made


@defect
def datapackage_resource_unlisted(root, folder):
    return manifest(root, folder, lambda body: body["resources"].pop(0))


@defect
def datapackage_resource_size(root, folder):
    return manifest(root, folder, lambda body: body["resources"][0].update(bytes=1))


@defect
def datapackage_resource_changed(root, folder):
    other = "sha256:" + hashlib.sha256(b"x").hexdigest()
    return manifest(root, folder, lambda body: body["resources"][0].update(hash=other))


@defect
def datapackage_digest_missing(root, folder):
    return pack(root, folder / "a.wacz", digest=False)


@defect
def datapackage_digest_malformed(root, folder):
    made = collection(root, folder)
    (made / "datapackage-digest.json").write_text("[]")
    return made


@defect
def datapackage_digest_wrong(root, folder):
    made = collection(root, folder)
    body = {"path": "datapackage.json", "hash": "sha256:" + "0" * 64}
    (made / "datapackage-digest.json").write_text(json.dumps(body))
    return made


@defect
def wacz_pages_missing(root, folder):
    return pack(root, folder / "a.wacz", leave=("pages/pages.jsonl",))


@defect
def wacz_index_missing(root, folder):
    return pack(root, folder / "a.wacz", leave=("indexes/index.cdxj",))


@defect
def wacz_archive_missing(root, folder):
    leave = [f"archive/{path.name}" for path in (root / "archive").iterdir()]
    return pack(root, folder / "a.wacz", leave=leave)


@defect
def wacz_foreign_file(root, folder):
    made = collection(root, folder)
    (made / "archive" / "notes.txt").write_text("x")
    return pack(made, folder / "a.wacz")


@defect
def wacz_not_stored(root, folder):
    return pack(root, folder / "a.wacz", compress=(f"archive/{NAME}",))


@defect
def wacz_zip_damaged(root, folder):
    path = pack(root, folder / "a.wacz")
    data = bytearray(path.read_bytes())
    at = data.index(b"json-pages-1.0")
    data[at] ^= 1
    path.write_bytes(data)
    return path


@defect
def wacz_name_repeated(root, folder):
    path = pack(root, folder / "a.wacz")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("articles/2026-11-2x.jsonl", b"")
    data = path.read_bytes().replace(b"articles/2026-11-2x.jsonl", b"articles/2026-11-23.jsonl")
    path.write_bytes(data)
    return path


@defect
def wacz_name_unsafe(root, folder):
    path = pack(root, folder / "a.wacz")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("archive/../../x", b"")
    return path


__all__ = ["DEFECTS", "HELD", "Rec", "clone", "foreign", "put_plain", "warc"]
