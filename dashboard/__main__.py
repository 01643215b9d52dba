"""Serve the dashboard: ``python -m dashboard`` (``HOST``, ``PORT``, ``DASH_PREFIX``)."""

import logging
import os
import sys

from waitress import serve

from dashboard.app import create_app
from dashboard.generation import current
from dashboard.security import NotProtected, check_host
from data.generations import NothingPublished


def main() -> int:
    """Serve until interrupted; return 1 after a sentence when that cannot be done."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    host = os.environ.get("HOST") or "127.0.0.1"
    try:
        port = int(os.environ.get("PORT") or 8050)
        check_host(host)
        manifest = current().manifest
        print(f"Showing {manifest['customers']:,} customers as of {manifest['scoring_cutoff']}")
    except NothingPublished as error:
        print(error)
    except NotProtected as error:
        print(error, file=sys.stderr)
        return 1
    except ValueError:
        print(f"PORT must be a number, but is {os.environ['PORT']!r}.", file=sys.stderr)
        return 1
    app = create_app()
    print(
        f"Open http://{host}:{port}{app.config.requests_pathname_prefix} (Ctrl-C ends it)",
        flush=True,
    )
    try:
        serve(app.server, host=host, port=port, threads=8)
    except OSError as error:
        print(
            f"{host}:{port} cannot be served ({error.strerror}): name another port with PORT=...",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
