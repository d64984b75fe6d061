"""The `kompas` command. Everything heavy is imported inside the commands: `--help` stays quick.

Exit status: 0 well; 1 something is wrong with the input or the installation; 2 wrong usage.
"""

from __future__ import annotations

import json
import os
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.errors import KompasError
from assistant.language import Language, terminal_language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.settings import Settings

app = typer.Typer(
    name="kompas",
    help="Kompas: a coach for leaders in the AI era. / Een coach voor leiders in het AI-tijdperk.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
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
    """Run the command line; a deliberate error becomes one sentence and exit status 1."""
    for command in entry_points(group="kompas.commands"):
        app.add_typer(command.load(), name=command.name)
    try:
        app()
    except KompasError as error:
        print(error.user_message(terminal_language()), file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        # The reader went away (`kompas ... | head`); nothing is left to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _settings() -> Settings:
    from assistant.settings import load_settings

    settings = load_settings()
    _quiet_logs(settings)
    return settings


def _quiet_logs(settings: Settings) -> None:
    import logging

    logging.basicConfig(
        level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False), flush=True)


# -- asking ------------------------------------------------------------------------------------


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="What you want to ask.")] = None,
    as_json: Json = False,
    jsonl: Jsonl = False,
) -> None:
    """Ask the coach one question, or many with --jsonl."""
    if (question is None) != jsonl:
        raise typer.BadParameter("give a question, or --jsonl with objects on standard input")
    from assistant.coaching.build import build_coach
    from assistant.conversation import Question
    from assistant.rendering import render_text, reply_as_dict

    with build_coach(_settings()) as coach:
        if question is not None:
            reply = coach.reply(Question(question))
            if as_json:
                _print_json(reply_as_dict(reply))
                return
            print(render_text(reply))
            for citation in reply.citations:
                print(f"\n[{citation.n}] {citation.document} — {citation.heading}")
                print(f"    {citation.source}")
            return
        from assistant.lines import answer_lines

        failed = False
        for answer in answer_lines(coach, _stdin_lines()):
            failed = failed or "error" in answer
            _print_json(answer)
    if failed:
        raise typer.Exit(1)


@app.command()
def search(
    query: Annotated[str | None, typer.Argument(help="What to look for.")] = None,
    as_json: Json = False,
    beir: Annotated[
        Path | None, typer.Option(help="A folder with corpus.jsonl, queries.jsonl, qrels.jsonl.")
    ] = None,
    run: Annotated[Path | None, typer.Option(help="Where to write the run, with --beir.")] = None,
) -> None:
    """Search the knowledge, or measure the retriever on an outside corpus with --beir."""
    if (query is None) == (beir is None):
        raise typer.BadParameter("give a query, or --beir with a folder")
    settings = _settings()
    if beir is not None:
        from assistant.library.beir import run_beir

        with _progress("Indexing the corpus") as progress:
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

    assert query is not None
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


@app.command()
def verify(jsonl: Jsonl = False) -> None:
    """Check claims against passages: {"id","claim","passages":[...]} a line, with --jsonl."""
    if not jsonl:
        raise typer.BadParameter("use --jsonl and give objects on standard input")
    from assistant.coaching.grounding import GroundingCheck, verify_line
    from assistant.library.embedding import make_embedder
    from assistant.lines import parse_lines

    check = GroundingCheck(make_embedder(_settings()))
    failed = False
    for value in parse_lines(_stdin_lines()):
        answer = value if "error" in value else verify_line(value, check)
        failed = failed or "error" in answer
        _print_json(answer)
    if failed:
        raise typer.Exit(1)


def _stdin_lines() -> Iterator[bytes]:
    yield from sys.stdin.buffer


# -- the knowledge -------------------------------------------------------------------------------


@knowledge.command("sync")
def knowledge_sync(as_json: Json = False) -> None:
    """Bring the index up to date with the knowledge folder."""
    from assistant.coaching.build import prepare_examples
    from assistant.library.embedding import make_embedder
    from assistant.library.sync import sync

    settings = _settings()
    embedder = make_embedder(settings)
    with _progress("Indexing", quiet=as_json) as progress:
        report = sync(settings, embedder, progress)
    prepare_examples(settings, embedder)
    language = terminal_language()
    if as_json:
        _print_json(report.as_dict())
    else:
        print(report.sentence(language))
        _print_problems(report.problems, language)
    if report.problems:
        raise typer.Exit(1)


@knowledge.command("check")
def knowledge_check(as_json: Json = False) -> None:
    """Read every document and say what is wrong with it, without indexing."""
    from assistant.library.sync import check

    problems = check(_settings())
    if as_json:
        _print_json({"problems": [problem.as_dict() for problem in problems]})
    elif not problems:
        nl = terminal_language() == "nl"
        print("Alle documenten zijn in orde." if nl else "All documents are well.")
    else:
        _print_problems(problems, terminal_language())
    if any(problem.serious for problem in problems):
        raise typer.Exit(1)


@knowledge.command("status")
def knowledge_status(as_json: Json = False) -> None:
    """Say what is indexed and whether it is up to date."""
    from assistant.library.sync import status

    report = status(_settings())
    if as_json:
        _print_json(report.as_dict())
    else:
        print(report.sentence(terminal_language()))


def _print_problems(problems: Any, language: Language) -> None:
    for problem in problems:
        print(f"- {problem.sentence(language)}", file=sys.stderr)


def _progress(label: str, *, quiet: bool = False) -> Any:
    from assistant.progress import progress_bar

    return progress_bar(label, quiet=quiet)


# -- the window and the installation ---------------------------------------------------------------


@app.command()
def chat() -> None:
    """Index what changed and open the chat window."""
    settings = _settings()
    from assistant.coaching.build import prepare_examples
    from assistant.library.embedding import make_embedder
    from assistant.library.sync import sync

    embedder = make_embedder(settings)
    with _progress("Indexing") as progress:
        report = sync(settings, embedder, progress)
    prepare_examples(settings, embedder)
    print(report.sentence(terminal_language()))
    _print_problems(report.problems, terminal_language())
    from assistant.chat.server import serve

    serve(settings)


@app.command()
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
