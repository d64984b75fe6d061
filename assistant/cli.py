"""The `kompas` command. Everything heavy is imported inside the commands: `--help` stays quick.

Exit status: 0 well; 1 something is wrong with the input, the knowledge or the installation, or the
index is behind (`knowledge status`); 2 wrong usage. Errors go to standard error, one sentence in the
language of the terminal; what a program reads is UTF-8 whatever the terminal's encoding.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import sys
import unicodedata
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from assistant.errors import IndexMismatch, KompasError, OutputUnwritable, UnexpectedProblem
from assistant.language import Language, terminal_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from assistant.library.sync import SyncReport
    from assistant.settings import Settings

log = logging.getLogger(__name__)

app = typer.Typer(
    name="kompas",
    help="Kompas: a coach for leaders in the AI era. / Een coach voor leiders in het AI-tijdperk.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    # Plain help: drawing it in colour takes longer to import than all the rest of `--help`.
    rich_markup_mode=None,
)
knowledge = typer.Typer(
    help="Keep the knowledge folder and its index. / De kennismap en de index.",
    no_args_is_help=True,
)
app.add_typer(knowledge, name="knowledge")

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object, for programs.")]
Jsonl = Annotated[
    bool, typer.Option("--jsonl", help="Read objects from standard input, one a line.")
]


def main() -> None:
    """Run the command line; whatever goes wrong becomes one sentence and exit status 1."""
    # A character the terminal does not have must not cost a person the rest of the text.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        try:
            for command in entry_points(group="kompas.commands"):
                app.add_typer(command.load(), name=command.name)
            app()
        finally:
            # Here and not at the end of the process, where a closed pipe is an ugly message.
            sys.stdout.flush()
    except KompasError as error:
        _stop(error)
    except BrokenPipeError:
        # The reader went away (`kompas ... | head`); nothing is left to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        log.debug("unexpected", exc_info=error)
        _stop(UnexpectedProblem(repr(error), kind=type(error).__name__))


def _stop(error: KompasError) -> None:
    print(error.user_message(terminal_language()), file=sys.stderr)
    sys.exit(1)


def _wrong_usage(nl: str, en: str) -> typer.BadParameter:
    """A mistake in the command itself: exit status 2."""
    return typer.BadParameter(nl if terminal_language() == "nl" else en)


def _settings() -> Settings:
    from assistant.settings import load_settings

    settings = load_settings()
    logging.basicConfig(
        level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    # Some packages set a level of their own; what reaches a terminal is ours to say.
    for handler in logging.getLogger().handlers:
        handler.setLevel(settings.log_level)
    return settings


def _print_json(value: Any) -> None:
    """One object on one line, as UTF-8; half a character is written as JSON's own escape."""
    line = json.dumps(value, ensure_ascii=False, allow_nan=False) + "\n"
    sys.stdout.flush()
    sys.stdout.buffer.write(line.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


def _print_lines(answers: Iterable[dict[str, Any]]) -> None:
    """One answer a line as it comes; exit status 1 when any of them is an error."""
    failed = False
    for answer in answers:
        failed = failed or "error" in answer
        _print_json(answer)
    if failed:
        raise typer.Exit(1)


# -- asking ------------------------------------------------------------------------------------


@app.command(short_help="Ask the coach. / Stel de coach een vraag.")
def ask(
    question: Annotated[str | None, typer.Argument(help="What you want to ask.")] = None,
    as_json: Json = False,
    jsonl: Jsonl = False,
) -> None:
    """Ask the coach one question, or many with --jsonl."""
    if (question is None) != jsonl:
        raise _wrong_usage(
            "geef een vraag, of --jsonl met objecten op standaardinvoer",
            "give a question, or --jsonl with objects on standard input",
        )
    if question is not None:
        # One answer and out: looking for garbage in what was just loaded costs a tenth of the time.
        gc.disable()
    from assistant.coaching.build import build_coach
    from assistant.conversation import Question
    from assistant.lines import answer_lines, well_formed
    from assistant.rendering import render_text, reply_as_dict

    with build_coach(_settings()) as coach:
        if question is None:
            _print_lines(answer_lines(coach, _stdin_lines()))
            return
        reply = coach.reply(Question(well_formed(question)))
    # What was loaded goes with the process; looking through it once more costs as much again.
    gc.freeze()
    if as_json:
        _print_json(reply_as_dict(reply))
        return
    print(render_text(reply))
    for citation in reply.citations:
        print(f"\n[{citation.n}] {citation.document} — {citation.heading}")
        print(f"    {citation.source}")


@app.command(short_help="Search the knowledge. / Zoek in de kennis.")
def search(
    query: Annotated[str | None, typer.Argument(help="What to look for.")] = None,
    as_json: Json = False,
    beir: Annotated[
        Path | None, typer.Option(help="A folder with corpus.jsonl, queries.jsonl, qrels.jsonl.")
    ] = None,
    run: Annotated[Path | None, typer.Option(help="Where to write the run, with --beir.")] = None,
) -> None:
    """Search the knowledge, or measure the retriever with --beir."""
    if (query is None) == (beir is None):
        raise _wrong_usage(
            "geef een zoekvraag, of --beir met een map", "give a query, or --beir with a folder"
        )
    if run is not None and beir is None:
        raise _wrong_usage("--run hoort bij --beir", "--run goes with --beir")
    if query is not None and not _says_something(query):
        raise _wrong_usage(
            "de zoekvraag heeft geen letters of cijfers", "the query has no letters or digits"
        )
    settings = _settings()
    if beir is not None:
        if run is not None:
            _must_be_writable(run)
        from assistant.library.beir import run_beir

        with _progress("Indexing the corpus", quiet=as_json) as progress:
            result = run_beir(settings, beir, run, progress)
        figures = result.as_dict()
        if as_json:
            _print_json(figures)
        else:
            for name, value in figures.items():
                print(
                    f"{name:<16} {value:.4f}" if isinstance(value, float) else f"{name:<16} {value}"
                )
        return
    from assistant.conversation import SearchQuery
    from assistant.language import detect_language
    from assistant.library.retriever import Library
    from assistant.lines import well_formed

    assert query is not None
    query = well_formed(query)
    library = Library.open(settings)
    found = library.retrieve(SearchQuery(query, detect_language(query, terminal_language())))
    rows = [
        {
            "passage_id": item.passage.id,
            "document": item.passage.document,
            "heading": item.passage.heading,
            "theme": item.passage.theme,
            "language": item.passage.language,
            "section": item.passage.section,
            "score": round(item.score, 4),
            "dense": round(item.dense, 4),
            "lexical": round(item.lexical, 4),
            "text": item.passage.text,
        }
        for item in found
    ]
    if as_json:
        _print_json({"query": query, "passages": rows})
        return
    for row in rows:
        print(f"{row['score']:.3f}  {row['document']} — {row['heading']}\n       {row['text']}\n")


@app.command(short_help="Check claims against passages. / Toets beweringen aan passages.")
def verify(jsonl: Jsonl = False) -> None:
    """Check claims against passages: {"id","claim","passages":[...]} a line."""
    if not jsonl:
        raise _wrong_usage(
            "gebruik --jsonl en geef objecten op standaardinvoer",
            "use --jsonl and give objects on standard input",
        )
    from assistant.coaching.grounding import GroundingCheck
    from assistant.library.embedding import make_embedder
    from assistant.lines import verify_lines

    _print_lines(verify_lines(GroundingCheck(make_embedder(_settings())), _stdin_lines()))


def _stdin_lines() -> Iterator[bytes]:
    yield from sys.stdin.buffer


def _says_something(text: str) -> bool:
    return any(unicodedata.category(char)[0] in "LN" for char in text)


def _must_be_writable(path: Path) -> None:
    """Said before the work rather than after it; raises OutputUnwritable."""
    folder = path.parent
    usable = folder.is_dir() and not path.is_dir()
    if not usable or not os.access(path if path.exists() else folder, os.W_OK):
        raise OutputUnwritable(str(path), path=str(path))


# -- the knowledge -------------------------------------------------------------------------------


@knowledge.command("sync", short_help="Bring the index up to date. / Werk de index bij.")
def knowledge_sync(as_json: Json = False) -> None:
    """Bring the index up to date with the knowledge folder."""
    report = _synced(_settings(), quiet=as_json)
    language = terminal_language()
    if as_json:
        _print_json(report.as_dict())
    else:
        print(report.sentence(language))
    _print_problems(report.problems, language, sys.stderr)
    if report.problems:
        raise typer.Exit(1)


@knowledge.command(
    "check", short_help="Say what is wrong with the documents. / Zeg wat er niet klopt."
)
def knowledge_check(as_json: Json = False) -> None:
    """Say what is wrong with the documents, and what in the prompts no longer matches them."""
    from assistant.coaching.recognising import prompt_problems
    from assistant.library.sync import check

    settings = _settings()
    problems = [*check(settings), *prompt_problems(settings)]
    if as_json:
        _print_json({"problems": [problem.as_dict() for problem in problems]})
    elif not problems:
        nl = terminal_language() == "nl"
        print("Alle documenten zijn in orde." if nl else "All documents are well.")
    else:
        _print_problems(problems, terminal_language(), sys.stdout)
    if any(problem.serious for problem in problems):
        raise typer.Exit(1)


@knowledge.command("status", short_help="Say how the index stands. / Zeg hoe de index erbij staat.")
def knowledge_status(as_json: Json = False) -> None:
    """Say whether the index is up to date; exit status 1 when not."""
    from assistant.library.sync import status

    settings = _settings()
    report = status(settings)
    other = report.indexed and report.embedder != settings.embedder
    up_to_date = report.up_to_date and not other
    if as_json:
        _print_json({**report.as_dict(), "up_to_date": up_to_date})
    elif other:
        mismatch = IndexMismatch(found=report.embedder, expected=settings.embedder)
        print(mismatch.user_message(terminal_language()))
    else:
        print(report.sentence(terminal_language()))
    if not up_to_date:
        raise typer.Exit(1)


def _print_problems(problems: Any, language: Language, where: TextIO) -> None:
    for problem in problems:
        print(f"- {problem.sentence(language)}", file=where)


def _synced(settings: Settings, *, quiet: bool = False) -> SyncReport:
    """The index up to date and everything made ready for the first question."""
    from assistant.coaching.preparing import prepare
    from assistant.library.embedding import make_embedder
    from assistant.library.sync import sync

    embedder = make_embedder(settings)
    with _progress("Indexing", quiet=quiet) as progress:
        report = sync(settings, embedder, progress)
    prepare(settings, embedder)
    return report


def _progress(label: str, *, quiet: bool = False) -> Any:
    from assistant.progress import progress_bar

    return progress_bar(label, quiet=quiet)


# -- the window and the installation ---------------------------------------------------------------


@app.command(short_help="Open the chat window. / Open het venster.")
def chat() -> None:
    """Index what changed and open the chat window."""
    from assistant.chat.server import check_address, serve

    settings = _settings()
    check_address(settings)
    report = _synced(settings)
    print(report.sentence(terminal_language()))
    _print_problems(report.problems, terminal_language(), sys.stderr)
    serve(settings)


@app.command(short_help="Say whether all is well. / Zeg of alles in orde is.")
def doctor(as_json: Json = False) -> None:
    """Say in plain words whether everything Kompas needs is well."""
    from assistant.doctor import examine

    findings = examine(terminal_language())
    if as_json:
        _print_json(
            {
                "well": all(f.state != "wrong" for f in findings),
                "findings": [f.as_dict() for f in findings],
            }
        )
    else:
        for finding in findings:
            print(finding.line())
    if any(finding.state == "wrong" for finding in findings):
        raise typer.Exit(1)


if __name__ == "__main__":
    main()
