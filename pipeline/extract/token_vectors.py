"""The vectors of tokens in the architectures that spaCy ships, computed in less than half of the time.

They are the largest part of a model's work, and come in two steps (`spacy.MultiHashEmbed` and
`spacy.MaxoutWindowEncoder` in spaCy's list of architectures). The first looks at each token by itself, so the distinct
tokens of a batch go through it once. The second mixes in the neighbours: text by text, so that what it works on
stays in the processor's cache, and with the pieces of a maxout side by side, so that whole rows are compared at once.
Values are the same but for rounding. Other architectures are left as they are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

    type Layer = Any  # a Model of thinc's, whose types know no other arrays than its own
    type Floats = NDArray[numpy.float32]
    type Attributes = NDArray[numpy.uint64]

_ALONE = frozenset(
    {
        "extract_features", "list2ragged", "ragged2list", "ints-getitem", "hashembed", "static_vectors",
        "maxout", "layernorm", "dropout",
    }
)  # fmt: skip
_WINDOW = frozenset({"expand_window", "maxout", "layernorm", "dropout"})
_ODD = 0x9E3779B97F4A7C15  # 2**64 divided by the golden ratio: multiplying by it spreads what differs over all bits
_TINY = 1e-8  # as in thinc's layer normalisation


class _Window(NamedTuple):
    """One layer of the second step; `weights` are [pieces * width, (2 * reach + 1) * width]."""

    reach: int
    pieces: int
    weights: "Floats"
    bias: "Floats"
    gain: "Floats"
    shift: "Floats"


@dataclass(frozen=True, slots=True)
class _DistinctTokens:
    """What the first step asks of a Doc, for tokens that stand in no text."""

    vocab: "Vocab"
    columns: Sequence[int]
    rows: "Attributes"

    def __len__(self) -> int:
        return len(self.rows)

    def to_array(self, wanted: int | str | Sequence[int | str]) -> "Attributes":
        from spacy.attrs import IDS

        if isinstance(wanted, int | str):
            return self.rows[:, self.columns.index(IDS.get(wanted, wanted))]
        return self.rows[:, [self.columns.index(IDS.get(name, name)) for name in wanted]]


def hasten(nlp: "Language") -> None:
    """Have a loaded pipeline compute its token vectors this way, in each component that has its own."""
    from thinc.api import Model

    for _, component in nlp.pipeline:
        model = getattr(component, "model", None)
        if not isinstance(model, Model):
            continue
        for vectors in [layer for layer in model.walk() if layer.has_ref("embed") and layer.has_ref("encode")]:
            embed, encode = vectors.get_ref("embed"), vectors.get_ref("encode")
            if all(leaf.name in _ALONE for leaf in _leaves(embed)):
                vectors.replace_node(embed, _once_each(embed))
            if encode.name.startswith("with_array(") and all(leaf.name in _WINDOW for leaf in _leaves(encode)):
                vectors.replace_node(encode, _text_by_text(encode))


def _leaves(model: "Layer") -> "Iterator[Layer]":
    return (layer for layer in model.walk() if not layer.layers)


def _once_each(embed: "Layer") -> "Layer":
    from spacy.attrs import IDS, ORTH
    from thinc.api import Model

    columns = [ORTH]
    for leaf in _leaves(embed):
        columns += [IDS.get(name, name) for name in leaf.attrs.get("columns", ())]
    return Model("embed_distinct", _embed_distinct, layers=[embed], attrs={"columns": list(dict.fromkeys(columns))})


def _embed_distinct(model: "Layer", docs: "Sequence[Doc]", is_train: bool) -> tuple[list["Floats"], Any]:
    import numpy

    columns = model.attrs["columns"]
    rows = numpy.concatenate([doc.to_array(columns).reshape(len(doc), len(columns)) for doc in docs])
    _, first, places = numpy.unique(_numbers(rows), return_index=True, return_inverse=True)
    (distinct,) = model.layers[0].predict([_DistinctTokens(docs[0].vocab, columns, rows[first])])
    ends = list(accumulate(map(len, docs)))
    return numpy.split(distinct[places], ends[:-1]), None


def _numbers(rows: "Attributes") -> "Attributes":
    """A number for each row: the same for the same rows, another one for others (but for one pair in 2**64)."""
    import numpy

    numbers = numpy.zeros(len(rows), dtype="uint64")
    for column in rows.T:
        numbers = (numbers ^ column) * numpy.uint64(_ODD)
        numbers ^= numbers >> numpy.uint64(32)
    return numbers


def _text_by_text(encode: "Layer") -> "Layer":
    from thinc.api import Model

    parts = [
        [leaf for leaf in _leaves(encode) if leaf.name == name] for name in ("expand_window", "maxout", "layernorm")
    ]
    attributes = {"windows": [_window(*layers) for layers in zip(*parts, strict=True)], "pad": encode.attrs["pad"]}
    return Model("encode_text_by_text", _encode_text_by_text, ops=encode.ops, attrs=attributes)


def _window(neighbours: "Layer", maxout: "Layer", norm: "Layer") -> _Window:
    weights = maxout.get_param("W")
    outputs, pieces, inputs = weights.shape
    return _Window(
        neighbours.attrs["window_size"],
        pieces,
        weights.transpose(1, 0, 2).reshape(pieces * outputs, inputs).copy(),
        maxout.get_param("b").T.reshape(-1).copy(),
        norm.get_param("G"),
        norm.get_param("b"),
    )


def _encode_text_by_text(model: "Layer", texts: "Sequence[Floats]", is_train: bool) -> tuple[list["Floats"], Any]:
    import numpy

    windows, pad, encoded = model.attrs["windows"], model.attrs["pad"], []
    for vectors in texts:
        hidden = numpy.pad(vectors, ((pad, pad), (0, 0)))
        for window in windows:
            hidden += _normalised(_strongest(model, hidden, window), window)
        encoded.append(hidden[pad : pad + len(vectors)])
    return encoded, None


def _strongest(model: "Layer", hidden: "Floats", window: _Window) -> "Floats":
    """The maximum, over the pieces, of what a token and its neighbours give."""
    import numpy

    rows, width = hidden.shape
    around = numpy.zeros((rows, (2 * window.reach + 1) * width), dtype=hidden.dtype)
    for place, offset in enumerate(range(-window.reach, window.reach + 1)):
        start, end = max(0, -offset), rows - max(0, offset)
        around[start:end, place * width : (place + 1) * width] = hidden[start + offset : end + offset]
    products: Floats = model.ops.gemm(around, window.weights, trans2=True)
    products += window.bias
    first, *others = numpy.split(products, window.pieces, axis=1)
    for other in others:
        numpy.maximum(first, other, out=first)
    return first


def _normalised(values: "Floats", window: _Window) -> "Floats":
    """Layer normalisation, in place (Ba, Kiros and Hinton 2016)."""
    import numpy

    values -= values.mean(axis=1, keepdims=True)
    variances = numpy.einsum("ij,ij->i", values, values)[:, None] / values.shape[1]
    values /= numpy.sqrt(variances + _TINY)
    values *= window.gain
    values += window.shift
    return values
