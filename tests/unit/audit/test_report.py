"""How verdicts are shown."""

import io
import json
from pathlib import Path

from crawler.audit import report
from crawler.audit.auditing import Verdict
from crawler.audit.codes import RULES
from crawler.audit.findings import KEPT_EACH, Finding, Tally


def finding(number=0, code="warc.block-digest-wrong", severity="error", says="wrong"):
    return Finding(
        code=code, severity=severity, file="a.warc.gz", offset=number, record="<urn:x:1>", says=says
    )


def verdict(*findings, empty=False, source_of=None):
    tally = Tally()
    for one in findings:
        tally.add(one)
    return Verdict(
        name="zjol", kind="collection", path="archives/zjol", empty=empty, files=2, records=9,
        bytes=99, tally=tally, source_of=source_of,
    )  # fmt: skip


def shown(*verdicts):
    out = io.StringIO()
    report.show(verdicts, out)
    return out.getvalue()


def test_errors_are_exit_3_and_warnings_0():
    warning = finding(severity="warning")
    assert 0 == report.exit_code([verdict()])
    assert 0 == report.exit_code([verdict(warning)])
    assert 3 == report.exit_code([verdict(), verdict(warning, finding())])


def test_a_sound_name_is_one_line():
    assert "zjol: sound (9 records in 2 files)\n" == shown(verdict())


def test_an_empty_name_is_said_to_be_empty():
    assert "zjol: empty, nothing to audit\n" == shown(verdict(empty=True))


def test_findings_are_grouped_and_the_first_shown_with_their_place():
    text = shown(verdict(*[finding(number) for number in range(5)]))
    assert "error  warc.block-digest-wrong  5  " in text
    assert "a.warc.gz:0  <urn:x:1>  wrong" in text
    assert "… and 2 more" in text
    assert text.endswith("zjol: FAILED: 5 errors, 0 warnings (9 records in 2 files)\n")


def test_what_an_archive_holds_does_not_steer_the_terminal():
    assert "\x1b" not in shown(verdict(finding(says="\x1b[2J gone")))


def test_json_is_one_document_with_counts_and_the_first_findings():
    body = json.loads(report.as_json([verdict(*[finding(one) for one in range(KEPT_EACH + 7)])]))
    (name,) = body["names"]
    (kind,) = name["findings"]
    assert 3 == body["exitCode"]
    assert KEPT_EACH + 7 == name["errors"] == kind["count"]
    assert KEPT_EACH == len(kind["first"])
    assert {"file": "a.warc.gz", "offset": 0, "record": "<urn:x:1>", "says": "wrong"} == kind[
        "first"
    ][0]


def test_tallies_merge_in_order_and_stay_bounded():
    one, other = Tally(), Tally()
    for number in range(KEPT_EACH - 1):
        one.add(finding(number))
    for number in range(5):
        other.add(finding(1000 + number))
    one.merge(other)
    ((_, _, count, firsts),) = one.kinds()
    assert KEPT_EACH + 4 == count
    assert KEPT_EACH == len(firsts)
    assert 1000 == firsts[-1].offset


def test_the_reference_lists_every_code():
    text = (Path(__file__).parents[3] / "docs" / "reference" / "audit.md").read_text("utf-8")
    lines = {
        f"| `{code}` | {rule.severity}{f'; ours: {rule.ours}' if rule.ours else ''} "
        f"| {rule.means} | {rule.clause} |"
        for code, rule in RULES.items()
    }
    assert set() == lines - set(text.splitlines())


def test_an_archive_that_was_not_named_says_for_whom_it_was_read():
    assert "zjol (the source of other): sound (9 records in 2 files)\n" == shown(
        verdict(source_of="other")
    )
