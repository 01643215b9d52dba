"""Who may ask, how much they may send, and what a browser may do with the answer."""

import hmac
import ipaddress
import logging
import os
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from dash import Dash
from dash.exceptions import DependencyException
from flask import Response, abort, g, request
from flask_httpauth import HTTPBasicAuth

from dashboard.generation import current
from data.generations import NothingPublished

LOG = logging.getLogger("dashboard.access")
SHORTEST_PASSWORD = 12
# An upload travels as base64, a third larger than the file.
LARGEST_REQUEST = 16 * 1024 * 1024
METHODS = ("GET", "HEAD", "POST")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class NotProtected(Exception):
    """The dashboard would be open to people whom nobody let in; the message says what to set."""


def check_host(host: str) -> None:
    """Allow another host than this machine only when people must log in.

    Raises:
        NotProtected: ``host`` can be reached from elsewhere and no user and password are set, or
            one of these is set in a way that would not protect.
    """
    has_login = bool(os.environ.get("DASH_USER") or os.environ.get("DASH_PASSWORD"))
    if has_login and not _credentials():
        raise NotProtected(
            "For a login, DASH_USER and DASH_PASSWORD must both be set: a name without a colon, "
            f"and {SHORTEST_PASSWORD} characters or more."
        )
    if not has_login and not _is_this_machine(host):
        raise NotProtected(
            f"HOST={host} lets other machines in: set DASH_USER and DASH_PASSWORD "
            f"({SHORTEST_PASSWORD} characters or more) as well, or leave HOST at 127.0.0.1."
        )


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _credentials() -> tuple[str, str] | None:
    user, password = os.environ.get("DASH_USER", ""), os.environ.get("DASH_PASSWORD", "")
    is_fit = user and ":" not in user and len(password) >= SHORTEST_PASSWORD
    return (user, password) if is_fit else None


def protect(app: Dash) -> None:
    """Add login (if configured), limits, headers, an access log and ``/ready`` to the server."""
    server, prefix = app.server, app.config.routes_pathname_prefix
    server.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    # Dash adds its router and inline scripts with the first request. Two that came at once would
    # meet halfway, and the policy must know every script: no visitor is the first.
    with server.test_request_context(prefix):
        server.preprocess_request()
    policy = _content_security_policy(app)
    log_in = _login()
    probes = (f"{prefix}health", f"{prefix}ready")

    @server.before_request
    def start() -> Response | None:
        g.started = time.monotonic()
        if request.method not in METHODS:
            abort(405)
        if request.content_length and request.content_length > LARGEST_REQUEST:
            abort(413)
        if request.endpoint in probes:
            return None
        if log_in:
            return log_in()
        if not _is_asked_as_this_machine():
            abort(403)
        return None

    @server.after_request
    def finish(response: Response) -> Response:
        response.headers.update({**HEADERS, "Content-Security-Policy": policy})
        # What tells of customers is kept nowhere; what Dash serves as files says itself how long.
        response.headers.setdefault("Cache-Control", "no-store")
        took = 1000 * (time.monotonic() - g.get("started", time.monotonic()))
        # The path alone, on one line: the query names customers.
        path = request.path.encode("unicode_escape").decode()
        LOG.info("%s %s %s %.0f ms", request.method, path, response.status_code, took)
        return response

    @server.errorhandler(DependencyException)
    def no_such_script(_: DependencyException) -> tuple[str, int]:
        return "There is no such file.", 404

    @server.errorhandler(403)
    def another_name(_: Exception) -> tuple[str, int]:
        return "Without a login, the dashboard answers to localhost and 127.0.0.1 only.", 403

    @server.errorhandler(500)
    def went_wrong(_: Exception) -> tuple[str, int]:
        return "That did not work: the server's log says why.", 500

    # Belongs to hot reloading, tells what is installed, and cannot be switched off.
    server.view_functions[f"{prefix}_reload-hash"] = lambda: abort(404)

    @server.get(f"{prefix}ready", endpoint=f"{prefix}ready")
    def ready() -> Response:
        """Answer 200 when there is something to show, 503 with the reason otherwise."""
        try:
            text, status = f"showing {current().manifest['generation']}", 200
        except NothingPublished as error:
            text, status = str(error), 503
        return Response(f"{text}\n", status=status, mimetype="text/plain")


def _login() -> Callable[[], Response | None] | None:
    """Return what demands a login and gives None to who did, or None where none is configured."""
    if not _credentials():
        return None
    auth = HTTPBasicAuth(realm="spend30")
    user, password = (text.encode() for text in _credentials())

    @auth.verify_password
    def is_known(given_user: str, given_password: str) -> bool:
        # Both are always compared, so that the time taken does not tell which one is wrong.
        is_user = hmac.compare_digest(given_user.encode(), user)
        return hmac.compare_digest(given_password.encode(), password) and is_user

    return auth.login_required(lambda: None)


def _is_asked_as_this_machine() -> bool:
    """Tell whether the browser knows the server by a name of this machine.

    A page elsewhere can let its own name point to 127.0.0.1 and would read along.
    """
    try:
        return _is_this_machine(urlsplit(f"//{request.host}").hostname or "")
    except ValueError:
        return False


def _content_security_policy(app: Dash) -> str:
    # The hashes of Dash's own inline scripts come with their quotes.
    scripts = " ".join(["'self'", *app.csp_hashes()])
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )
