"""Records against records: capture events, ids, revisits (items W3, W4, W6, W15, W16, R6)."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.audit.facts import Facts, RecordRow
from crawler.audit.findings import Reporter
from crawler.audit.parts import Part, json_object

_RECORDS = """
SELECT offset, type, id, date, concurrent, method, uri, claim FROM records WHERE file = ?
ORDER BY rowid
"""
ELSEWHERE = "revisits/originals.jsonl"
"""What ``scrapy pack`` puts into a slice: the records outside it that its revisits refer to."""
_REVISITS = """
SELECT c.rowid, f.package, f.name, c.offset, c.id, c.uri, c.digest, c.profile, c.refers_to,
  c.refers_uri, c.refers_date
FROM captures c JOIN files f ON f.id = c.file WHERE c.type = 'revisit' ORDER BY c.rowid
"""
_ELSEWHERE = "SELECT 1 FROM elsewhere WHERE id = ? AND package = ? AND digest IS ?"
_ORIGINAL = "SELECT type, uri, date, digest FROM captures WHERE "
_BY_ID = _ORIGINAL + "id = ? LIMIT 1"
_BY_ADDRESS = _ORIGINAL + "uri = ? AND substr(date, 1, 19) = ? AND type <> 'revisit' LIMIT 1"
_BY_DIGEST = _ORIGINAL + "digest = ? AND type <> 'revisit' LIMIT 1"
_OUR_ORDER = ("response", "revisit", "resource", "request", "metadata")
"""The types of record that a capture event may hold, as we write them."""


@dataclass(slots=True)
class _Event:
    """Records that stand together and name each other (section 5.7)."""

    records: list[RecordRow] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)

    def takes(self, record: RecordRow) -> bool:
        return record.id in self.named or not self.ids.isdisjoint(_named(record))

    @property
    def is_cut(self) -> bool:
        """Whether it begins as we write and has no end."""
        types = [record.type for record in self.records]
        return types[0] in ("response", "revisit") and types[1:] in ([], ["request"])

    def add(self, record: RecordRow) -> None:
        self.records.append(record)
        self.named.update(_named(record))
        if record.id:
            self.ids.add(record.id)


def _named(record: RecordRow) -> list[str]:
    return record.concurrent.split(" ") if record.concurrent else []


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """The records of a file in their order."""

    facts: Facts
    file: int
    """The number of the file in the facts."""
    name: str
    reporter: Reporter
    committed: bool
    """The ledger vouches for the file as it is. If its last event lacks its last records, the
    writer died in that event, and a recovery kept what was whole."""

    def check(self) -> None:
        """Hold each record against those it stands with."""
        event = _Event()
        for number, row in enumerate(self.facts.ask(_RECORDS, self.file)):
            record = RecordRow(*row)
            if number == 0 and record.type != "warcinfo":
                says = f"the first record is {record.type or 'of no type'}"
                self._report("warc.warcinfo-first-missing", record, says)
            if record.type not in _OUR_ORDER:
                continue
            if event.records and not event.takes(record):
                self._close(event)
                event = _Event()
            event.add(record)
        if event.records and self.committed and event.is_cut:
            says = f"the writer died behind this {event.records[-1].type}; it was kept"
            self._report("warc.event-cut", event.records[0], says)
        elif event.records:
            self._close(event)

    def _report(self, code: str, record: RecordRow, says: str) -> None:
        self.reporter.add(code, self.name, says, offset=record.offset, record=record.id)

    def _close(self, event: _Event) -> None:
        records = event.records
        for record in records:
            for named in _named(record):
                if named not in event.ids:
                    self._elsewhere(record, named)
            if record.date != records[0].date:
                says = f"dated {record.date}, the record it stands with {records[0].date}"
                self._report("warc.event-date-differs", record, says)
        answers = [record for record in records if record.type in ("response", "revisit")]
        requests = [record for record in records if record.type == "request"]
        if answers:
            self._answered(answers, requests, records)
        elif len(records) == len(requests):  # with a metadata record: an exchange that failed
            self._unanswered(requests)

    def _answered(
        self, answers: list[RecordRow], requests: list[RecordRow], records: list[RecordRow]
    ) -> None:
        answer, types = answers[0], [record.type for record in records]
        # Others give metadata records addresses of their own.
        held = ("request", "metadata") if self.reporter.ours else ("request",)
        for record in records:
            if record.type in held and record.uri != answer.uri:
                says = f"its WARC-Target-URI is not that of the {answer.type} it stands with"
                self._report("warc.event-uri-differs", record, says)
        if not requests and not self._is_named(answer, by="request"):
            self._report("warc.request-missing", answer, f"no request names this {answer.type}")
        if self.reporter.ours and "metadata" not in types:
            says = f"no metadata record stands with this {answer.type}"
            self._report("warc.event-incomplete", answer, says)
        elif self.reporter.ours and types != sorted(types, key=_OUR_ORDER.index):
            self._report("warc.event-order", answer, f"the event reads {', '.join(types)}")
        if not any(request.method == "HEAD" for request in requests):
            for answer in answers:
                self._body(answer)

    def _body(self, answer: RecordRow) -> None:
        """An answer without the body it promises: right for HEAD only (RFC 9110 section 9.3.2)."""
        if answer.claim > 0:
            says = f"the body is empty, Content-Length says {answer.claim}"
            self._report("http.body-short", answer, says)
        elif answer.claim < 0:
            says = "Transfer-Encoding is chunked and there is not one chunk"
            self._report("http.chunks-torn", answer, says)

    def _unanswered(self, requests: list[RecordRow]) -> None:
        for request in requests:
            # One that names a record that does not stand beside it is reported as scattered.
            if not request.concurrent and not self._is_named(request):
                self._report("warc.answer-missing", request, "no record names this request")

    def _elsewhere(self, record: RecordRow, named: str) -> None:
        """A record named by ``WARC-Concurrent-To`` that does not stand beside it."""
        question = "SELECT file, offset, date FROM records WHERE id = ? ORDER BY file = ? DESC"
        found = next(self.facts.ask(question + " LIMIT 1", named, self.file), None)
        if found is None:
            says = f"{named} is nowhere in what is audited"
            self._report("warc.concurrent-to-unresolved", record, says)
            return
        file, offset, date = found
        where = "in another file" if file != self.file else f"at byte {offset}"
        says = f"its record {named} stands {where}, others between them"
        self._report("warc.event-scattered", record, says)
        if date != record.date:
            says = f"dated {record.date}, the record it names {date}"
            self._report("warc.event-date-differs", record, says)

    def _is_named(self, record: RecordRow, *, by: str = "*") -> bool:
        """Whether a record apart from this one names it; there, that is reported as scattered.

        There is no index of who names whom; records name by the first id they hold.

        :param by: type of that record, as a pattern.
        """
        question = "SELECT 1 FROM records WHERE concurrent = ? AND type GLOB ?"
        return next(self.facts.ask(question, record.id, by), None) is not None


def check_ids(facts: Facts, reporters: dict[int, Reporter]) -> None:
    """No id twice under one name (section 5.2); every ``WARC-Warcinfo-ID`` is a warcinfo's.

    :param reporters: by package.
    """
    repeated = """
    SELECT f.package, f.name, r.offset, r.id FROM records r JOIN files f ON f.id = r.file
    WHERE EXISTS (SELECT 1 FROM records o JOIN files g ON g.id = o.file
      WHERE o.id = r.id AND o.rowid < r.rowid AND g.package = f.package) ORDER BY r.rowid
    """
    for package, name, offset, record in facts.ask(repeated):
        says = "an earlier record has this WARC-Record-ID"
        reporters[package].add("warc.record-id-repeated", name, says, offset=offset, record=record)
    missing = """
    SELECT f.package, f.name, w.offset, w.id FROM warcinfos w JOIN files f ON f.id = w.file
    WHERE NOT EXISTS (SELECT 1 FROM records r WHERE r.id = w.id AND r.type = 'warcinfo')
    ORDER BY w.rowid
    """
    for package, name, offset, record in facts.ask(missing):
        says = f"from here on, records name {record} as their warcinfo; it is not there"
        reporters[package].add("warc.warcinfo-id-unresolved", name, says, offset=offset)


def check_revisits(facts: Facts, reporters: dict[int, Reporter]) -> None:
    """The original of every revisit is there, and the same (sections 5.11 to 5.13, 6.7).

    :param reporters: by package.
    """
    for row in facts.ask(_REVISITS):
        _, package, name, offset, record, uri, digest, profile, to, to_uri, to_date = row
        add = reporters[package].add
        original, how = _find(facts, uri, digest, to, (to_uri, to_date))
        if original is None:
            if profile is None and to is None and to_uri is None:
                continue  # neither of the two profiles: what it refers to is its own business
            if next(facts.ask(_ELSEWHERE, to, package, digest), None) is not None:
                code, says = "warc.revisit-original-elsewhere", f"{to} is in another slice"
            else:
                code = "warc.revisit-original-missing"
                says = f"the original is not there, looked for by {how}"
            add(code, name, says, offset=offset, record=record)
            continue
        for says in _differences(original, digest, to_uri, to_date):
            add("warc.revisit-original-differs", name, says, offset=offset, record=record)


def enter_elsewhere(facts: Facts, package: int, part: Part) -> None:
    """Enter what a slice says of the originals outside it; other lines do not count."""
    for _, line in part.lines():
        body = json_object(line) or {}
        if "warcRecordId" in body and "payloadDigest" in body:
            row = (package, str(body["warcRecordId"]), str(body["payloadDigest"]))
            facts.db.execute("INSERT INTO elsewhere VALUES (?,?,?)", row)


_Original = tuple[str, str | None, str | None, str | None]


def _find(
    facts: Facts,
    uri: str | None,
    digest: str | None,
    refers_to: str | None,
    address: tuple[str | None, str | None],
) -> tuple[_Original | None, str]:
    """The original, and by what it was looked for: id, else address and date, else digest."""
    if refers_to is not None:
        return next(facts.ask(_BY_ID, refers_to), None), f"id {refers_to}"
    target, date = address[0] or uri, address[1]
    if date is not None:
        found = next(facts.ask(_BY_ADDRESS, target, date[:19]), None)
        return found, f"address {target} and date {date}"
    return next(facts.ask(_BY_DIGEST, digest), None), f"digest {digest}"


def _differences(
    original: _Original, digest: str | None, to_uri: str | None, to_date: str | None
) -> list[str]:
    kind, uri, date, held = original
    found = []
    if kind == "revisit":
        found.append("it refers to another revisit")
    if digest is not None and held is not None and not _may_be_same(digest, held):
        found.append(f"its payload is {digest}, its original's {held}")
    if to_uri is not None and uri is not None and to_uri.strip("<>") != uri:
        found.append(f"WARC-Refers-To-Target-URI is {to_uri[:200]}, its original's {uri[:200]}")
    if to_date is not None and date is not None and to_date[:19] != date[:19]:
        found.append(f"WARC-Refers-To-Date is {to_date}, its original's {date}")
    return found


def _may_be_same(digest: str, held: str) -> bool:
    """Another algorithm cannot be compared; letter case does not count."""
    algorithm, _, value = digest.lower().rpartition(":")
    other, _, original = held.lower().rpartition(":")
    return algorithm != other or len(value) != len(original) or value == original
