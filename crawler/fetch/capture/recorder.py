"""Where captured exchanges go: the recorder of a crawler, and the clock it measures with."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol
from weakref import WeakKeyDictionary

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.errors import ConfigurationError
from crawler.fetch.capture.gate import Gate
from crawler.models import Capture, Exchange

CAPTURE_KEY = "archive_capture"
"""Key of ``request.meta`` (so of ``response.meta``) that holds the Capture of the final attempt."""


class Recorder(Protocol):
    """Stores exchanges; one for each crawler."""

    async def record(self, exchange: Exchange, request: Request) -> Capture | None:
        """Store one exchange and return once it cannot be lost any more.

        :param exchange: what crossed the wire; secrets of ours are still in it.
        :param request: the Scrapy request it was made for, read only.
        :returns: the name of the exchange in the archive, None when it has none there.
        :raises CaptureNotWritten: when it could not be stored; the request fails with it.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Two views of time, so that a test can hold both still."""

    now: Callable[[], datetime]
    """The present as an aware UTC instant with microseconds."""
    monotonic: Callable[[], float]
    """Seconds that never run backwards, for durations."""


SYSTEM_CLOCK = Clock(now=lambda: datetime.now(UTC), monotonic=time.monotonic)


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """What a download handler needs from its surroundings."""

    recorder: Recorder
    """Where exchanges go."""
    clock: Clock
    """When they happened."""
    gate: Gate | None = None
    """Holds requests back until they may be sent; None lets all of them pass."""


_ARCHIVES: WeakKeyDictionary[Crawler, Archive] = WeakKeyDictionary()


def register(
    crawler: Crawler,
    recorder: Recorder,
    *,
    clock: Clock = SYSTEM_CLOCK,
    gate: Gate | None = None,
) -> None:
    """Name the recorder of a crawler, before its engine creates the download handlers.

    :param crawler: the crawler whose handlers shall use it; held weakly.
    :param recorder: takes every exchange of that crawler.
    :param clock: measures the exchanges.
    :param gate: decides when each request may be sent.
    """
    _ARCHIVES[crawler] = Archive(recorder=recorder, clock=clock, gate=gate)


def archive_of(crawler: Crawler) -> Archive:
    """The recorder and clock registered for a crawler.

    :raises ConfigurationError: when there is none: nothing may be fetched without a recorder.
    """
    try:
        return _ARCHIVES[crawler]
    except KeyError:
        raise ConfigurationError(
            "no recorder is registered for this crawler: the extension that opens the collection "
            "must call crawler.fetch.capture.recorder.register() before the engine starts"
        ) from None
