"""A run of the real coach: stored as it goes, taken up again, scored again with the same figures."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.settings import Settings
from evals import running
from evals.running import Plan, replay, run
from evals.solving import Solver
from evals.store import RunError, RunFolder
from evals.suites import suite_named
from tests.support.indexed_home import indexed_home
from tests.support.running_window import PROJECT

__all__ = ["indexed_home"]

SMALL = Plan(suites=(suite_named("golden"), suite_named("claims")), split="dev", limit=6, workers=2)


@pytest.fixture
def settings(indexed_home: Path) -> Settings:
    return Settings(_env_file=None, home=indexed_home)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the run stands that every test gets a copy of."""
    return tmp_path_factory.mktemp("kept") / "run"


@pytest.fixture
def finished(settings: Settings, kept: Path, tmp_path: Path) -> RunFolder:
    if not kept.exists():
        run(settings, SMALL, RunFolder(kept))
    return RunFolder(Path(shutil.copytree(kept, tmp_path / "run")))


def test_a_run_stores_config_rows_and_figures_with_intervals(finished: RunFolder) -> None:
    config = finished.config()
    assert config["engine"] == "embedded"
    assert len(config["knowledge"]) == 64
    assert {"golden.jsonl", "claims.jsonl"} == set(config["datasets"])
    assert config["versions"]["chromadb"]
    rows = list(finished.rows())
    assert len(rows) == 12
    assert {scored.row.error for scored in rows} == {None}
    figures = finished.summary().figures
    answered = next(f for f in figures if (f.metric, f.slice) == ("answered", "all"))
    assert answered.low is not None
    assert answered.high is not None
    assert answered.low <= answered.value <= answered.high
    assert {f.slice for f in figures} >= {"all", "nl", "en"} - {"en"}


def test_scoring_again_gives_the_same_figures_without_a_coach(
    finished: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_coach(*_: object) -> None:
        raise AssertionError("replay must not open a bench")

    monkeypatch.setattr(running, "open_bench", no_coach)
    before = finished.summary().figures
    assert replay(finished).figures == before


def test_a_finished_run_is_not_run_again(finished: RunFolder, settings: Settings) -> None:
    lines = (finished.path / "rows.jsonl").read_text(encoding="utf-8")
    run(settings, SMALL, finished)
    assert (finished.path / "rows.jsonl").read_text(encoding="utf-8") == lines


def test_a_run_with_other_settings_is_refused_and_named(
    finished: RunFolder, settings: Settings
) -> None:
    with pytest.raises(RunError, match="another limit"):
        run(settings, Plan(SMALL.suites, "dev", 7), finished)


def test_a_dataset_that_changed_is_noticed(
    finished: RunFolder, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = json.loads((finished.path / "config.json").read_text(encoding="utf-8"))
    config["datasets"]["golden.jsonl"] = "0" * 64
    (finished.path / "config.json").write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(RunError, match="datasets"):
        run(settings, SMALL, finished)


def test_a_case_that_breaks_is_reported_and_costs_no_other(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Solver._observe

    async def broken(self: Solver, case: object) -> object:
        if getattr(case, "id", "") == broken_id:
            raise ValueError("this case breaks")
        return await real(self, case)  # type: ignore[arg-type]

    broken_id = SMALL.cases()[0][0][1].id
    monkeypatch.setattr(Solver, "_observe", broken)
    folder = RunFolder(tmp_path / "run")
    summary = run(settings, SMALL, folder)
    assert len(list(folder.rows())) == 12
    assert summary.problems == (f"golden {broken_id}: ValueError: this case breaks",)
    # The next run tries it again.
    monkeypatch.setattr(Solver, "_observe", real)
    assert run(settings, SMALL, folder).problems == ()
    assert len(list(folder.rows())) == 12


def test_a_run_that_was_killed_goes_on_where_it_was(settings: Settings, tmp_path: Path) -> None:
    out = tmp_path / "killed"
    command = [
        sys.executable, "-m", "assistant.cli", "eval", "run", "--suite", "safety",
        "--split", "dev", "--limit", "60", "--out", str(out), "--json",
    ]  # fmt: skip
    environment = {**os.environ, "KOMPAS_HOME": str(settings.home)}
    rows = out / "rows.jsonl"
    process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        if rows.exists() and rows.read_text(encoding="utf-8").count("\n") >= 3:
            break
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    kept = [scored.row.case.id for scored in RunFolder(out).rows()]
    assert kept, "killed before the first case was stored"
    with rows.open("a", encoding="utf-8") as file:
        file.write('{"suite": "safety", "id": "half')
    again = subprocess.run(
        command, cwd=PROJECT, env=environment, check=False, capture_output=True, text=True
    )
    assert json.loads(again.stdout)["problems"] == [], again.stderr
    ids = [scored.row.case.id for scored in RunFolder(out).rows()]
    assert len(ids) == len(set(ids)) == 60
    assert ids[: len(kept)] == kept


def test_a_folder_without_a_run_is_said_in_one_sentence(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "assistant.cli", "eval", "replay", str(tmp_path)],
        cwd=PROJECT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 1
    assert "holds no finished run" in result.stderr
    assert "Traceback" not in result.stderr
