"""Canonical: which names of all stories are one person, place or body, and which one name is two persons.

`resolve` is the one verb: a pure function of a set of names with their appearances and of what operators decided, so
that the order in which stories come makes no difference.
"""

from pipeline.canonical.company import Appearance
from pipeline.canonical.resolution import MOST_TEXTS, Known, Place, Resolution, Verdict, resolve
from pipeline.canonical.spelling import block

__all__ = ["MOST_TEXTS", "Appearance", "Known", "Place", "Resolution", "Verdict", "block", "resolve"]
