"""Which library multiplies matrices for the model: BLIS, as thinc ships it, or the BLAS that numpy was built with.

Both give the same entities and heads; which is faster depends on the processor (numpy's is about twice as fast with
AVX-512), so it is measured once a process, on the shapes that the model's own layers have.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

LIBRARIES = ("numpy", "blis")
ROWS, WIDTH, OUTPUTS, ROUNDS = 600, 288, 288, 8


@contextmanager
def fastest() -> Iterator[str]:
    """Make the faster library thinc's own while a model is loaded; gives its name, "blis" or "numpy"."""
    from thinc.api import NumpyOps, get_current_ops, set_current_ops

    before = get_current_ops()
    if type(before) is not NumpyOps:  # a GPU or a vendor's own library is somebody's choice
        yield before.name
        return
    name = "numpy" if _seconds("numpy") < _seconds("blis") else "blis"
    set_current_ops(NumpyOps(use_blis=name == "blis"))
    try:
        yield name
    finally:
        set_current_ops(before)


def use(library: str, nlp: "Language") -> None:
    """Have every layer of a loaded pipeline multiply with this library."""
    from thinc.api import Model, NumpyOps

    if library not in LIBRARIES:
        return
    ops = NumpyOps(use_blis=library == "blis")
    for _, component in nlp.pipeline:
        model = getattr(component, "model", None)
        if isinstance(model, Model):
            for layer in model.walk():
                layer.ops = ops


@cache
def _seconds(library: str) -> float:
    """Shortest time of one product, over a few rounds."""
    import numpy
    from thinc.api import NumpyOps

    ops = NumpyOps(use_blis=library == "blis")
    left = numpy.ones((ROWS, WIDTH), dtype="float32")
    right = numpy.ones((WIDTH, OUTPUTS), dtype="float32")
    times = []
    for _ in range(ROUNDS):
        start = perf_counter()
        ops.gemm(left, right)
        times.append(perf_counter() - start)
    return min(times)
