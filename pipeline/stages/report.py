"""What a stage says when it is done."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class StageReport:
    """Counts by name, and the inputs that failed, each named with its reason."""

    stage: str
    counts: dict[str, int] = field(default_factory=dict)
    failed: tuple[str, ...] = ()

    def __str__(self) -> str:
        counts = ", ".join(f"{name} {number}" for name, number in self.counts.items() if number)
        return f"{self.stage}: {counts or 'nothing to do'}"
