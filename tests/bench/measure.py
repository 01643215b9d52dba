"""What a command costs."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

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
