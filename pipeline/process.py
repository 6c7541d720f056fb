"""How this process shares the cores with others, and when it collects garbage."""

import gc
import os
import sys
from contextlib import suppress

BETWEEN_COLLECTIONS = 50_000  # more objects made than freed


def interrupt_nobody() -> None:
    """When this process wakes, let whoever has the core go on for its share; what forks from this one inherits that.

    Who has the core may be about to give back a lock for which all others wait, as that of an SQLite database, or may
    be about to end. On Linux a batch process is one that does so (sched(7)); elsewhere, and where it is not allowed,
    nothing changes.
    """
    if sys.platform == "linux":
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def collect_rarely() -> None:
    """Keep the garbage collector off what there is by now, a model above all, and let it look at the rest less often.

    For processes that read texts, and those from which they fork. What a reading makes goes by its counts of references
    when it is written; as Python comes, the collector looks at it all the same, for 3 to 6 % of the time of the rules.
    What forks does as this process does, and does not write to, and so copy, what both share.
    """
    gc.freeze()
    gc.set_threshold(BETWEEN_COLLECTIONS)
