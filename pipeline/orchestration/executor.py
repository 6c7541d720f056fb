"""Where tasks run on one machine: they fork from the scheduler, which has loaded what they need."""

from airflow.executors.local_executor import LocalExecutor

from pipeline.orchestration.loading import load


class LoadedExecutor(LocalExecutor):
    """Airflow's own, but that stages and language model are loaded before its processes start."""

    def start(self) -> None:
        """Load, then start the processes that run tasks; without forks each would load for itself all the same."""
        if self.is_mp_using_fork:
            load()
        super().start()
