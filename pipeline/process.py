"""How this process shares the cores with others."""

import os
import sys
from contextlib import suppress


def interrupt_nobody() -> None:
    """When this process wakes, let whoever has the core go on for its share; what forks from this one inherits that.

    Who has the core may be about to give back a lock for which all others wait, as that of an SQLite database, or may
    be about to end. On Linux a batch process is one that does so (sched(7)); elsewhere, and where it is not allowed,
    nothing changes.
    """
    if sys.platform == "linux":
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
