"""Who is let in, and what every answer carries."""

import base64
import hashlib
import http.client
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from dashboard import generation as generation_module
from dashboard.security import LARGEST_REQUEST, NotProtected, check_host
from data.paths import PROJECT_DIR
from reports.browser import open_page
from reports.serving import served
from tests.dashboard.inside import ENDPOINT, client

USER, PASSWORD = "ana", "a long password: ü"
SCRIPTS = re.compile(r"script-src 'self'( 'sha256-[A-Za-z0-9+/=]+')+;")


@pytest.fixture(autouse=True)
def _open_anew() -> Iterator[None]:
    yield
    generation_module._open.cache_clear()


# --- Every answer -------------------------------------------------------------------------------

ANSWERS = [
    ("GET", "/", 200),
    ("GET", "/customer?customer=1228", 200),
    ("GET", "/no/such/page", 200),
    ("HEAD", "/", 200),
    ("GET", "/health", 200),
    ("GET", "/ready", 200),
    ("GET", "/assets/style.css", 200),
    ("GET", "/_dash-layout", 200),
    ("GET", "/_dash-dependencies", 200),
    ("POST", ENDPOINT, 400),
    ("GET", "/assets/no-such-file.css", 404),
    ("GET", "/_dash-component-suites/dash/no-such-file.js", 404),
    ("GET", "/_dash-component-suites/os/path.py", 404),
    # What tells of the machine, or changes something.
    ("GET", "/_reload-hash", 404),
    ("GET", ENDPOINT, 200),
    ("OPTIONS", "/", 405),
    ("POST", "/", 405),
    ("PUT", ENDPOINT, 405),
    ("DELETE", "/assets/style.css", 405),
    ("TRACE", "/", 405),
]


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_every_answer_carries_the_headers(
    data_dir: Path, method: str, path: str, status: int
) -> None:
    answer = client().open(path, method=method)
    assert answer.status_code == status
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert SCRIPTS.search(policy)
    assert "unsafe-eval" not in policy
    assert "Cache-Control" in answer.headers
    assert b"Traceback" not in answer.data


def test_the_policy_knows_every_inline_script(data_dir: Path) -> None:
    page = client().get("/")
    # What only Internet Explorer read stands in a comment.
    source = re.sub(r"<!--.*?-->", "", page.text, flags=re.S)
    inline = re.findall(
        r"<script(?![^>]*\ssrc=)(?![^>]*application/json)[^>]*>(.*?)</script>", source, re.S
    )
    assert inline
    for script in inline:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in page.headers["Content-Security-Policy"], script


def test_what_is_too_large_is_refused(data_dir: Path) -> None:
    answer = client().post(
        ENDPOINT, data=b"x" * (LARGEST_REQUEST + 1), content_type="application/json"
    )
    assert answer.status_code == 413
    assert "Content-Security-Policy" in answer.headers
    assert client().post("/", data=b"x" * (LARGEST_REQUEST + 1)).status_code == 413


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../app.py",
        "/assets/%2e%2e/app.py",
        "/assets/..%2fapp.py",
        "/assets/..%5capp.py",
        "/assets//etc/passwd",
        "/assets/%00",
        "/_dash-component-suites/dash/../../../../etc/passwd",
        "/_dash-component-suites/dash/..%2f..%2fversion.py",
        "/../../../../etc/passwd",
        "/.git/config",
    ],
)
def test_no_path_leads_to_other_files(address: str, path: str) -> None:
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    # An unknown page is the frame, which says that there is no such page.
    assert answer.status in (200, 308, 400, 404)
    assert answer.status != 200 or b"_dash-renderer" in body
    for inside in (b"root:", b"def create_app", b"__version__ =", b"[core]"):
        assert inside not in body


def test_a_name_that_points_here_is_no_way_in(data_dir: Path) -> None:
    assert client().get("/", headers={"Host": "evil.example"}).status_code == 403
    for host in ("127.0.0.1:8050", "localhost:80", "[::1]:8050"):
        assert client().get("/", headers={"Host": host}).status_code == 200


def test_an_address_is_no_script(data_dir: Path) -> None:
    page = client().get('/x"><script>alert(1)</script>?a="><script>alert(2)</script>').text
    assert "<script>alert" not in page


