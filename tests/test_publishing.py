"""What is published stays whole and stays up, whatever happens to the next build."""

import os
import random
import resource
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from dashboard import generation
from data.generations import BrokenGeneration, NothingPublished, all_generations, current_folder
from data.lock import only_one
from data.publish import publish
from data.rollback import roll_back
from tests.drops import drop_of_sales, half_a_year_of_sales, write_csv
from tests.project import dbt, run, start


@pytest.fixture(autouse=True)
def _open_anew() -> Iterator[None]:
    """Forget which generations are open, before and after."""
    generation._open.cache_clear()
    yield
    generation._open.cache_clear()


def _make(target: str, data_dir: Path, **options: object):
    return run("make", target, f"DATA_DIR={data_dir}", data_dir=data_dir, check=False, **options)


def _check_whole(shown: generation.Generation) -> str:
    """Mart, model and manifest belong together; return the generation's name."""
    model_id = shown.manifest["model_id"]
    assert shown.model.model_id == model_id
    assert shown.query("select distinct model_id from marts.customer_predictions") == [
        {"model_id": model_id}
    ]
    assert shown.query("select count(*) as n from marts.customer_predictions") == [{"n": 12}]
    return shown.manifest["generation"]


# --- Killed, failed, full -----------------------------------------------------------------------


