"""Every format's reader over mutated documents: each must give a story or an error of ours, in bounded time and memory.

    python -m benchmarks.fuzz_formats [INPUTS] [--format NAME] [--seed N] [--keep FOLDER]

INPUTS mutated documents (20,000 by default) a format: cut, bytes flipped, pieces doubled or exchanged with other
formats, elements nested 100,000 deep, huge attributes and texts, encodings mixed. Prints of each format the slowest
reading, the most memory that one took and, for every input that breaks the bounds, its number; --keep writes these
inputs into a folder. Exit code 1 where there are any.
"""

import argparse
import os
import random
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

from benchmarks.samples import samples
from pipeline import formats
from pipeline.errors import NewswireError

SECONDS, MEBIBYTES = 1.0, 200
DEEP, HUGE = 100_000, 3_000_000  # elements, characters
NESTS = (
    b"<a>",
    b"<div>",
    b"<p><b>",
    b"<table><tr><td>",
    b"<ul><li>",
    b"[",
    b'{"item":',
    b"{",
    b"((",
    b"<!--",
    b"&amp;",
    b"\x02",
)
ENCODINGS = ("utf-16", "utf-16-be", "utf-32", "latin-1", "cp1252", "shift_jis", "gb18030", "utf-7", "cp037")
ENTITIES = (
    b'<!DOCTYPE a [<!ENTITY a "' + b"x" * 1000 + b'"><!ENTITY b "' + b"&a;" * 1000 + b'"><!ENTITY c "' + b"&b;" * 1000
    + b'"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
)  # fmt: skip

STATUS, CLEAR_PEAK = Path("/proc/self/status"), Path("/proc/self/clear_refs")  # Linux alone
NO_KNOWN_DAY = b"<html><time>7 harvest 2024</time><article><p>The council voted to close the old harbour bridge.</p>"

type Mutation = Callable[[bytes, bytes, random.Random], bytes]
type Reading = Callable[[bytes], int]


def cut(data: bytes, other: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))] if chance.random() < 0.7 else data[chance.randrange(len(data)) :]


def flip(data: bytes, other: bytes, chance: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(chance.choice((1, 3, 10, 100))):
        out[chance.randrange(len(out))] = chance.choice((chance.randrange(256), 0, 0xFF, ord("<"), ord('"'), ord("&")))
    return bytes(out)


def double(data: bytes, other: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    piece = data[start : start + chance.choice((1, 10, 100, 1000))]
    return data[:start] + piece * chance.choice((2, 10, 500)) + data[start:]


def drop(data: bytes, other: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.choice((1, 10, 100, 500)) :]


def exchange(data: bytes, other: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))] + other[chance.randrange(len(other)) :]


def nest(data: bytes, other: bytes, chance: random.Random) -> bytes:
    at = _between(data, chance)
    return data[:at] + chance.choice(NESTS) * chance.choice((300, DEEP)) + data[at:]


