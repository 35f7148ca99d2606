"""Do several processes that serve one workspace know of one weighing of every firm?"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from gaodi import api
from gaodi.base import InputError

CLAIM = """
import sys
from pathlib import Path
from gaodi import api
office = api.open_office(Path(sys.argv[1]))
print(api.begin_weighing(office), flush=True)
sys.stdin.readline()
print(api.run_weighing(office), flush=True)
"""


@pytest.fixture
def root(tmp_path):
    office = api.create_office(tmp_path / "w")
    api.load_demo(office, n_enterprises=200)
    office.workspace.ledger.close()
    return tmp_path / "w"


@pytest.fixture
def serve(root):
    """Start a server process of the workspace and return its address and its client."""
    started = []

    def start(*options):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [sys.executable, "-m", "gaodi.cli", "serve", "-w", str(root), "--port", str(port), *options]
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        client = httpx2.Client(
            base_url=f"http://127.0.0.1:{port}", headers={"Origin": f"http://127.0.0.1:{port}"}, timeout=60
        )
        started.append((process, client))
        wait_for(lambda: is_up(client))
        return client

    yield start
    for process, client in started:
        client.close()
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def is_up(client):
    try:
        return client.get("/healthz").status_code == 200
    except httpx2.TransportError:
        return False


def wait_for(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.1)
    pytest.fail("waited too long")


def look(client):
    return client.get("/shock/firms", params={"at": time.monotonic()}).text


def test_what_another_process_weighs_is_shown_and_not_begun_twice(root, serve):
    client = serve()
    assert "开始计算" in look(client)
    other = subprocess.Popen(
        [sys.executable, "-c", CLAIM, str(root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout.readline() == "True\n"
    assert "<progress" in look(client)
    notes = list((root / "runs").glob("criticality-*.json"))
    begun = json.loads(notes[0].read_text(encoding="utf-8"))["started_at"]
    assert client.post("/shock/firms").status_code == 303
    assert json.loads(notes[0].read_text(encoding="utf-8"))["started_at"] == begun
    assert not list((root / "runs").glob("criticality-*.parquet"))
    out, _ = other.communicate("go\n", timeout=60)
    assert out == "True\n"
    office = api.open_office(root)
    wanted = api.get_criticality(office).table.head(50)["enterprise_id"].to_list()
    office.workspace.ledger.close()
    assert re.findall(r'href="/shock\?kind=firm&amp;what=([0-9A-Z]+)"', look(client)) == wanted
    assert not list((root / "runs").glob("criticality-*.json*"))


def test_two_servers_of_one_workspace_give_one_answer(serve):
    first, second = serve(), serve("--workers", "2")
    assert first.post("/shock/firms").status_code == 303
    html = wait_for(lambda: (text := look(second)) and "ESRI</th>" in text and text)
    rows = r'href="/shock\?kind=firm&amp;what=([0-9A-Z]+)"'
    assert re.findall(rows, html) == re.findall(rows, look(first)) != []


def test_a_weighing_whose_process_has_gone_can_be_begun_again(root):
    office = api.open_office(root)
    assert api.get_weighing(office) is None
    assert api.begin_weighing(office)
    assert not api.begin_weighing(office)
    assert api.get_weighing(office).is_running
    (note,) = (root / "runs").glob("criticality-*.json")
    told = json.loads(note.read_text(encoding="utf-8"))
    told["updated_at"] = (datetime.now(UTC) - timedelta(seconds=90)).isoformat()
    note.write_text(json.dumps(told), encoding="utf-8")
    gone = api.get_weighing(office)
    assert not gone.is_running
    assert "broke off" in gone.failure[1]
    assert api.begin_weighing(office)
    assert api.get_weighing(office).is_running
    assert api.run_weighing(office)
    assert api.get_weighing(office) is None
    assert api.get_criticality(office).table.height == 200
    office.workspace.ledger.close()


def test_why_a_weighing_failed_is_told_until_it_is_begun_again(root):
    office = api.open_office(root)
    assert api.begin_weighing(office)

    def stop(step, done, total):
        raise InputError("停了。", "stopped.")

    assert not api.run_weighing(office, progress=stop)
    assert api.get_weighing(office).failure == ("停了。", "stopped.")
    assert api.begin_weighing(office)
    assert api.get_weighing(office).failure is None
    office.workspace.ledger.close()


def test_a_note_that_is_half_written_counts_as_just_begun(root):
    office = api.open_office(root)
    assert api.begin_weighing(office)
    (note,) = (root / "runs").glob("criticality-*.json")
    note.write_text('{"done": 3', encoding="utf-8")
    assert api.get_weighing(office).is_running
    assert not api.begin_weighing(office)
    long_ago = time.time() - 90
    os.utime(note, (long_ago, long_ago))
    assert api.begin_weighing(office)
    office.workspace.ledger.close()
