from __future__ import annotations

import gc

import pytest

from crawler.extensions.collector import THRESHOLDS, CollectorExtension


@pytest.fixture
def collector():
    before = gc.get_threshold()
    yield CollectorExtension()
    gc.set_threshold(*before)
    gc.unfreeze()


def test_what_the_start_made_is_frozen_while_the_engine_runs(collector):
    collector.engine_started()
    assert gc.get_freeze_count() > 0
    assert THRESHOLDS == gc.get_threshold()


def test_the_process_gets_its_collector_back(collector):
    before = gc.get_threshold()
    collector.engine_started()
    collector.engine_stopped()
    assert before == gc.get_threshold()
    assert gc.get_freeze_count() == 0
