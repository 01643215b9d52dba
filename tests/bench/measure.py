"""What a command costs."""

import os
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import psutil

from data.paths import PROJECT_DIR


@dataclass(frozen=True)
class Cost:
    """CPU seconds of all threads, wall seconds, and the largest resident set in GB."""

    cpu: float
    wall: float
    memory: float


def cost_of(command: list[str], data_dir: Path, **env: str) -> Cost:
    """Run a command at the project's top to its end and return what it took.

    Raises:
        RuntimeError: the command failed; its output is the message.
    """
    begin = time.monotonic()
    with subprocess.Popen(
        [str(Path(sys.executable).with_name(command[0])), *command[1:]],
        cwd=PROJECT_DIR,
        env={**os.environ, "DATA_DIR": str(data_dir), **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} failed:\n{output}")
    return Cost(
        cpu=usage.ru_utime + usage.ru_stime,
        wall=time.monotonic() - begin,
        memory=usage.ru_maxrss / 1024**2,
    )


def tree_cost_of(command: list[str], data_dir: Path, **env: str) -> Cost:
    """Run a command as `cost_of` does, and add what the processes took that it started.

    Those that outlive the command, as Spark's JVM does for a moment, are not in its own account:
    they are looked at twice a second, so their last half second may be missing.

    Raises:
        RuntimeError: the command failed; its output is the message.
    """
    seen: dict[int, tuple[float, float]] = {}
    done = Event()

    def look() -> None:
        while not done.wait(0.5):
            for process in psutil.Process().children(recursive=True):
                with suppress(psutil.Error):
                    times = process.cpu_times()
                    memory = max(process.memory_info().rss, seen.get(process.pid, (0, 0))[1])
                    seen[process.pid] = (times.user + times.system, memory)

    watcher = Thread(target=look)
    watcher.start()
    try:
        cost = cost_of(command, data_dir, **env)
    finally:
        done.set()
        watcher.join()
    largest = max((memory for _, memory in seen.values()), default=0)
    return Cost(
        cpu=max(cost.cpu, sum(cpu for cpu, _ in seen.values())),
        wall=cost.wall,
        memory=max(cost.memory, largest / 1024**3),
    )
