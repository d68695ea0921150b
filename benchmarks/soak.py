"""Kills crawls of the embedded site for as long as you like, and proves that nothing came of it.

    python benchmarks/soak.py --kills 1000

Each campaign is one collection that is crawled again and again: its runs are killed at random
instants (or unplugged: what was not synced is taken back; or sent signals), then one is left to
finish. Then every file is checked, the ledger's sums, the articles and the state of each address
against an undisturbed crawl, and the site's own log for pages that were requested although their
capture was durable. The kit is that of ``tests/faults``; exit status 1 when anything was lost.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "faults"))

from crawler.demo import serve
from fault_campaign import Campaign, Target, kill_until_finished
from fault_nursery import Nursery
from fault_tracking import LOG, cut

KINDS = ("kill", "kill-small-files", "unplug", "signals")


@dataclass(slots=True)
class Came:
    """What one campaign came to."""

    kind: str
    seed: int
    kills: int
    seconds: float
    losses: list[str] = field(default_factory=list)


class Unplugged(Campaign):
    """Each death takes back what was not synced."""

    @property
    def syncs(self) -> Path:
        return self.folder.with_suffix(".syncs")

    def run(self, *arguments, **how):
        return super().run(*arguments, env={LOG: str(self.syncs)}, **how)

    def after_a_kill(self, chance: random.Random) -> None:
        cut(self.root, self.syncs, chance)


def campaign(kind: str, seed: int) -> Came:
    """Run one in this process, which keeps its site and its nurseries from one to the next."""
    target, tracked = _kit()
    chance = random.Random(f"{kind} {seed}")
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        where = Path(folder) / "archives"
        settings = {"ARCHIVE_WARC_BYTES": 60_000} if kind == "kill-small-files" else {}
        if kind == "unplug":
            one: Campaign = Unplugged(target, where, {"ARCHIVE_WARC_BYTES": 300_000}, tracked)
        else:
            one = Campaign(target, where, settings)
        came = Came(kind, seed, 0, 0.0)
        try:
            shoot = _signals if kind == "signals" else kill_until_finished
            came.kills = shoot(one, chance, kills=8)
            one.check()
        except AssertionError:
            kept = Path(tempfile.mkdtemp(prefix="soak-loss-"))
            one.folder.rename(kept / "archives")
            (kept / "runs.txt").write_text("\n".join([*one.reasons, *one.tracebacks]))
            came.losses.append(f"{traceback.format_exc()[-1500:]}kept in {kept}")
    came.seconds = time.monotonic() - began
    return came


def _signals(one: Campaign, chance: random.Random, *, kills: int) -> int:
    """Signals instead of kills, once or twice."""
    for done in range(kills):
        fault: dict[str, object] = {
            "FAULT_DOES": chance.choice(["SIGTERM", "SIGINT"]),
            "FAULT_AT": chance.randint(1, chance.choice([6, 60, 400])),
        }
        if chance.random() < 0.5:
            fault["FAULT_AGAIN"] = chance.choice([0.0, 0.02, 0.2])
        ended = one.run(**fault)
        if ended.returncode == 0:
            return done
        assert ended.returncode == 5, ended.stderr
    one.finish()
    return kills


_OPEN = ExitStack()


@cache
def _kit() -> tuple[Target, Nursery]:
    served = _OPEN.enter_context(serve())
    folder = _OPEN.enter_context(tempfile.TemporaryDirectory(prefix="soak-undisturbed-"))
    plain, tracked = (_OPEN.enter_context(Nursery(*how)) for how in ((), ("--tracked",)))
    return Target(served, plain, Path(folder)), tracked


def campaigns(kills: int, kinds: list[str], *, seed: int, processes: int) -> Iterator[Came]:
    """Campaigns until so many were killed, as they end."""
    done, number = 0, seed
    with ProcessPoolExecutor(processes) as pool:
        under_way: set[Future[Came]] = set()
        while done < kills or under_way:
            while done < kills and len(under_way) < processes:
                under_way.add(pool.submit(campaign, kinds[number % len(kinds)], number))
                number += 1
            ended, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            for one in ended:
                came = one.result()
                done += came.kills
                yield came


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    total, losses, began = Counter[str](), 0, time.monotonic()
    kinds = options.kinds.split(",")
    for came in campaigns(options.kills, kinds, seed=options.seed, processes=options.processes):
        total[came.kind] += came.kills
        total["campaigns"] += 1
        losses += bool(came.losses)
        for loss in came.losses:
            print(f"LOSS {came.kind} seed {came.seed}: {loss}", flush=True)
        if total["campaigns"] % 10 == 0:
            print(dict(total), f"{time.monotonic() - began:.0f} s", flush=True)
    deaths = sum(total[kind] for kind in kinds)
    seconds = time.monotonic() - began
    print(
        f"{deaths} deaths in {total['campaigns']} campaigns, {losses} with losses, "
        f"{seconds:.0f} s, {seconds / max(deaths, 1):.2f} s a death: {dict(total)}"
    )
    return 1 if losses else 0


if __name__ == "__main__":
    raise SystemExit(main())
