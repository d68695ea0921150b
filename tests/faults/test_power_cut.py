"""Power cuts: what was not synced may be gone, or half there; what was promised is not."""

import random

import pytest

from fault_campaign import FEW, KILLED, Campaign, kill_until_finished
from fault_tracking import LOG, cut


class Unplugged(Campaign):
    """Each death takes back what was not synced."""

    @property
    def syncs(self):
        return self.target.folder / f"{self.folder.parent.name}.syncs"

    def run(self, *arguments, **how):
        return super().run(*arguments, env={LOG: str(self.syncs)}, **how)

    def after_a_kill(self, chance):
        cut(self.root, self.syncs, chance)


@pytest.mark.parametrize("seed", range(8))
def test_the_power_fails_at_random_instants(target, tracked, tmp_path, seed):
    campaign = Unplugged(target, tmp_path / "archives", nursery=tracked)
    kill_until_finished(campaign, random.Random(seed), kills=6)
    campaign.check()


@pytest.mark.parametrize(
    "step",
    ["warc-written", "warc-synced", "lines-synced", "ledger-committed", "warc-sealed",
     "lines-in-order", "manifest-written", "report-written"],
)  # fmt: skip
def test_the_power_fails_at_a_step(target, tracked, tmp_path, step):
    chance = random.Random(step)
    campaign = Unplugged(
        target, tmp_path / "archives", {"ARCHIVE_WARC_BYTES": 200_000}, nursery=tracked
    )
    closing = step in ("warc-sealed", "lines-in-order", "manifest-written", "report-written")
    at = 1 if closing else FEW // 2
    for _ in range(2):
        assert KILLED == campaign.run(FAULT_STEP=step, FAULT_AT=at).returncode
        campaign.after_a_kill(chance)
    campaign.finish()
    campaign.check()
