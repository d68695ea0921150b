"""The ordered process pool of audit and reextract."""

import os
import time

import pytest

from crawler.archive.ordered_pool import ordered_pool


def slow_when_first(number):
    if number == 0:
        time.sleep(0.3)
    if number < 0:
        raise ValueError(f"{number} cannot be done")
    return number, os.getpid()


def begin(number):
    os.environ["BEGUN"] = str(number)


def begun(_):
    return os.environ.get("BEGUN")


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_the_order_of_the_tasks(jobs):
    with ordered_pool(slow_when_first, jobs) as run:
        assert list(range(10)) == [number for number, _ in run(range(10))]


def test_with_one_job_this_process_does_the_tasks():
    with ordered_pool(slow_when_first, 1) as run:
        assert {os.getpid()} == {process for _, process in run(range(1, 4))}
    with ordered_pool(slow_when_first, 2) as run:
        assert os.getpid() not in {process for _, process in run(range(1, 4))}


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_in_a_task_reaches_the_caller(jobs):
    with (
        pytest.raises(ValueError, match="-1 cannot be done"),
        ordered_pool(slow_when_first, jobs) as run,
    ):
        list(run([1, 2, -1, 3]))


def test_only_so_many_tasks_are_taken_ahead_of_the_results():
    taken = []

    def tasks():
        for number in range(1, 100):
            taken.append(number)
            yield number

    with ordered_pool(slow_when_first, 2) as run:
        next(run(tasks()))
        assert len(taken) <= 6


def test_each_process_begins_with_a_call():
    with ordered_pool(begun, 2, begin=begin, arguments=(7,)) as run:
        assert ["7"] * 4 == list(run(range(4)))
