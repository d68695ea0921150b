"""Records against records of the same files: capture events, warcinfo, ids (items W3, W4, W6)."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.audit.facts import Facts
from crawler.audit.reporting import Reporter

_RECORDS = """
SELECT file, offset, type, id, date, concurrent, method, uri, claim FROM records WHERE file = ?
ORDER BY rowid
"""
_OUR_ORDER = ("response", "revisit", "resource", "request", "metadata")
_IN_EVENTS = ("response", "revisit", "request", "metadata", "resource")


@dataclass(slots=True, kw_only=True)
class _Record:
    offset: int
    type: str
    id: str | None
    date: str | None
    concurrent: tuple[str, ...]
    method: str | None
    uri: int | None
    claim: int


@dataclass(slots=True)
class _Event:
    """Records that stand together and name each other."""

    records: list[_Record] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)

    def takes(self, record: _Record) -> bool:
        return record.id in self.named or not self.ids.isdisjoint(record.concurrent)

    @property
    def is_cut(self) -> bool:
        """Whether it begins as we write and has no end."""
        types = [record.type for record in self.records]
        return types[0] in ("response", "revisit") and types[1:] in ([], ["request"])

    def add(self, record: _Record) -> None:
        self.records.append(record)
        self.named.update(record.concurrent)
        if record.id:
            self.ids.add(record.id)


class Events:
    """Goes through the records of a file in their order.

    :param committed: true when the ledger vouches for the file as it is: if its last event lacks
        its last records, a writer died in it and a recovery kept what was whole.
    """

    def __init__(
        self, facts: Facts, file: int, name: str, reporter: Reporter, *, committed: object
    ) -> None:
        self._committed = committed
        self._facts = facts
        self._file = file
        self._name = name
        self._reporter = reporter

    def check(self) -> None:
        """All of a file."""
        first, event = True, _Event()
        for _, offset, kind, record_id, date, named, method, uri, claim in self._facts.ask(
            _RECORDS, self._file
        ):
            record = _Record(
                offset=offset, type=kind, id=record_id, date=date, method=method, uri=uri,
                claim=claim, concurrent=tuple(named.split(" ")) if named else (),
            )  # fmt: skip
            if first and kind != "warcinfo":
                says = f"the first record is {kind or 'of no type'}"
                self._report("warc.warcinfo-first-missing", record, says)
            first = False
            if kind not in _IN_EVENTS:
                continue
            if event.records and not event.takes(record):
                self._close(event)
                event = _Event()
            event.add(record)
        if event.records and self._committed and event.is_cut:
            says = f"the writer died behind this {event.records[-1].type}; it was kept"
            self._report("warc.event-cut", event.records[0], says)
        elif event.records:
            self._close(event)

    def _report(self, code: str, record: _Record, says: str) -> None:
        self._reporter.add(code, self._name, says, offset=record.offset, record=record.id)

    def _close(self, event: _Event) -> None:
        for record in event.records:
            for named in record.concurrent:
                if named not in event.ids:
                    self._elsewhere(record, named)
        self._dates(event)
        answers = [record for record in event.records if record.type in ("response", "revisit")]
        requests = [record for record in event.records if record.type == "request"]
        if not answers:
            self._unanswered(event.records, requests)
            return
        answer = answers[0]
        self._addresses(answer, event.records)
        if not requests and not self._named_elsewhere(answer):
            self._report("warc.request-missing", answer, f"no request names this {answer.type}")
        if self._reporter.ours:
            self._as_we_write(answer, [record.type for record in event.records])
        self._bodies(answers, requests)

    def _as_we_write(self, answer: _Record, types: list[str]) -> None:
        if "metadata" not in types:
            says = f"no metadata record stands with this {answer.type}"
            self._report("warc.event-incomplete", answer, says)
        elif types != sorted(types, key=_OUR_ORDER.index):
            self._report("warc.event-order", answer, f"the event reads {', '.join(types)}")

    def _unanswered(self, records: list[_Record], requests: list[_Record]) -> None:
        """Requests alone; one with a metadata record beside it is an exchange that failed."""
        if len(records) != len(requests):
            return
        for request in requests:
            question = "SELECT 1 FROM records WHERE concurrent = ?"
            named = next(self._facts.ask(question, request.id), None) is not None
            if not named and not request.concurrent:  # else it is reported as scattered
                self._report("warc.answer-missing", request, "no record names this request")

    def _addresses(self, answer: _Record, records: list[_Record]) -> None:
        """Others give metadata records addresses of their own."""
        held = ("request", "metadata") if self._reporter.ours else ("request",)
        for record in records:
            if record.type in held and record.uri != answer.uri:
                says = f"its WARC-Target-URI is not that of the {answer.type} it stands with"
                self._report("warc.event-uri-differs", record, says)

    def _bodies(self, answers: list[_Record], requests: list[_Record]) -> None:
        """An answer without the body it promises: right for HEAD only (RFC 9110 section 9.3.2)."""
        if any(request.method == "HEAD" for request in requests):
            return
        for answer in answers:
            if answer.claim > 0:
                says = f"the body is empty, Content-Length says {answer.claim}"
                self._report("http.body-short", answer, says)
            elif answer.claim < 0:
                says = "Transfer-Encoding is chunked and there is not one chunk"
                self._report("http.chunks-torn", answer, says)

    def _dates(self, event: _Event) -> None:
        first = event.records[0]
        for record in event.records[1:]:
            if record.date != first.date:
                says = f"dated {record.date}, the record it stands with {first.date}"
                self._report("warc.event-date-differs", record, says)

    def _elsewhere(self, record: _Record, named: str) -> None:
        """A record named by ``WARC-Concurrent-To`` that does not stand beside it."""
        question = "SELECT file, offset, date FROM records WHERE id = ? ORDER BY file = ? DESC"
        found = next(self._facts.ask(question + " LIMIT 1", named, self._file), None)
        if found is None:
            says = f"{named} is nowhere in what is audited"
            self._report("warc.concurrent-to-unresolved", record, says)
            return
        file, offset, date = found
        where = "in another file" if file != self._file else f"at byte {offset}"
        says = f"its record {named} stands {where}, others between them"
        self._report("warc.event-scattered", record, says)
        if date != record.date:
            says = f"dated {record.date}, the record it names {date}"
            self._report("warc.event-date-differs", record, says)

    def _named_elsewhere(self, answer: _Record) -> bool:
        """A request apart from its answer, which is reported as such where it stands.

        There is no index of who names whom; records name by the first id they hold.
        """
        question = "SELECT 1 FROM records WHERE concurrent = ? AND type = 'request'"
        return next(self._facts.ask(question, answer.id), None) is not None


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