@pytest.mark.parametrize("kills", [3, pytest.param(50, marks=pytest.mark.long)])
def test_a_kill_at_any_moment_leaves_the_published_generation(retailer: Path, kills: int) -> None:
    rng = random.Random(30)
    steps = {"publish": 2.0, "train": 12.0, "build": 20.0}
    survived = dict.fromkeys(steps, 0)
    while (number := sum(survived.values())) < kills:
        step = list(steps)[number * len(steps) // kills]
        before = (retailer / "published" / "CURRENT").read_text()
        process = start("make", step, f"DATA_DIR={retailer}", data_dir=retailer)
        try:
            process.communicate(timeout=rng.uniform(0.1, steps[step]))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            survived[step] += 1
        else:
            steps[step] *= 0.8
        generation._open.cache_clear()
        name = _check_whole(generation.current())
        after = (retailer / "published" / "CURRENT").read_text()
        assert name in after
        assert after == before or step == "publish"
    print(f"{sum(survived.values())} kills survived: {survived}")
    done = _make("run", retailer)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(all_generations()) <= 3
    assert not list((retailer / "published").glob(".2*"))


def _limit_files_to(size: int) -> Callable[[], None]:
    """Let every write beyond a size fail, as on a full disk."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize(
    ("step", "size"), [("publish", 100_000), ("train", 20_000), ("build", 2_000_000)]
)
def test_a_full_disk_leaves_the_published_generation(retailer: Path, step: str, size: int) -> None:
    before = (retailer / "published" / "CURRENT").read_text()
    process = start(
        "make", step, f"DATA_DIR={retailer}", data_dir=retailer, preexec_fn=_limit_files_to(size)
    )
    printed, _ = process.communicate()
    assert process.returncode != 0
    assert "Traceback" not in printed
    assert (retailer / "published" / "CURRENT").read_text() == before
    assert _check_whole(generation.current()) in before
    assert not list((retailer / "published").glob(".2*"))


def _spoil(retailer: Path) -> int:
    """Let every third of the sales be unreadable; return how many these are."""
    sales = half_a_year_of_sales()
    for header, _ in sales[::3]:
        header["transaction_date"] = "soon"
    write_csv(drop_of_sales(sales, customer_details=[{"customer_id": "C1"}]), retailer / "raw")
    return len(sales[::3])


def test_what_failed_is_not_published_by_hand(retailer: Path) -> None:
    before = (retailer / "published" / "CURRENT").read_text()
    bad = _spoil(retailer)
    failed = _make("build", retailer)
    assert failed.returncode != 0
    assert "assert_rejected_share_is_bearable" in failed.stderr
    assert f"rejected: {bad} rows of store_sales_header, invalid_date" in failed.stdout
    refused = _make("publish", retailer)
    assert refused.returncode != 0
    assert "(assert_rejected_share_is_bearable ended with 'fail'" in refused.stderr
    assert len(refused.stderr.splitlines()) == 2  # the sentence, and make's own
    assert (retailer / "published" / "CURRENT").read_text() == before
    _check_whole(generation.current())


def test_what_was_not_tested_since_it_was_built_is_not_published(retailer: Path) -> None:
    dbt("run", "--select", "customer_features", data_dir=retailer)
    refused = _make("publish", retailer)
    assert "is not fit to be published" in refused.stderr
    assert "was not run to its end" in refused.stderr
    dbt("test", data_dir=retailer)
    assert _make("publish", retailer).returncode == 0


# --- Bits and pieces ----------------------------------------------------------------------------


def _files(data_dir: Path) -> list[Path]:
    files = sorted(path for path in current_folder().rglob("*") if path.is_file())
    return [*files, data_dir / "published" / "CURRENT"]


@pytest.mark.parametrize("times", [8, pytest.param(200, marks=pytest.mark.long)])
def test_flipped_bits_and_cut_files_are_found_before_anything_is_opened(
    retailer: Path, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    _check_whole(generation.current())
    for opener in ("duckdb.connect", "ml.bundle.load"):
        monkeypatch.setattr(opener, lambda *_, **__: pytest.fail("opened"))
    rng = random.Random(30)
    found = {"flips": 0, "cuts": 0}
    files = _files(retailer)
    for path in files:
        whole = path.read_bytes()
        path.chmod(0o644)
        for number in range(times):
            content = bytearray(whole)
            if number % 2:
                content = content[: rng.randrange(len(content))]
            else:
                content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
            path.write_bytes(content)
            generation._open.cache_clear()
            with pytest.raises(BrokenGeneration, match="make rollback"):
                generation.current()
            found["cuts" if number % 2 else "flips"] += 1
        path.unlink()
        with pytest.raises(NothingPublished):
            generation.current()
        path.write_bytes(whole)
    print(f"{found} found in {len(files)} files")
    assert len(files) == 6


# --- Switching ----------------------------------------------------------------------------------


def test_readers_never_see_half_of_two_generations(retailer: Path) -> None:
    seen, problems, is_over = set(), [], threading.Event()

    def read() -> None:
        while not is_over.is_set():
            try:
                seen.add(_check_whole(generation.current()))
            except Exception as error:
                problems.append(repr(error))

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    published = []
    for _ in range(4):
        published.append(publish().name)
        time.sleep(0.3)
    is_over.set()
    for reader in readers:
        reader.join()
    assert problems == []
    assert seen >= set(published)
    assert [folder.name for folder in all_generations()] == published[:0:-1]


def test_rollback_goes_back_one_by_one_past_what_is_broken(retailer: Path) -> None:
    oldest = current_folder()
    broken, newest = publish(), publish()
    (broken / "mart.duckdb").chmod(0o644)
    with (broken / "mart.duckdb").open("ab") as file:
        file.write(b"x")
    done = _make("rollback", retailer)
    assert done.returncode == 0
    assert f"{broken.name} is left out" in done.stderr
    assert current_folder() == oldest
    _check_whole(generation.current())
    done = _make("rollback", retailer)
    assert done.returncode != 0
    assert "there is no earlier generation that is whole" in done.stderr
    assert newest.exists()
    # The next publication is shown again, and what is shown is never removed.
    assert publish() == current_folder()


def test_a_broken_pointer_is_mended_by_a_rollback(retailer: Path) -> None:
    folder = current_folder()
    (retailer / "published" / "CURRENT").write_text("nonsense")
    with pytest.raises(BrokenGeneration):
        generation.current()
    assert roll_back() == folder
    _check_whole(generation.current())


def test_the_mart_and_the_pointer_can_be_read_by_others_and_written_by_nobody(
    retailer: Path,
) -> None:
    for path in _files(retailer)[:-1]:
        assert path.stat().st_mode & 0o777 == 0o444
    assert (retailer / "published" / "CURRENT").stat().st_mode & 0o044 == 0o044


# --- Two at once --------------------------------------------------------------------------------


def test_the_second_build_says_in_one_line_who_holds_the_warehouse(retailer: Path) -> None:
    with duckdb.connect(str(retailer / "warehouse.duckdb")):
        done = _make("build", retailer)
        by_dbt = dbt("build", data_dir=retailer, check=False)
    assert done.returncode != 0
    (line,) = [text for text in done.stderr.splitlines() if not text.startswith("make")]
    assert line.startswith("Build: ")
    assert f"(PID {os.getpid()}): wait for it or close it, then run this again." in line
    assert f"(PID {os.getpid()})" in by_dbt.stdout
    assert "Traceback" not in by_dbt.stdout


def test_the_second_publication_says_in_one_line_who_is_first(retailer: Path) -> None:
    with only_one(retailer / "published", "publication"):
        done = _make("publish", retailer)
    assert f"another publication is under way in {retailer}" in done.stderr
    assert f"(PID {os.getpid()})" in done.stderr


def test_a_dashboard_that_reads_does_not_stop_a_build(retailer: Path) -> None:
    shown = generation.current()
    assert _make("build", retailer).returncode == 0
    _check_whole(shown)
