"""kill -9 at random instants and at every named step: nothing is lost, nothing is done twice."""

import random
import signal

import pytest

from fault_campaign import KILLED, Campaign, kill_until_finished

BATCH_STEPS = ["warc-written", "warc-synced", "lines-written", "lines-synced", "ledger-committed"]
OPENING_STEPS = ["run-begun"]
CLOSING_STEPS = [
    "warc-sealed", "ledger-durable", "index-written", "lines-in-order", "pages-written",
    "manifest-written", "report-written",
]  # fmt: skip
RECOVERY_STEPS = ["recovery-sealed", "recovery-indexed", "run-begun"]


@pytest.mark.parametrize("seed", range(8))
def test_killed_at_random_instants(target, tmp_path, seed):
    campaign = Campaign(target, tmp_path / "archives")
    kill_until_finished(campaign, random.Random(seed), kills=8)
    campaign.check()


@pytest.mark.parametrize("seed", range(3))
def test_killed_at_random_instants_with_many_small_files(target, tmp_path, seed):
    campaign = Campaign(target, tmp_path / "archives", {"ARCHIVE_WARC_BYTES": 60_000})
    kill_until_finished(campaign, random.Random(seed), kills=5)
    campaign.check()


@pytest.mark.parametrize("step", BATCH_STEPS)
def test_killed_at_a_step_of_a_commit(target, tmp_path, step):
    campaign = Campaign(target, tmp_path / "archives")
    chance = random.Random(step)
    for _ in range(3):
        ended = campaign.run(FAULT_STEP=step, FAULT_AT=chance.randint(1, 30))
        assert KILLED == ended.returncode, ended.stderr[-3000:]
    campaign.finish()
    campaign.check()


@pytest.mark.parametrize("step", OPENING_STEPS + CLOSING_STEPS)
def test_killed_at_a_step_of_opening_and_closing(target, tmp_path, step):
    campaign = Campaign(target, tmp_path / "archives")
    assert KILLED == campaign.run(FAULT_STEP=step, FAULT_AT=1).returncode
    if step not in OPENING_STEPS:  # the same step again, of a run that has little left to do
        assert KILLED == campaign.run(FAULT_STEP=step, FAULT_AT=1).returncode
    campaign.finish()
    campaign.check()


def test_killed_after_its_last_step_it_has_ended(target, tmp_path):
    """The next run begins anew: it looks at seeds and lists again, and finds nothing new."""
    campaign = Campaign(target, tmp_path / "archives")
    assert KILLED == campaign.run(FAULT_STEP="run-ended", FAULT_AT=1).returncode
    campaign.check_files()
    assert target.undisturbed.articles.keys() == campaign.result().articles.keys()
    campaign.finish()
    assert target.undisturbed.articles.keys() == campaign.result().articles.keys()


@pytest.mark.parametrize("step", RECOVERY_STEPS)
def test_killed_again_while_it_recovers(target, tmp_path, step):
    campaign = Campaign(target, tmp_path / "archives", {"ARCHIVE_WARC_BYTES": 200_000})
    campaign.run(FAULT_STEP="warc-synced", FAULT_AT=40)
    for _ in range(2):
        campaign.run(FAULT_STEP=step, FAULT_AT=1)
        campaign.run(FAULT_STEP="warc-written", FAULT_AT=12)
    campaign.finish()
    campaign.check()


def test_killed_in_its_second_run(target, tmp_path):
    """Seeds and lists are fetched once in each of the two crawls, interrupted or not."""
    campaign = Campaign(target, tmp_path / "archives")
    campaign.finish()
    campaign.refetched.clear()
    first = campaign.final_captures()
    for _ in range(4):
        campaign.run(signals=[(random.Random(_).uniform(0.4, 1.0), signal.SIGKILL)])
    campaign.finish()
    more = campaign.final_captures() - first
    assert {1} == set(more.values())
    campaign.check_files()
    assert target.undisturbed.articles.keys() == campaign.result().articles.keys()
