"""The dashboard as `make dashboard` serves it, for whoever looks at it from outside."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data.paths import PROJECT_DIR


@contextmanager
def served(data_dir: Path, log: Path | None = None, **env: str) -> Iterator[str]:
    """Serve what is published in a folder, on a free port; give the address.

    Args:
        data_dir: that of ``DATA_DIR``.
        log: where all that the server says is written, if anywhere.
        env: other settings.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {**os.environ, "DATA_DIR": str(data_dir), "PORT": str(port), **env}
    command = [sys.executable, "-m", "dashboard"]
    with (
        (log or Path(os.devnull)).open("w", encoding="utf-8") as said,
        subprocess.Popen(command, cwd=PROJECT_DIR, env=env, stdout=said, stderr=said) as server,
    ):
        prefix = env.get("DASH_PREFIX", "").strip("/")
        url = f"http://127.0.0.1:{port}" + (f"/{prefix}" if prefix else "")
        try:
            _wait_until_served(url, server)
            yield url
        finally:
            server.terminate()


def _wait_until_served(url: str, server: subprocess.Popen) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=1):
                return
        except OSError:
            if server.poll() is not None:
                raise RuntimeError(
                    "The dashboard ended: run `make dashboard` to see why."
                ) from None
            time.sleep(0.1)
    raise RuntimeError("The dashboard did not answer within 30 seconds.")
