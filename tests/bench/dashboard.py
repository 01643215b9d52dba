"""Print what the dashboard takes to start, load and answer: ``make bench-dashboard``.

On what ``DATA_DIR`` has published, inflated to 200,000 customers, in Chromium; beside it, with
``--peer``, explainerdashboard on 1,000 customers. Times run to the last answer of a callback.
"""

import argparse
import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from playwright.sync_api import Page, Request

from data.paths import PROJECT_DIR, data_dir
from reports.browser import open_page
from tests.bench.inflate import inflate

CUSTOMERS = 200_000
EDITS = 20
QUIET_MS = 400
CALLBACK = "_dash-update-component"
PAGES = ("/", "/customers", "/customer?customer={0}", "/what-if?customer={0}",
         "/what-happens?customer={0}", "/new-customers", "/model", "/data")  # fmt: skip


class Watch:
    """The callbacks that a page asks for, and when the last one was answered."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.asked, self.foreign = page, 0, 0
        self._open, self._last = 0, 0.0
        self._address = address
        page.on("request", self._begin)
        page.on("requestfinished", self._end)
        page.on("requestfailed", self._end)

    def _begin(self, request: Request) -> None:
        if CALLBACK in request.url:
            self.asked, self._open = self.asked + 1, self._open + 1
        elif not request.url.startswith((self._address, "data:", "blob:")):
            self.foreign += 1

    def _end(self, request: Request) -> None:
        if CALLBACK in request.url:
            self._open, self._last = self._open - 1, time.perf_counter()

    def after(self, action: Callable[[], object]) -> tuple[float, int]:
        """Return the seconds from an action to its last answer, and how many callbacks it took."""
        before, begin = self.asked, time.perf_counter()
        action()
        while self._open or self.asked == before or not self._is_quiet():
            self.page.wait_for_timeout(20)
        return self._last - begin, self.asked - before

    def _is_quiet(self) -> bool:
        return 1000 * (time.perf_counter() - self._last) > QUIET_MS


@contextmanager
def served(
    command: list[str], port: int, ready: str, folder: Path = PROJECT_DIR, **env: str
) -> Iterator[tuple[float, int]]:
    """Run a server in a folder; give the seconds until it was ready, and its process id."""
    begin = time.perf_counter()
    with subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, "PORT": str(port), **env},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            while not _answers(f"http://127.0.0.1:{port}{ready}"):
                if server.poll() is not None:
                    raise RuntimeError(f"{' '.join(command)} ended")
                time.sleep(0.05)
            yield time.perf_counter() - begin, server.pid
        finally:
            server.terminate()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=60):
            return True
    except (urllib.error.URLError, OSError):
        return False


def ours(folder: Path) -> list[tuple[str, str, str]]:
    """Measure this dashboard on an inflated generation: what, measured, limit."""
    with duckdb.connect(str(next(folder.glob("published/*/mart.duckdb"))), read_only=True) as con:
        ((customer,),) = con.execute(
            "select customer_id from marts.customers where predicted_spend_30d is not null "
            "order by predicted_spend_30d desc, length(customer_id), customer_id limit 1"
        ).fetchall()
    port = _free_port()
    command = [sys.executable, "-m", "dashboard"]
    with served(command, port, "/ready", DATA_DIR=str(folder)) as (start, pid), open_page() as page:
        address = f"http://127.0.0.1:{port}"
        watch = Watch(page, address)
        loads = {}
        for path in (*PAGES, *PAGES):  # The second time is warm.
            loads[path] = watch.after(lambda path=path: page.goto(address + path.format(customer)))
        edits = _edits(watch, page, f"{address}/what-if?customer={customer}")
        happens = _scenarios(watch, page, f"{address}/what-happens?customer={customer}")
        page.goto(f"{address}/customers")
        page.wait_for_timeout(1500)
        search = page.get_by_role("textbox", name="Search", exact=True)
        filters = [
            watch.after(lambda text=text: (search.fill(text), search.press("Enter")))[0]
            for text in ("12", "122", "7", "1228")
        ]
        memory = _memory(pid)
    slowest = max(loads, key=lambda path: loads[path][0])
    return [
        ("start, until it can show something", f"{start:.1f} s", "5 s"),
        ("first page, warm", f"{loads['/'][0]:.2f} s", "2 s"),
        (f"slowest page, warm ({slowest.split('?')[0]})", f"{loads[slowest][0]:.2f} s", "2 s"),
        ("callbacks to load a page, at most", f"{max(n for _, n in loads.values())}", "3"),
        ("what-if edit, 95th percentile", f"{_percentile(edits):.0f} ms", "500 ms"),
        ("what happens, slowest", f"{max(happens):.2f} s", "1 s"),
        ("filter of the list, slowest", f"{max(filters):.2f} s", "1 s"),
        ("resident memory", f"{memory:.0f} MB", "400 MB"),
        ("requests to other machines", f"{watch.foreign}", "0"),
    ]


def _edits(watch: Watch, page: Page, url: str) -> list[float]:
    page.goto(url)
    page.wait_for_timeout(1500)
    field = page.get_by_role("textbox", name="Net spend, last 365 days")
    value = float(field.input_value().replace(",", "").strip("$ "))
    return [
        1000 * watch.after(lambda step=step: field.fill(f"{value + 10 * step:.2f}"))[0]
        for step in range(1, EDITS + 1)
    ]


def _scenarios(watch: Watch, page: Page, url: str) -> list[float]:
    found = []
    for day in (5, 9, 13):
        page.goto(f"{url}")
        page.wait_for_timeout(1000)
        page.get_by_label("Day", exact=True).fill(f"{day} Dec 2017")
        page.keyboard.press("Tab")
        page.get_by_label("Amount").fill("60")
        button = page.get_by_role("button", name="Add the purchase")
        found.append(watch.after(button.click)[0])
    return found


def peer(python: Path) -> list[tuple[str, str]]:
    """Measure explainerdashboard: what, measured."""
    port = _free_port()
    rows = data_dir().resolve() / "bench" / "peer.csv"
    rows.parent.mkdir(exist_ok=True)
    with duckdb.connect(str(data_dir() / "warehouse.duckdb"), read_only=True) as con:
        con.execute(
            f"""
            copy (
                select * exclude (customer_id, cutoff_date, future_orders_30d)
                from marts.customer_features
                where cutoff_date = (
                    select max(cutoff_date) from marts.customer_features
                    where future_spend_30d is not null
                )
            ) to '{rows}'
            """
        )
    command = [
        str(python.absolute()),
        str(Path(__file__).with_name("explainer.py")),
        str(rows),
        str(port),
    ]
    with served(command, port, "/", rows.parent) as (start, pid), open_page() as page:
        address = f"http://127.0.0.1:{port}"
        watch = Watch(page, address)
        tab = page.locator(".tab", has_text="What if")

        def load_page() -> None:
            page.goto(address)
            tab.wait_for(timeout=120_000)

        load, callbacks = watch.after(load_page)
        memory = _memory(pid)
    return [
        ("start", f"{start:.1f} s"),
        ("first page", f"{load:.2f} s"),
        ("callbacks to load a page", f"{callbacks}"),
        ("resident memory", f"{memory:.0f} MB"),
    ]


def _percentile(values: list[float]) -> float:
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


def _memory(pid: int) -> float:
    """Return the largest resident set of a process so far, in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line) / 1024


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def main() -> int:
    """Inflate, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=CUSTOMERS)
    parser.add_argument("--peer", type=Path, help="the Python that has explainerdashboard")
    asked = parser.parse_args()
    folder = data_dir() / "bench" / "dashboard"
    print(f"Dashboard: {inflate(asked.customers, folder)}", flush=True)
    print(f"\n{'dashboard':44}{'measured':>12}{'limit':>10}")
    for name, measured, limit in ours(folder):
        print(f"{name:44}{measured:>12}{limit:>10}")
    if asked.peer:
        print(f"\n{'explainerdashboard, 1,000 customers':44}{'measured':>12}")
        for name, measured in peer(asked.peer):
            print(f"{name:44}{measured:>12}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