# --- Log in -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "user", "password", "words"),
    [
        ("0.0.0.0", "", "", "set DASH_USER and DASH_PASSWORD"),
        ("::", "", "", "set DASH_USER and DASH_PASSWORD"),
        ("*", "", "", "set DASH_USER and DASH_PASSWORD"),
        ("192.168.1.5", "", "", "leave HOST at 127.0.0.1"),
        ("example.com", "", "", "set DASH_USER and DASH_PASSWORD"),
        ("0.0.0.0", "ana", "short", "must both be set"),
        ("127.0.0.1", "ana", "", "must both be set"),
        ("127.0.0.1", "", "a long password", "must both be set"),
        ("127.0.0.1", "a:b", "a long password", "must both be set"),
    ],
)
def test_nobody_is_let_in_by_mistake(
    monkeypatch: pytest.MonkeyPatch, host: str, user: str, password: str, words: str
) -> None:
    monkeypatch.setenv("DASH_USER", user)
    monkeypatch.setenv("DASH_PASSWORD", password)
    with pytest.raises(NotProtected, match=re.escape(words)):
        check_host(host)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_this_machine_needs_no_login(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.delenv("DASH_USER", raising=False)
    monkeypatch.delenv("DASH_PASSWORD", raising=False)
    check_host(host)


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({"HOST": "0.0.0.0"}, "HOST=0.0.0.0 lets other machines in"),
        ({"HOST": "0.0.0.0", "DASH_USER": "ana", "DASH_PASSWORD": "short"}, "must both be set"),
        ({"PORT": "99999"}, "PORT must be a number from 1 to 65535, but is '99999'."),
        ({"PORT": "x"}, "PORT must be a number"),
        ({"PORT": "-1"}, "PORT must be a number"),
    ],
)
def test_a_wrong_setting_ends_in_a_sentence(
    tmp_path: Path, setting: dict[str, str], words: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dashboard"],
        cwd=PROJECT_DIR,
        env={**os.environ, "DATA_DIR": str(tmp_path), "PORT": "8050", **setting},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


def _ask(url: str, path: str, authorization: str | None = None) -> int:
    host, _, prefix = url.removeprefix("http://").partition("/")
    connection = http.client.HTTPConnection(host, timeout=10)
    headers = {"Authorization": authorization} if authorization else {}
    connection.request("GET", f"{'/' + prefix if prefix else ''}{path}", headers=headers)
    return connection.getresponse().status


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def test_with_a_login_only_the_probes_answer_to_strangers(data_dir: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    with served(data_dir, log=log, DASH_USER=USER, DASH_PASSWORD=PASSWORD) as url:
        assert _ask(url, "/health") == _ask(url, "/ready") == 200
        closed = ("/", "/x/health", "/_dash-layout", "/_dash-dependencies", "/assets/style.css")
        for path in closed:
            assert _ask(url, path) == 401, path
            assert _ask(url, path, _basic(USER, PASSWORD)) == 200, path
        for wrong in (
            _basic(USER, "another password"),
            _basic("bob", PASSWORD),
            _basic("", ""),
            _basic(USER, PASSWORD + "\0"),
            "Basic",
            "Basic !!!",
            "Basic /////w==",
            "Bearer x",
            "Digest username=ana",
        ):
            assert _ask(url, "/", wrong) == 401, wrong
        assert _ask(url, "/customer?customer=secret-id", _basic(USER, PASSWORD)) == 200
    lines = log.read_text()
    assert re.search(r"^\d{4}-\d\d-\d\d \S+ INFO GET /customer 200 \d+ ms$", lines, re.M)
    assert re.search(r"INFO GET / 401 \d+ ms$", lines, re.M)
    for secret in ("secret-id", PASSWORD, USER, _basic(USER, PASSWORD).split()[1]):
        assert secret not in lines


def test_under_a_prefix_pages_assets_and_callbacks_work(data_dir: Path) -> None:
    troubles: list[str] = []
    with served(data_dir, DASH_PREFIX="/spend") as url, open_page() as page:
        page.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
        page.on("response", lambda r: troubles.append(r.url) if r.status >= 400 else None)
        assert _ask(url, "/health") == _ask(url, "/ready") == 200
        page.goto(f"{url}/")
        page.wait_for_selector("main h2")
        page.goto(f"{url}/customer?customer=1228")
        expect(page.get_by_role("heading", name="Customer 1228", exact=True)).to_be_visible()
        page.get_by_role("link", name="Overview", exact=True).click()
        expect(page).to_have_title("spend30: overview")
        assert page.url == f"{url}/"
    assert troubles == []
