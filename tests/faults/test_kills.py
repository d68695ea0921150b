"""kill -9 at random instants and at every named step: nothing is lost, nothing is done twice."""

import random

import pytest

from fault_campaign import FEW, KILLED, Campaign, kill_until_finished

BATCH_STEPS = ["warc-written", "warc-synced", "lines-written", "lines-synced", "ledger-committed"]
OPENING_STEPS = ["run-begun"]
CLOSING_STEPS = [
    "warc-sealed", "ledger-durable", "index-written", "lines-in-order", "pages-written",
    "manifest-written", "report-written",
]  # fmt: skip
RECOVERY_STEPS = ["recovery-sealed", "recovery-indexed", "run-begun"]


@pytest.mark.parametrize("seed", range(16))
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
        ended = campaign.run(FAULT_STEP=step, FAULT_AT=chance.randint(1, FEW // 3))
        assert KILLED == ended.returncode, ended.stderr[-3000:]
    ended = campaign.run(FAULT_STEP=step, FAULT_AT=chance.randint(FEW, 2 * FEW))
    assert ended.returncode in (KILLED, 0), ended.stderr[-3000:]
    if ended.returncode == KILLED:  # a run after one that ended would begin anew
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
    """The next run begins anew: it looks at seeds and lists again, and finds nothing new.

    So nothing is left to do then but to exit, or whoever kills it would have seen it at work.
    """
    campaign = Campaign(target, tmp_path / "archives")
    ended = campaign.run(FAULT_STEP="run-ended", FAULT_AT=1)
    assert KILLED == ended.returncode
    assert ended.reason.startswith("scrapy crawl: complete"), ended.stderr[-3000:]
    assert [] == list(campaign.root.glob("ledger.sqlite?*"))
    campaign.check_files()
    assert target.undisturbed.articles.keys() == campaign.result().articles.keys()
    campaign.finish()
    assert target.undisturbed.articles.keys() == campaign.result().articles.keys()


@pytest.mark.parametrize("step", RECOVERY_STEPS)
def test_killed_again_while_it_recovers(target, tmp_path, step):
    campaign = Campaign(target, tmp_path / "archives", {"ARCHIVE_WARC_BYTES": 200_000})
    campaign.run(FAULT_STEP="warc-synced", FAULT_AT=FEW // 3)
    for _ in range(2):
        assert KILLED == campaign.run(FAULT_STEP=step, FAULT_AT=1).returncode
        ended = campaign.run(FAULT_STEP="warc-synced", FAULT_AT=FEW // 3)
        assert KILLED == ended.returncode, ended.stderr[-3000:]
    campaign.finish()
    campaign.check()


def test_killed_in_its_second_run(target, tmp_path):
    """Seeds and lists are fetched once in each of the two crawls, interrupted or not."""
    campaign = Campaign(target, tmp_path / "archives")
    campaign.finish()
    campaign.refetched.clear()
    first = campaign.final_captures()
    for steps in (1, 3, 5, 6):  # fewer than the end of a run has
        ended = campaign.run(FAULT_AT=steps)
        assert KILLED == ended.returncode, ended.stderr[-3000:]
    campaign.finish()
    more = campaign.final_captures() - first
    assert {1} == set(more.values())
    campaign.check_files()
    assert target.undisturbed.articles.keys() == campaign.result().articles.keys()
