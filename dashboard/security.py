"""Who may ask, how much they may send, and what a browser may do with the answer."""

import hmac
import ipaddress
import logging
import os
import time

from dash import Dash
from flask import Response, g, request
from flask_httpauth import HTTPBasicAuth

from dashboard.generation import current
from data.generations import NothingPublished

LOG = logging.getLogger("dashboard.access")
# An upload travels as base64, a third larger than the file.
LARGEST_REQUEST = 16 * 1024 * 1024
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class NotProtected(Exception):
    """The dashboard would be open to other machines; the message says what to set."""


def check_host(host: str) -> None:
    """Allow another host than this machine only when people must log in.

    Raises:
        NotProtected: ``host`` can be reached from elsewhere, and no user and password are set.
    """
    if not _is_this_machine(host) and not _credentials():
        raise NotProtected(
            f"HOST={host} lets other machines in: set DASH_USER and DASH_PASSWORD (12 characters "
            "or more) as well, or leave HOST at 127.0.0.1."
        )


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _credentials() -> tuple[str, str] | None:
    user, password = os.environ.get("DASH_USER"), os.environ.get("DASH_PASSWORD", "")
    return (user, password) if user and len(password) >= 12 else None  # noqa: PLR2004


def protect(app: Dash) -> None:
    """Add login (if configured), limits, headers, an access log and ``/ready`` to the server."""
    server = app.server
    server.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    policy: list[str] = []

    @server.before_request
    def start() -> Response | None:
        g.started = time.monotonic()
        is_probe = request.path.endswith(("/health", "/ready"))
        return None if is_probe or not _credentials() else _login()

    @server.after_request
    def finish(response: Response) -> Response:
        if not policy:
            policy.append(_content_security_policy(app))
        response.headers.update({**HEADERS, "Content-Security-Policy": policy[0]})
        took = 1000 * (time.monotonic() - g.get("started", time.monotonic()))
        LOG.info("%s %s %s %.0f ms", request.method, request.path, response.status_code, took)
        return response

    @server.route(f"{app.config.routes_pathname_prefix}ready")
    def ready() -> tuple[str, int]:
        """Answer 200 when there is something to show, 503 with the reason otherwise."""
        try:
            return f"showing {current().manifest['generation']}", 200
        except NothingPublished as error:
            return str(error), 503


def _login() -> Response | None:
    """Return the demand to log in, or None for who did."""
    auth = HTTPBasicAuth(realm="spend30")
    user, password = _credentials()

    @auth.verify_password
    def is_known(given_user: str, given_password: str) -> bool:
        is_user = hmac.compare_digest(given_user.encode(), user.encode())
        return hmac.compare_digest(given_password.encode(), password.encode()) and is_user

    return auth.login_required(lambda: None)()


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
