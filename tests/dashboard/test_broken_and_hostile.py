"""What is said when there is nothing to show, and names and texts that are programs."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import duckdb
import pytest
from playwright.sync_api import Page, expect

from dashboard import generation as generation_module
from data.files import sha256
from data.generations import MANIFEST_FILE, MART_FILE, MODEL_FOLDER, point_to
from reports.browser import open_page
from reports.serving import served
from tests.dashboard.corpora import SQL, XSS
from tests.dashboard.inside import ENDPOINT, ask_for_page, client, paths, router_call, texts
from tests.dashboard.made_up import cut, publish_made_up, show, shown_in


@pytest.fixture(autouse=True)
def _open_anew() -> Iterator[None]:
    yield
    generation_module._open.cache_clear()


@pytest.fixture(scope="module")
def small_mart(sample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Cut the sample's mart down to a few customers."""
    return cut(shown_in(sample.data_dir), tmp_path_factory.mktemp("small") / "mart.duckdb")


def _nothing(folder: Path) -> None:
    (folder.parent / "CURRENT").unlink()


def _no_pointer_that_can_be_read(folder: Path) -> None:
    _nothing(folder)
    (folder.parent / "CURRENT").mkdir()


def _no_generation(folder: Path) -> None:
    shutil.rmtree(folder)


def _changed(folder: Path) -> None:
    _append(folder / MART_FILE)


def _no_model(folder: Path) -> None:
    (folder / MODEL_FOLDER / "model.joblib").unlink()


def _no_mart_that_can_be_opened(folder: Path) -> None:
    _replace(folder, MART_FILE, b"not a database")


def _no_model_that_can_be_read(folder: Path) -> None:
    _replace(folder, f"{MODEL_FOLDER}/model.joblib", b"not a model")


def _append(path: Path) -> None:
    path.chmod(0o644)
    with path.open("ab") as file:
        file.write(b"x")


def _replace(folder: Path, name: str, content: bytes) -> None:
    """Publish other content under a valid sha256: what is broken from the start."""
    path, manifest_path = folder / name, folder / MANIFEST_FILE
    for file in (path, manifest_path):
        file.chmod(0o644)
    path.write_bytes(content)
    manifest = json.loads(manifest_path.read_text())
    manifest["sha256"][name] = sha256(path)
    manifest_path.write_text(json.dumps(manifest))
    point_to(folder)


BROKEN = [
    _nothing,
    _no_pointer_that_can_be_read,
    _no_generation,
    _changed,
    _no_model,
    _no_mart_that_can_be_opened,
    _no_model_that_can_be_read,
]


@pytest.mark.parametrize("spoil", BROKEN)
def test_what_cannot_be_shown_is_a_sentence_on_every_page(
    sample, small_mart: Path, tmp_path: Path, spoil: Any
) -> None:
    folder = publish_made_up(shown_in(sample.data_dir), small_mart, tmp_path)
    show(folder)
    spoil(folder)
    ready = client().get("/ready")
    assert ready.status_code == 503
    assert ready.text.strip()
    assert client().get("/_dash-layout").status_code == 200
    for path in paths():
        for query in ({}, {"customer": "1228"}):
            answer = ask_for_page(path, **query)
            assert answer.status_code == 200, path
            said = texts(answer)
            assert any(
                re.search(r"run `make |cannot be read|^No such page", text) for text in said
            ), (path, said)
            assert "Sorry" not in said, path
            assert "Traceback" not in answer.text


def test_what_is_published_later_is_shown_without_another_start(
    sample, small_mart: Path, tmp_path: Path
) -> None:
    assert client().get("/ready").status_code == 503
    show(publish_made_up(shown_in(sample.data_dir), small_mart, tmp_path))
    assert client().get("/ready").status_code == 200
    assert any("As of" in text for text in texts(ask_for_page("/")))


# --- Names that are programs --------------------------------------------------------------------


@pytest.fixture
def hostile_names(sample, small_mart: Path, tmp_path: Path) -> Path:
    """Publish customers whose ids and names are scripts."""

    def rename(con: duckdb.DuckDBPyConnection) -> None:
        ids = con.execute(
            "select customer_id from marts.customers "
            "order by predicted_spend_30d desc, customer_id limit $most",
            {"most": len(XSS)},
        ).fetchall()
        tables = con.execute(
            "select schema_name || '.' || table_name from duckdb_columns() "
            "where column_name = 'customer_id'"
        ).fetchall()
        for (old,), new in zip(ids, XSS, strict=True):
            for (table,) in tables:
                con.execute(
                    f"update {table} set customer_id = $new where customer_id = $old",
                    {"new": new, "old": old},
                )
        con.execute("update marts.customers set first_name = '<i>' || customer_id || '</i>'")

    show(publish_made_up(shown_in(sample.data_dir), small_mart, tmp_path, rename))
    return tmp_path


def test_names_that_are_scripts_are_shown_as_text(hostile_names: Path) -> None:
    ran: list[str] = []
    with served(hostile_names) as url, open_page() as page:
        page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
        page.on("console", lambda m: ran.append(m.text) if m.type == "error" else None)
        for path in paths():
            page.goto(url + path)
            page.wait_for_selector("main h2, main [role=alert]")
        for name in XSS:
            _open_customer(page, url, name)
            assert page.locator("main script, main img[onerror], main iframe").count() == 0
            assert page.locator("main a[href^='javascript:']").count() == 0
        search = page.get_by_role("textbox", name="Find a customer")
        search.fill("<script>")
        expect(page.get_by_role("option").first).to_contain_text("<script>alert(1)</script>")
    assert ran == []


def _open_customer(page: Page, url: str, customer_id: str) -> None:
    page.goto(f"{url}/customer?{urlencode({'customer': customer_id})}")
    heading = page.get_by_role("heading", level=2).first
    expect(heading).to_contain_text(customer_id)


@pytest.mark.parametrize("text", SQL)
def test_sql_in_an_address_or_a_search_changes_nothing(data_dir: Path, text: str) -> None:
    for path in paths():
        for name in ("customer", "q", "search", "sort", "segment", "region", "filter"):
            answer = client().post(ENDPOINT, json=router_call(path, f"?{name}={text}"))
            assert answer.status_code == 200
            assert "Sorry" not in texts(answer), (path, name)
    found = client().post(
        ENDPOINT,
        json={
            "output": "customer-search.data",
            "outputs": {"id": "customer-search", "property": "data"},
            "inputs": [{"id": "customer-search", "property": "searchValue", "value": text}],
            "changedPropIds": ["customer-search.searchValue"],
        },
    )
    assert found.status_code == 200
    # None of the sample's ids has such a text; a wildcard would find them all.
    assert found.get_json()["response"]["customer-search"]["data"] == []
