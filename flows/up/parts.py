"""The two processes of ``winnow up``: the server with its page, and the worker that runs what is due.

Prefect is imported only here, in processes of their own: it reads its settings from the environment once, on import.
"""

from __future__ import annotations

import os
import signal
import threading
from multiprocessing.connection import Connection
from pathlib import Path
from socket import socket
from typing import TYPE_CHECKING, NamedTuple

from flows.workers import when_parent_ends

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SECONDS_FOR_OPEN_PAGES = 3
_POLICY = (
    b"default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    b"img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
    b"form-action 'self'; frame-ancestors 'none'"
)


class Plan(NamedTuple):
    """What the worker is to do, and when; addresses without passwords, for Prefect stores them."""

    inputs: tuple[str, ...]
    db: str
    cron: str
    labelled: tuple[str, ...]


def serve_pages(line: Connection, log: str, listener: socket, report: str) -> None:
    """Serve Prefect's page and interface on a socket, the report beside it, until told to end."""
    lead_a_group(log)
    import uvicorn
    from prefect.server.api.server import create_app

    app = create_app(final=True)
    app.router.routes.insert(0, _report_route(report))
    config = uvicorn.Config(
        _closed(app), log_level="warning", lifespan="on", timeout_graceful_shutdown=_SECONDS_FOR_OPEN_PAGES
    )
    server = uvicorn.Server(config)
    threading.Thread(target=_say_when_started, args=(server, line), daemon=True).start()
    server.run(sockets=[listener])


def _closed(app: ASGIApp) -> ASGIApp:
    """Return the page with the doors shut: it has no login, and one of its two designs would call an analytics service.

    Only requests that name this machine are answered, so that no web site can pass for it, and the page may load from and
    talk to nobody else.
    """
    from starlette.middleware.trustedhost import TrustedHostMiddleware

    async def with_policy(scope: Scope, receive: Receive, send: Send) -> None:
        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"content-security-policy", _POLICY)]
            await send(message)

        await app(scope, receive, told)

    return TrustedHostMiddleware(with_policy, allowed_hosts=["127.0.0.1", "localhost"])


def _say_when_started(server: object, line: Connection) -> None:
    while not getattr(server, "started", False):
        threading.Event().wait(0.1)
    line.send("ready")


def _report_route(path: str) -> Route:
    """Return the route under which the newest report is seen; the page itself forbids scripts."""
    from starlette.responses import FileResponse, PlainTextResponse
    from starlette.routing import Route

    def report(_: Request) -> Response:
        if not Path(path).exists():
            return PlainTextResponse("No run has been done yet.", 404)
        return FileResponse(path, media_type="text/html", headers={"Cache-Control": "no-store"})

    return Route("/winnow/report", report)


def run_schedules(line: Connection, log: str, plan: Plan) -> None:
    """Register the deployments and run what is due, one run at a time, until told to end."""
    lead_a_group(log)
    import asyncio

    from flows.up.schedules import keep_running

    asyncio.run(keep_running(plan, lambda: line.send("ready")))


def lead_a_group(log: str) -> None:
    """Make this process the head of a group of its own, which ends with its parent; write to a log."""
    os.setsid()
    when_parent_ends(lambda: os.killpg(0, signal.SIGKILL))
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
