"""Serve the dashboard: ``python -m dashboard`` (``HOST``, ``PORT``, ``DASH_PREFIX``)."""

import logging
import os
import sys

from waitress import serve

from dashboard.app import create_app
from dashboard.generation import current
from dashboard.security import LARGEST_REQUEST, NotProtected, check_host
from data.generations import NothingPublished

LARGEST_PORT = 65_535


class NotAPort(Exception):
    """``PORT`` names none; the message says so."""


def main() -> int:
    """Serve until interrupted; return 1 after a sentence when that cannot be done."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    host = os.environ.get("HOST") or "127.0.0.1"
    try:
        port = _port(os.environ.get("PORT") or "8050")
        check_host(host)
        manifest = current().manifest
        print(f"Showing {manifest['customers']:,} customers as of {manifest['scoring_cutoff']}")
    except NothingPublished as error:
        # The server starts all the same: what is published later is shown without another start.
        print(error)
    except (NotProtected, NotAPort) as error:
        print(error, file=sys.stderr)
        return 1
    app = create_app()
    print(
        f"Open http://{host}:{port}{app.config.requests_pathname_prefix} (Ctrl-C ends it)",
        flush=True,
    )
    try:
        # What is far too large never reaches the disk; what is a little too large gets a sentence.
        serve(
            app.server,
            host=host,
            port=port,
            threads=4,
            ident=None,
            max_request_body_size=2 * LARGEST_REQUEST,
        )
    except OSError as error:
        print(
            f"{host}:{port} cannot be served ({error.strerror}): name another port with PORT=...",
            file=sys.stderr,
        )
        return 1
    return 0


def _port(text: str) -> int:
    if not (text.isdecimal() and 0 < int(text) <= LARGEST_PORT):
        raise NotAPort(f"PORT must be a number from 1 to {LARGEST_PORT}, but is {text!r}.")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
