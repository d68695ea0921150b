"""SIGINT and SIGTERM, once and twice, and budgets: the run ends as documented, nothing is lost."""

import random
import signal

import pytest

from fault_campaign import FEW, KILLED, Campaign


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
@pytest.mark.parametrize(
    ("step", "at"), [("run-begun", 1), ("warc-written", 1), ("warc-synced", FEW // 2),
                     ("ledger-committed", FEW)],
)  # fmt: skip
def test_5_a_signal_ends_the_run_in_order(target, tmp_path, name, step, at):
    campaign = Campaign(target, tmp_path / "archives")
    ended = campaign.run(FAULT_STEP=step, FAULT_AT=at, FAULT_DOES=name)
    assert 5 == ended.returncode, ended.stderr[-3000:]
    assert "Traceback" not in ended.stderr
    assert [] == list(campaign.root.rglob("*.open"))
    report = campaign.report()
    assert ("interrupted", 5) == (report["outcome"], report["exitCode"])
    campaign.finish()
    campaign.check()


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
@pytest.mark.parametrize("gap", [0.0, 0.02, 0.1])
def test_5_a_second_signal_ends_it_at_once(target, tmp_path, name, gap):
    campaign = Campaign(target, tmp_path / "archives")
    ended = campaign.run(
        FAULT_STEP="warc-synced", FAULT_AT=FEW // 2, FAULT_DOES=name, FAULT_AGAIN=gap
    )
    assert 5 == ended.returncode, ended.stderr[-3000:]
    assert "Traceback" not in ended.stderr
    campaign.finish()
    campaign.check()


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
@pytest.mark.parametrize("at", [2, 3, 4])
def test_5_a_signal_ends_a_run_that_reads_what_another_captured(target, tmp_path, name, at):
    campaign = Campaign(target, tmp_path / "archives")
    assert KILLED == campaign.run(FAULT_STEP="ledger-committed", FAULT_AT=FEW).returncode
    ended = campaign.run(FAULT_STEP="ledger-committed", FAULT_AT=at, FAULT_DOES=name)
    assert 5 == ended.returncode, ended.stderr[-3000:]
    campaign.finish()
    campaign.check()


def test_5_a_budget_that_is_used_up_while_a_run_reads_what_another_captured(target, tmp_path):
    campaign = Campaign(target, tmp_path / "archives")
    assert KILLED == campaign.run(FAULT_STEP="ledger-committed", FAULT_AT=FEW).returncode
    ended = campaign.run("-s", "CLOSESPIDER_TIMEOUT=0.01")
    assert 5 == ended.returncode, ended.stderr[-3000:]
    campaign.finish()
    campaign.check()


@pytest.mark.parametrize("seed", range(3))
def test_any_mixture_of_signals_loses_nothing(target, tmp_path, seed):
    chance = random.Random(seed)
    campaign = Campaign(target, tmp_path / "archives")
    for _ in range(5):
        number = chance.choice([signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
        again = chance.choice([signal.SIGKILL, signal.SIGTERM])
        at, later = chance.uniform(0.3, 1.2), chance.random() / 4
        if campaign.run(signals=[(at, number), (later, again)]).returncode == 0:
            break  # it was faster than the signals; a run after it would begin anew
    else:
        campaign.finish()
    campaign.check()


@pytest.mark.parametrize(
    "budget",
    ["CLOSESPIDER_PAGECOUNT=40", "CLOSESPIDER_ITEMCOUNT=40", "CLOSESPIDER_TIMEOUT=0.3"],
)
def test_5_a_budget_that_is_used_up_ends_it_in_order(target, tmp_path, budget):
    campaign = Campaign(target, tmp_path / "archives")
    ended = campaign.run("-s", budget)
    assert 5 == ended.returncode, ended.stderr[-3000:]
    assert "closespider_" in ended.reason
    assert [] == list(campaign.root.rglob("*.open"))
    campaign.finish()
    campaign.check()


def test_5_a_small_budget_gets_to_the_end_run_by_run(target, tmp_path):
    """Even one that is smaller than the number of seeds: what was fetched is not fetched again."""
    campaign = Campaign(target, tmp_path / "archives")
    codes = [campaign.run("-s", "CLOSESPIDER_PAGECOUNT=15").returncode for _ in range(3)]
    assert [5, 5, 5] == codes
    campaign.finish()
    campaign.check()


def test_0_a_budget_that_is_not_used_up_changes_nothing(target, tmp_path):
    campaign = Campaign(target, tmp_path / "archives")
    assert 0 == campaign.run("-s", "CLOSESPIDER_PAGECOUNT=5000").returncode
    campaign.check()
