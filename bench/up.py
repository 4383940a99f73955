"""See `winnow up` work, from start to end: `python bench/up.py` (some five minutes; chromium for the browser's part).

It starts the command with a schedule of every minute, waits until a run has been started by that schedule and not by hand,
looks at what it left on Prefect's own page in a browser, and stops everything by Ctrl-C. Then it starts it again, kills it
in the middle of a run, and sees whether the next start runs its schedule in spite of what that left behind.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PROSE = (
    "The harbour board met on Monday and agreed to repair pier {n} before the winter storms arrive. Engineers had found cracks "
    "in the piles. The work is paid from the reserve, the mayor said. Fishermen welcomed the decision and asked for more light."
)
SPOILED = "Sure! Here is the article you asked for:\n\n" + PROSE + "\n\nLet me know if you would like me to change anything!"
HOSTILE = '{"id": "bad", "text": <script>alert(1)</script><img src=x onerror=alert(2)> [click](https://evil.example) |\n'
_WAIT = 240


def ask(address: str, path: str, body: dict[str, Any]) -> Any:
    """Return what Prefect's interface answers."""
    request = urllib.request.Request(
        f"{address}/api/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as answer:
        return json.load(answer)


def until(what: str, found: Callable[[], Any]) -> Any:
    """Wait until something is found, and return it."""
    begun = time.monotonic()
    while time.monotonic() - begun < _WAIT:
        if value := found():
            print(f"{time.monotonic() - begun:6.1f} s  {what}", flush=True)
            return value
        time.sleep(0.5)
    sys.exit(f"not within {_WAIT} s: {what}")


@contextmanager
def running(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start the command; yield it and the address that it prints."""
    begun = time.monotonic()
    command = [sys.executable, "-c", "from flows.cli import main; main()", "up", "--port", "0", "--cron", "* * * * *"]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)}
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True) as process:
        address = process.stdout.readline().strip() if process.stdout else ""
        print(f"{time.monotonic() - begun:6.1f} s  up at {address}", flush=True)
        try:
            yield process, address
        finally:
            process.kill()


def runs(address: str, state: str) -> list[dict[str, Any]]:
    """Return the runs of the nightly deployment that a schedule started, those in one state."""
    chosen = {"flow_runs": {"state": {"name": {"any_": [state]}}}, "flows": {"name": {"any_": ["winnow-score"]}}}
    return [run for run in ask(address, "flow_runs/filter", chosen) if run["auto_scheduled"]]


def nine_weeks() -> Iterator[dict[str, str]]:
    """Yield articles of two outlets, one of which changes in the last week."""
    for week in range(9):
        day = date(2026, 3, 2) + timedelta(weeks=week)
        for n in range(40):
            text = SPOILED if week == 8 and n % 2 else PROSE
            yield {
                "id": f"{week}-{n}",
                "source": f"o{n % 2}.example",
                "date": f"{day}",
                "text": text.format(n=week * 40 + n),
            }


def left_over(folder: Path) -> list[str]:
    """Return every process that works in this folder or was started in it, but for this one."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if path.joinpath("cwd").readlink() == folder and path.joinpath("stat").read_text().rpartition(")")[2][1] != "Z":
                found.append(path.joinpath("cmdline").read_text().replace("\0", " ")[:100])
        except OSError:
            continue
    return found


def look(address: str, flow_run: dict[str, Any]) -> None:
    """Open each artifact of a run in a browser, and say what a person sees and what the page did."""
    left = ask(address, "artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [flow_run["id"]]}}})
    print("          artifacts:", ", ".join(sorted(each["key"] for each in left)))
    if CHROMIUM is None:
        print("          no browser: chromium is not installed, so nobody looked at them")
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        elsewhere: list[str] = []
        dialogs: list[str] = []
        page.on("response", lambda answer: elsewhere.append(answer.url) if address not in answer.url else None)
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        for each in sorted(left, key=lambda artifact: artifact["key"]):
            for design in ("", "/v2"):
                page.goto(f"{address}{design}/artifacts/artifact/{each['id']}", wait_until="networkidle")
                page.get_by_text(each["key"]).first.wait_for(timeout=30_000)
                page.wait_for_timeout(1_000)
                seen = " ".join(page.inner_text("body").split())
                print(f"          {design or '/v1'} {each['key']}: {_part(seen, each['key'])}")
        evil = [link for link in page.eval_on_selector_all("a", "all => all.map(a => a.href)") if "evil" in link]
        page.goto(f"{address}/winnow/report")
        print("          report:", page.title(), "|", page.inner_text("p.soft >> nth=0"))
        print(f"          dialogs {dialogs}, links to elsewhere {evil}, answers from elsewhere {elsewhere}")
        browser.close()


def _part(seen: str, key: str) -> str:
    """Return what stands between the head of the page and the list of facts about the run."""
    telling = {
        "winnow-run": "read",
        "winnow-rejects": "where",
        "winnow-trend": "Verdicts by week",
        "winnow-report": "the report",
    }
    start = seen.find(telling.get(key, key))
    return seen[start : start + 230] if start >= 0 else f"NOT SEEN in {seen[:200]!r}"


def main() -> None:
    """Do all of it in a folder that is removed afterwards."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        articles = list(nine_weeks())
        folder.joinpath("incoming").mkdir()
        inbox = folder / "incoming" / "day.jsonl"
        inbox.write_text("".join(json.dumps(each) + "\n" for each in articles) + HOSTILE)
        with running(folder) as (process, address):
            done = until("a scheduled run is completed", lambda: runs(address, "Completed"))[0]
            print(f"          expected {done['expected_start_time'][:19]}, began {done['start_time'][:19]} UTC")
            look(address, done)
            told = ask(address, "events/filter", {"filter": {"event": {"name": ["winnow.source.risen"]}}})["events"]
            print("          events:", *(f"{each['event']} of {each['resource']['prefect.resource.name']}" for each in told))
            process.send_signal(signal.SIGINT)
            begun = time.monotonic()
            print(f"          Ctrl-C: exit code {process.wait(120)} after {time.monotonic() - begun:.1f} s")
        until("no process is left", lambda: not left_over(folder))
        with running(folder) as (process, address):
            until("a scheduled run is at work", lambda: runs(address, "Running"))
            process.kill()
            process.wait()
        until("killed by SIGKILL in the middle of it: no process is left", lambda: not left_over(folder))
        before = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime())
        with running(folder) as (process, address):
            until("started again, a scheduled run is completed", lambda: _newer(runs(address, "Completed"), before))
            print(
                "          the killed one is", ", ".join(run["state_name"] for run in runs(address, "Crashed")) or "NOT SEEN"
            )
            print("          cancelled as one too many:", len(runs(address, "Cancelled")))
            process.send_signal(signal.SIGTERM)
            print("          SIGTERM: exit code", process.wait(120))
        until("no process is left", lambda: not left_over(folder))


def _newer(found: list[dict[str, Any]], before: str) -> list[dict[str, Any]]:
    return [run for run in found if run["start_time"] > before]


if __name__ == "__main__":
    main()
