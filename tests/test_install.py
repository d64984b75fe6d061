"""Installing says in one sentence what is missing, and the papers name the commands that are there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.running_window import PROJECT

SCRIPT = "scripts/make-venv.sh"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with spaces in its name that holds the script and nothing else."""
    folder = tmp_path / "een map met spaties"
    (folder / "scripts").mkdir(parents=True)
    shutil.copy(PROJECT / SCRIPT, folder / SCRIPT)
    return folder


def _fake_python(folder: Path, version: str, venv: str = "exit 0") -> Path:
    """A `python3` that says it is of this version, and of `-m venv` does what is told."""
    major, minor, _ = version.split(".")
    path = folder / "bin" / "python3"
    path.parent.mkdir()
    path.write_text(
        "#!/bin/sh\n"
        f'if [ "$1" = "-m" ]; then {venv}; fi\n'
        f'exec {sys.executable!r} -c "import collections, platform, sys\n'
        "kind = collections.namedtuple('version_info', 'major minor micro releaselevel serial')\n"
        f"sys.version_info = kind({major}, {minor}, 1, 'final', 0)\n"
        f"platform.python_version = lambda: '{version}'\n"
        'exec(sys.argv[1])" "$2"\n',
        encoding="utf-8",
    )
    path.chmod(0o755)
    return path


def _make_venv(checkout: Path, *, path: str | None = None, **env: str) -> tuple[int, str]:
    """Exit status and standard error of the script."""
    done = subprocess.run(
        ["/bin/sh", SCRIPT],
        cwd=checkout,
        env={"PATH": path or os.environ["PATH"], **env},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == ""
    return done.returncode, done.stderr


def _one_sentence(text: str) -> str:
    (line,) = text.splitlines()
    return line


@pytest.mark.parametrize("version", ["2.7.18", "3.9.2", "3.10.12", "3.14.0"])
def test_a_python_that_does_not_fit_is_named_with_what_to_do(checkout: Path, version: str) -> None:
    python = _fake_python(checkout, version)
    status, err = _make_venv(checkout, path=f"{python.parent}:{os.environ['PATH']}")
    assert status == 1
    sentence = _one_sentence(err)
    assert f"is {version}" in sentence
    assert "3.11, 3.12 or 3.13" in sentence
    assert "make PYTHON=" in sentence
    assert not (checkout / ".venv").exists()


@pytest.mark.parametrize("version", ["3.11.2", "3.13.0"])
def test_a_python_that_fits_makes_the_environment(checkout: Path, version: str) -> None:
    python = _fake_python(checkout, version)
    assert _make_venv(checkout, PYTHON=str(python)) == (0, "")
    assert (checkout / ".venv" / ".python").is_file()
    assert not (checkout / ".venv" / ".writable").exists()


def test_no_python_at_all_is_a_sentence(checkout: Path) -> None:
    status, err = _make_venv(checkout, PYTHON="no-such-python")
    assert status == 1
    assert "no 'no-such-python' was found" in _one_sentence(err)


def test_a_folder_that_cannot_be_written_is_a_sentence(checkout: Path) -> None:
    # A file where the folder should be: no user can write in it, the administrator neither.
    (checkout / ".venv").write_text("", encoding="utf-8")
    status, err = _make_venv(checkout, PYTHON=sys.executable)
    assert status == 1
    assert "cannot write in this folder" in _one_sentence(err)


def test_a_python_without_venv_is_a_sentence(checkout: Path) -> None:
    python = _fake_python(checkout, "3.11.2", venv="echo 'no ensurepip' >&2; exit 1")
    status, err = _make_venv(checkout, PYTHON=str(python))
    assert status == 1
    assert "python3-venv" in _one_sentence(err)
    assert not (checkout / ".venv" / ".python").exists()


def _rules() -> set[str]:
    """The commands the Makefile has."""
    text = (PROJECT / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.+)$", text, re.MULTILINE)
    return set(phony.split())


def _named(*papers: str) -> set[str]:
    """The `make` commands these papers tell a person to type."""
    text = "\n".join((PROJECT / paper).read_text(encoding="utf-8") for paper in papers)
    typed = re.findall(r"(?:`|^|: )make (?:PYTHON=\S+ )?([a-z-]+)", text, re.MULTILINE)
    return set(typed)


def test_every_command_the_papers_name_is_in_the_makefile() -> None:
    named = _named("README.md", "CONTRIBUTING.md", ".ci/run", SCRIPT, "assistant/errors.py")
    assert {"chat", "test", "bench", "index", "check"} <= named
    assert named <= _rules()


def test_every_command_the_makefile_tells_of_is_there_and_runs_by_itself() -> None:
    text = (PROJECT / "Makefile").read_text(encoding="utf-8")
    told = set(re.findall(r"^#   make ([a-z-]+) ", text, re.MULTILINE))
    assert told >= {"chat", "test", "install", "index", "check", "bench", "lock"}
    assert told <= _rules()
    assert {"chat", "test"} <= _named("README.md")


def test_ci_runs_the_command_of_the_readme() -> None:
    assert (PROJECT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-1] == "make test"


def test_the_kompas_commands_the_papers_name_exist() -> None:
    papers = [PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", PROJECT / "evals/README.md"]
    text = "\n".join(paper.read_text(encoding="utf-8") for paper in papers)
    named = set(re.findall(r"kompas ((?:knowledge |eval )?[a-z]+)", text))
    assert {"ask", "search", "verify", "doctor", "knowledge sync", "eval run"} <= named
    helped = {
        group: subprocess.run(
            [sys.executable, "-m", "assistant.cli", *group.split(), "--help"],
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for group in ("", "knowledge", "eval")
    }
    for command in named:
        group, _, name = command.rpartition(" ")
        assert re.search(rf"^  {name}\b", helped[group], re.MULTILINE), command


@pytest.mark.parametrize(
    "lock", ["requirements.lock", "requirements-dev.lock", "requirements-local-model.lock"]
)
def test_a_lock_has_a_hash_for_every_package_and_no_address(lock: str) -> None:
    text = (PROJECT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert "index-url" not in text
    packages = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert packages
    assert [p.splitlines()[0] for p in packages if "--hash=sha256:" not in p] == []
    assert [p.splitlines()[0] for p in packages if "==" not in p.splitlines()[0]] == []
