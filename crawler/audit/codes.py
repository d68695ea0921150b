"""The catalogue of defects: for each code its severity, its meaning, and the clause it follows.

Our files promise more than the standards demand, so some codes are errors there and warnings in
files of other programs. One code is the other way round: our capture keeps a server's lie as it
was sent, and in other files the same bytes are a defect of the writer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

Severity = Literal["error", "warning"]


class Rule(NamedTuple):
    """One kind of defect."""

    severity: Severity
    """In files of other programs."""
    means: str
    """What is wrong, in a few words."""
    clause: str
    """Item of the checklist (docs/reference/audit.md) or section of a standard."""
    ours: Severity | None = None
    """In files of this program, where it differs."""


def _error(means: str, clause: str) -> Rule:
    return Rule("error", means, clause)


def _warning(means: str, clause: str) -> Rule:
    return Rule("warning", means, clause)


def _promise(means: str, clause: str) -> Rule:
    """A warning in files of other programs, an error in ours."""
    return Rule("warning", means, clause, ours="error")


RULES: Mapping[str, Rule] = {
    # Files and gzip members
    "warc.file-empty": _error("the file holds no byte", "R1"),
    "warc.truncated": _error("the file ends within a record", "WARC 4"),
    "warc.gzip-damaged": _error("a gzip member cannot be unpacked or fails its checksum", "R9"),
    "warc.trailing-bytes": _error("bytes that are no record end the file", "WARC 4"),
    "warc.garbage": _error("bytes that are no record lie between records", "WARC 4"),
    "warc.member-holds-many": _error("one gzip member holds several records", "R9"),
    "warc.member-extra-bytes": _error("a gzip member holds more than its record", "R9"),
    "warc.member-header": _promise("a gzip header unlike those of its file", "R9"),
    "warc.member-empty": _warning("a gzip member holds nothing", "R9"),
    "warc.file-name-form": _warning("the name is not Prefix-Timestamp-Serial-Host.warc.gz", "R8"),
    # Record headers
    "warc.version-wrong": _error("no WARC/1.0 or WARC/1.1 version line", "W1"),
    "warc.line-end": _error("a header line ends without CR LF", "W1"),
    "warc.header-unended": _error("no empty line ends the record header", "W1"),
    "warc.record-end": _error("the record does not end with CR LF CR LF", "W1"),
    "warc.field-malformed": _error("a header line is no named field", "W2"),
    "warc.field-encoding": _error("the record header is not UTF-8", "W2"),
    "warc.field-repeated": _error("a field that may occur once is repeated", "W2"),
    "warc.field-folded": _warning("a field is folded over several lines", "R10"),
    "warc.field-encoded-word": _warning("a field value holds an RFC 2047 encoded word", "R10"),
    "warc.field-misplaced": _error("a field that its record type must not have", "W6 W7 W8 W9 W12"),
    "warc.record-id-missing": _error("no WARC-Record-ID", "W3"),
    "warc.record-id-malformed": _error("WARC-Record-ID is no <URI>", "W3"),
    "warc.record-id-repeated": _error("two records have one WARC-Record-ID", "W3"),
    "warc.content-length-missing": _error("no Content-Length", "W3"),
    "warc.content-length-malformed": _error("Content-Length is no number", "W3"),
    "warc.content-length-wrong": _error("the block is not as long as Content-Length says", "W3"),
    "warc.date-missing": _error("no WARC-Date", "W3"),
    "warc.date-malformed": _error("WARC-Date is no W3CDTF date", "W4"),
    "warc.date-not-utc": _error("WARC-Date is not in UTC", "W4"),
    "warc.date-too-precise": _error("WARC-Date with a fraction in a WARC/1.0 record", "W4"),
    "warc.type-missing": _error("no WARC-Type", "W3"),
    "warc.type-unknown": _warning("a WARC-Type that the standard does not know", "WARC 5.5"),
    "warc.content-type-missing": _promise("a block without Content-Type", "R4"),
    "warc.content-type-wrong": _error("Content-Type is not the block's", "W5 W14"),
    "warc.ip-address-malformed": _error("WARC-IP-Address is no IP address", "W8"),
    "warc.ip-address-form": _warning("an IPv6 address not written as RFC 5952 says", "R10"),
    "warc.ip-address-missing": _warning("an exchange without WARC-IP-Address", "R3"),
    "warc.target-uri-missing": _error("no WARC-Target-URI", "W10"),
    "warc.target-uri-malformed": _error("WARC-Target-URI is no URI", "W10"),
    "warc.target-uri-brackets": _error("WARC-Target-URI in angle brackets", "W10"),
    "warc.target-uri-lax": _warning("WARC-Target-URI holds characters RFC 3986 escapes", "W10"),
    "warc.reference-malformed": _error("a field that names a record holds no <URI>", "W3 W9"),
    "warc.truncated-reason": _warning("an unknown reason in WARC-Truncated", "W11"),
    "warc.profile-missing": _error("a revisit without WARC-Profile", "W12"),
    "warc.profile-unknown": _warning("a WARC-Profile of neither WARC 1.0 nor 1.1", "W15 W16"),
    "warc.segment-malformed": _error("the fields of a segmented record do not fit", "W17"),
    "warc.warcinfo-first-missing": _promise("the file does not begin with warcinfo", "R1"),
    "warc.warcinfo-incomplete": _warning("warcinfo without software or format", "R1"),
    "warc.warcinfo-id-missing": _promise("a record without WARC-Warcinfo-ID", "IIPC 9"),
    "warc.filename-missing": _warning("warcinfo without WARC-Filename", "IIPC 10"),
    "warc.filename-differs": _warning("WARC-Filename is not the name of the file", "IIPC 3"),
    "warc.metadata-malformed": _warning("via, hopsFromSeed or fetchTimeMs cannot be read", "R7"),
    # Digests
    "warc.digest-malformed": _error("a digest that is not algorithm:value", "W7"),
    "warc.digest-algorithm": _warning("a digest of an unknown algorithm, not checked", "W7"),
    "warc.digest-form": _warning("a digest in unusual case or coding", "R10"),
    "warc.block-digest-missing": _promise("no WARC-Block-Digest", "W7"),
    "warc.block-digest-wrong": _error("the block has another digest", "W7"),
    "warc.payload-digest-missing": _promise("no WARC-Payload-Digest", "W7"),
    "warc.payload-digest-wrong": _error("the payload has another digest", "W7"),
    "warc.payload-digest-chunked": _promise("the payload digest is over the chunk framing", "W7"),
    # HTTP messages
    "http.not-http": _warning("a block that is called HTTP and is not", "R3"),
    "http.version": _warning("HTTP/2 or later in the start line; pywb cannot serve it", "R3"),
    "http.head-unended": _error("no empty line ends the HTTP head", "W11"),
    "http.not-chunked": _error("Transfer-Encoding says chunked, the body is not", "W7"),
    "http.chunks-torn": _error("the chunks break off without WARC-Truncated", "W11"),
    "http.chunks-followed": _warning("bytes follow the last chunk", "W7"),
    "http.not-encoded": Rule(
        "error", "Content-Encoding names a coding the body does not have", "W7", ours="warning"
    ),
    "http.body-short": _error("the body is shorter than its Content-Length, not truncated", "W11"),
    "http.body-long": _warning("the body is longer than its Content-Length", "W11"),
    # Capture events
    "warc.concurrent-to-unresolved": _error("WARC-Concurrent-To names a record that is gone", "W6"),
    "warc.event-uri-differs": _promise("records of one capture event with two addresses", "W10"),
    "warc.event-cut": _warning("what a recovery kept of a capture event", "design"),
    "warc.answer-missing": _warning("a request that no record answers", "R3"),
    "warc.event-date-differs": _error("records of one capture event with two dates", "W4"),
    "warc.event-scattered": _promise("records of one capture event do not stand together", "W6"),
    "warc.event-order": _error("an event not in the order answer, request, metadata", "design"),
    "warc.event-incomplete": _promise("an answer without its metadata record", "R7"),
    "warc.request-missing": _promise("an answer without its request", "R3"),
    "warc.warcinfo-id-unresolved": _error("WARC-Warcinfo-ID names no warcinfo record", "W12"),
    # Revisits
    "warc.revisit-original-missing": _error("the original of a revisit is not there", "W15"),
    "warc.revisit-original-elsewhere": _warning(
        "the original is in another slice, as revisits/originals.jsonl says", "W15"
    ),
    "warc.revisit-original-differs": _error("the original has another digest, date or URI", "W15"),
    "warc.revisit-digest-missing": _error(
        "an identical-payload revisit without payload digest", "W15"
    ),
    "warc.revisit-has-body": _error("a server-not-modified revisit with a body", "W16"),
    "warc.revisit-not-truncated": _warning(
        "a revisit block cut behind its head without WARC-Truncated", "W15"
    ),
    "warc.revisit-reference-missing": _warning("a revisit without Refers-To fields", "R6"),
    "warc.revisit-head-missing": _warning("a revisit without HTTP head", "R5"),
    # Indexes
    "cdxj.malformed": _error("a line is no CDXJ line", "C1"),
    "cdxj.key-wrong": _promise("the key is not the SURT of the URL", "C2"),
    "cdxj.unsorted": _error("lines are not in order of their bytes", "C3"),
    "cdxj.line-repeated": _promise("a line occurs twice", "C3"),
    "cdxj.field-missing": _error("a line without url, digest, mime, filename …", "C4 C5"),
    "cdxj.record-missing": _error("a line points where no record begins", "C4"),
    "cdxj.line-wrong": _error("a line says something else than its record", "C4 C5"),
    "cdxj.line-missing": _promise("a capture has no line", "C4"),
    "cdxj.stand-in-wrong": _error("not-modified.cdxj does not follow from index.cdxj", "index"),
    # Withdrawals
    "withdrawal.malformed": _error("withdrawals.jsonl cannot be read", "withdrawal"),
    "withdrawal.rules-wrong": _error("the access rules withhold something else", "withdrawal"),
    # Ledger, runs and collections
    "ledger.missing": _error("a collection without ledger.sqlite", "ledger"),
    "ledger.damaged": _error("the ledger is no sound database", "ledger"),
    "ledger.record-missing": _error("a capture of the ledger is not in the WARC", "ledger"),
    "ledger.capture-missing": _error("a record of the WARC is not in the ledger", "ledger"),
    "ledger.capture-differs": _error("ledger and record say different things", "ledger"),
    "ledger.file-missing": _error("a file the ledger committed is gone", "ledger"),
    "ledger.file-unknown": _error("a file the ledger does not know", "ledger"),
    "ledger.file-size": _error("a file is not as long as was committed", "ledger"),
    "ledger.file-changed": _error("a sealed file has another SHA-256", "ledger"),
    "ledger.state-without-capture": _error(
        "an address is done and has no capture in any file", "ledger"
    ),
    "ledger.reference-broken": _error("a row refers to a row that is not there", "ledger"),
    "ledger.line-missing": _error("a version of the ledger has no article line", "ledger"),
    "ledger.version-missing": _error("an article line is not in the ledger", "ledger"),
    "ledger.version-differs": _error("ledger and article line say different things", "ledger"),
    "runs.report-missing": _warning("a run ended and left no report", "ledger"),
    "runs.report-malformed": _error("a run report is not JSON of the known shape", "ledger"),
    "runs.sums-wrong": _error("the sums of a run report do not add up", "ledger"),
    "runs.not-ended": _warning("the last run did not end in order: run again", "ledger"),
    "collection.file-open": _error("a WARC file was left open: run again to seal it", "ledger"),
    "collection.file-torn": _warning("bytes that a recovery set aside", "ledger"),
    "collection.being-written": _warning("a run is writing; what it holds was not judged", "lock"),
    "collection.source-unread": _warning(
        "its records lie in an archive that could not be read", "ledger"
    ),
    # Article lines
    "article.malformed": _error("a line is no article record", "record"),
    "article.torn": _error("the file ends within a line", "record"),
    "article.not-canonical": _error("a line is not in the record's canonical form", "record"),
    "article.value-malformed": _error("a value does not match the record's pattern", "record"),
    "article.version-id-wrong": _error("the content does not have its versionId", "record"),
    "article.body-differs": _error("a body that is not the text of its blocks", "record"),
    "article.version-repeated": _error("two lines are one version of one article", "record"),
    "article.chain-broken": _error("versions of an article do not follow on each other", "record"),
    "article.capture-missing": _error("a line comes from a capture that is not there", "record"),
    "article.capture-differs": _error("a line and its capture say different things", "record"),
    "article.day-wrong": _error("a line stands in the file of another day", "record"),
    "quarantine.malformed": _error("a line of the quarantine cannot be read", "record"),
    # Page lists, manifests and packages
    "pages.header-malformed": _error("the first line is no json-pages-1.0 header", "Z3"),
    "pages.row-malformed": _error("a row without url and RFC 3339 ts", "Z3"),
    "pages.capture-missing": _error("a row names a page that is not captured", "Z3"),
    "pages.row-missing": _error("an article version has no row", "Z3"),
    "pages.id-repeated": _warning("two rows have one id", "Z3"),
    "datapackage.missing": _error("there is no datapackage.json", "Z4"),
    "datapackage.malformed": _error("datapackage.json is not of the known shape", "Z4"),
    "datapackage.profile-wrong": _error("profile or wacz_version is not of WACZ 1.1.1", "Z4"),
    "datapackage.field-missing": _warning("no title, created, software …", "Z4"),
    "datapackage.resource-missing": _error("a listed file is not there", "Z4"),
    "datapackage.resource-unlisted": _error("a file is not listed", "Z4"),
    "datapackage.resource-size": _error("a listed file has another size", "Z4"),
    "datapackage.resource-changed": _error("a listed file has another hash", "Z4"),
    "datapackage.digest-missing": _warning("there is no datapackage-digest.json", "Z5"),
    "datapackage.digest-malformed": _error("datapackage-digest.json has not its shape", "Z5 Z9"),
    "datapackage.digest-wrong": _error("datapackage.json has another hash", "Z5"),
    "wacz.pages-missing": _error("there is no pages/pages.jsonl", "Z3"),
    "wacz.index-missing": _error("there is no index in indexes/", "Z2"),
    "wacz.archive-missing": _error("no WARC file in archive/", "Z1"),
    "wacz.foreign-file": _error("a file that does not belong in its folder", "Z6"),
    "wacz.not-stored": _error("a compressed file was compressed again, not stored", "Z7"),
    "wacz.zip-damaged": _error("the ZIP is damaged", "Z7"),
    "wacz.name-repeated": _error("two members of the ZIP have one name", "Z7"),
    "wacz.name-unsafe": _error("a member's path leads out of the package", "Z7"),
}
"""Every code an audit may report."""


def severity(code: str, *, ours: bool) -> Severity:
    """How grave a defect is in a file.

    :param ours: whether this program wrote the file.
    """
    rule = RULES[code]
    return rule.ours if ours and rule.ours is not None else rule.severity
