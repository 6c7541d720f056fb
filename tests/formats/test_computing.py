"""A document that was built to be slow costs a bounded amount of computing."""

import re
import signal
import threading
import time

import pytest

from pipeline.formats.computing import TooMuchComputing, bounded_computing


def test_a_search_that_would_take_hours_is_stopped():
    with pytest.raises(TooMuchComputing), bounded_computing(0.1):
        re.search(r"(a+)+b", "a" * 60)


def test_waiting_is_not_computing():
    with bounded_computing(0.05):
        time.sleep(0.2)


def test_nothing_is_left_behind():
    before = signal.getsignal(signal.SIGVTALRM)
    with bounded_computing(30):
        pass
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGVTALRM) == before


def test_other_threads_are_not_disturbed():
    done = []

    def work() -> None:
        with bounded_computing(30):
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]
