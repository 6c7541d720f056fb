"""The pools that the tasks wait for: a missing one would block them without a word.

python -m pipeline.orchestration.pools
"""

import json

from pipeline.settings import PROJECT


def create_missing() -> None:
    """Make those of seeds/pools.json that are not there; the slots that an operator has set stay."""
    from airflow.models.pool import Pool

    for name, pool in json.loads((PROJECT / "seeds" / "pools.json").read_text(encoding="utf-8")).items():
        if Pool.get_pool(name) is None:
            Pool.create_or_update_pool(name, **pool)


if __name__ == "__main__":
    create_missing()