def swell(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """A huge attribute, text, line, or a great many of them."""
    size = chance.choice((10_000, HUGE))
    piece = chance.choice(
        (
            b"x",
            b"x ",
            b"\n",
            b" ",
            b"\t",
            b"-",
            b"=",
            b"1",
            b"\xff",
            b"&#1;",
            b"&lt;",
            b"\xe2\x80\x9c",
            b"By A, ",
            b": ",
        )
    )
    at = _between(data, chance)
    if chance.random() < 0.4 and (tag := data.find(b"<", at)) >= 0 and (end := data.find(b">", tag)) >= 0:
        return data[:end] + b' title="' + piece * (size // len(piece)) + b'"' + data[end:]
    if chance.random() < 0.3:
        return data[:at] + b"".join(b"<p a%d='b'>c</p>" % n for n in range(size // 20)) + data[at:]
    return data[:at] + piece * (size // len(piece)) + data[at:]


def recode(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """Written in another encoding, wholly or from some place on."""
    text, at = data.decode("utf-8", "replace"), chance.randrange(len(data)) if chance.random() < 0.5 else 0
    encoding = chance.choice(ENCODINGS)
    return text[:at].encode() + text[at:].encode(encoding, "replace")


def declare(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """Entities of the writer's own, or another encoding than it is in."""
    if chance.random() < 0.5:
        start = data.find(b"?>") + 2 if data.startswith(b"<?xml") else 0
        return data[:start] + ENTITIES + data[start:].replace(b"<p>", b"<p>&c;&f;", 1)
    return data.replace(b"UTF-8", chance.choice(ENCODINGS).encode()).replace(
        b"utf-8", chance.choice(ENCODINGS).encode()
    )


def _between(data: bytes, chance: random.Random) -> int:
    """A place, mostly one where a tag or a value begins."""
    places = [at for at, byte in enumerate(data) if byte in b'<>{["\n']
    return chance.choice(places) if places and chance.random() < 0.8 else chance.randrange(len(data))


MUTATIONS: tuple[Mutation, ...] = (cut, flip, flip, double, drop, exchange, nest, swell, recode, declare)
HEAVY = frozenset({nest, swell})


def mutated(name: str, number: int, seed: int = 0, *, heavy: float = 0.1) -> bytes:
    """The document of this number that is made from a format's sample: one to three mutations, one heavy at most.

    `heavy` is the share of documents that are swelled or nested deeply.
    """
    chance = random.Random(f"{name}/{number}/{seed}")
    documents = dict(samples())
    data, light = documents[name], [one for one in MUTATIONS if one not in HEAVY]
    steps = [chance.choice(light) for _ in range(chance.choice((1, 1, 2, 3)))]
    if chance.random() < heavy:
        steps.append(chance.choice((nest, swell)))
    for step in steps:
        data = step(data or b" ", documents[chance.choice(list(documents))], chance)
    return data


@dataclass
class Found:
    """What came of the documents of one format."""

    name: str
    stories: int = 0
    refused: int = 0
    slowest: tuple[float, int] = (0.0, -1)
    mebibytes: float = 0.0
    broken: list[tuple[int, str]] = field(default_factory=list)


def readings(name: str) -> tuple[Reading, ...]:
    """The ways to read a document of this format; each gives the number of stories."""

    def parsed(data: bytes) -> int:
        return len(formats.parse(data, name=name).stories)

    def page(data: bytes) -> int:
        formats.parse_page(data, name=name, url="https://post.example/bridge")
        return 1

    return (parsed, page) if name == "html_page" else (parsed,)


def run(name: str, inputs: int, seed: int, keep: Path | None) -> Found:
    """Try so many documents made from one format's sample, in this process; what loads only once is loaded before."""
    found, sample = Found(name), dict(samples())[name]
    for read, first in product(readings(name), (sample, NO_KNOWN_DAY)):  # the latter loads dateparser's 200 languages
        with suppress(NewswireError):
            read(first)
    for number in range(inputs):
        data = mutated(name, number, seed)
        for read in readings(name):
            _try_out(read, data, number, found, keep)
    return found


def _try_out(read: Reading, data: bytes, number: int, found: Found, keep: Path | None) -> None:
    before, started, problem = _memory(), time.process_time(), ""
    try:
        found.stories += read(data)
    except NewswireError:
        found.refused += 1
    except Exception as error:
        problem = repr(error)[:200]
    seconds = time.process_time() - started
    found.slowest = max(found.slowest, (seconds, number))
    if seconds > SECONDS:
        problem = problem or f"{seconds:.1f} s"
    grown = _peak() - before
    found.mebibytes = max(found.mebibytes, grown)
    if grown > MEBIBYTES:
        problem = problem or f"{grown:.0f} MiB"
    if problem:
        found.broken.append((number, problem))
        if keep is not None:
            (keep / f"{found.name}-{number}").write_bytes(data)


def _memory() -> float:
    """What the process has in memory, which is its peak from now on."""
    CLEAR_PEAK.write_text("5")
    return _peak()


def _peak() -> float:
    return int(STATUS.read_text().partition("VmHWM:")[2].split()[0]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inputs", type=int, nargs="?", default=20_000)
    parser.add_argument("--format", action="append", choices=[name for name, _ in samples()])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    if arguments.keep is not None:
        arguments.keep.mkdir(parents=True, exist_ok=True)
    names, broken = arguments.format or [name for name, _ in samples()], 0
    with ProcessPoolExecutor(arguments.processes, max_tasks_per_child=1) as pool:
        jobs = [pool.submit(run, name, arguments.inputs, arguments.seed, arguments.keep) for name in names]
        for job in jobs:
            found = job.result()
            counts = f"stories {found.stories:6}  refused {found.refused:6}  broken {len(found.broken):3}"
            slowest = f"slowest {found.slowest[0]:.2f} s (input {found.slowest[1]})"
            print(f"{found.name:10} {counts}  {slowest}  memory +{found.mebibytes:.0f} MiB", flush=True)
            for number, problem in found.broken[:10]:
                print(f"    {found.name} {number}: {problem}")
            broken += len(found.broken)
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
