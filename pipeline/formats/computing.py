"""A bound on the computing that one document may cost."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TooMuchComputing(BaseException):
    """The bound was reached; no Exception, so that no library that tolerates errors goes on after it."""


@contextmanager
def bounded_computing(seconds: float) -> Iterator[None]:
    """Raise TooMuchComputing after so many seconds of this process's own computing inside the block.

    It catches what a library does in quadratic time with input that was built for it, regular expressions included.
    Time spent waiting does not count, so a busy machine changes nothing. The timer (ITIMER_VIRTUAL) is not the one
    of time-outs by the wall clock. Signals reach the main thread only: in others there is no bound.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooMuchComputing

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
