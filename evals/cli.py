"""`kompas eval`: measure the coach, look at the result, compare two runs.

Mounted by the entry point `kompas.commands`, so that the coach imports nothing of the evals.
Exit status: 0 well; 1 a gate was missed, a case could not be run or a run got worse; 2 wrong usage.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evals.labelling_command import label
from evals.promoting_command import promote

if TYPE_CHECKING:
    from evals.store import RunFolder, Summary

RESULTS = Path("results")

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _installed() -> None:
    """Measure how good and how grounded the coach is. / Meet hoe goed de coach is."""
    from importlib.util import find_spec

    if find_spec("sklearn") is None or find_spec("ir_measures") is None:
        print(
            "De meetgereedschappen zijn niet geïnstalleerd; draai `make install-dev`."
            if _language(None) == "nl"
            else "The measuring tools are not installed; run `make install-dev`.",
            file=sys.stderr,
        )
        raise typer.Exit(1)


Run = Annotated[Path, typer.Argument(help="The folder of a run, or its name under results/.")]


class SplitOption(StrEnum):
    """The parts of a dataset."""

    dev = "dev"
    test = "test"
    all = "all"


class LanguageOption(StrEnum):
    """The languages of a report."""

    nl = "nl"
    en = "en"


Speak = Annotated[
    LanguageOption | None, typer.Option("--language", help="nl or en; by default your locale's.")
]


@app.command()
def run(
    suite: Annotated[
        list[str] | None, typer.Option(help="A suite to run; give it again for more.")
    ] = None,
    split: Annotated[SplitOption, typer.Option(help="Which part of the cases.")] = SplitOption.all,
    engine: Annotated[
        str | None,
        typer.Option(help="`embedded`, or a model such as openai:gpt-5-mini; else as set."),
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="So many cases a suite.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the run; an old one is taken up again.")
    ] = None,
    external: Annotated[
        Path | None, typer.Option(help="A folder with outside sets to measure as well.")
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            min=1, max=32, help="Cases under way at once: by default 4 with a model, else 1."
        ),
    ] = None,
    language: Speak = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Run suites, store every row, and write figures and a report."""
    from assistant.progress import progress_bar
    from assistant.settings import load_settings
    from evals.reporting import write_report
    from evals.running import Plan
    from evals.running import run as run_plan
    from evals.store import RunFolder
    from evals.suites import SUITES, suite_named

    settings = load_settings()
    if engine is not None:
        settings = settings.model_copy(update={"model": None if engine == "embedded" else engine})
    known = [found.name for found in SUITES]
    for name in suite or ():
        if name not in known:
            raise typer.BadParameter(f"no suite {name!r}; there are: {', '.join(known)}")
    if external is not None and not external.is_dir():
        raise typer.BadParameter(f"{external} is no folder")
    chosen = tuple(suite_named(name) for name in suite) if suite else SUITES
    folder = RunFolder(out or RESULTS / _name(settings.model))
    # One at a time without a model: nothing waits, and times of replies mean something.
    at_once = workers or (4 if settings.model else 1)
    plan = Plan(chosen, split.value, limit, external, at_once)
    with _explained(), progress_bar("Evaluating", quiet=as_json) as progress:
        summary = run_plan(settings, plan, folder, progress)
        report = write_report(folder, _language(language))
    _show(folder, summary, as_json=as_json)
    if not as_json:
        print(f"\n{report}")
    if summary.problems or not all(summary.gates.values()):
        raise typer.Exit(1)


@app.command()
def report(
    folder: Run,
    language: Speak = None,
    reveal_test: Annotated[
        bool, typer.Option(help="Also show the text of the cases that are held apart.")
    ] = False,
) -> None:
    """Make the report of a run again: one HTML file that opens with no network."""
    from evals.reporting import write_report

    with _explained():
        print(write_report(_folder(folder), _language(language), reveal_test=reveal_test))


@app.command()
def compare(
    a: Run,
    b: Run,
    language: Speak = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Compare run B with run A, case by case; exit status 1 when B is clearly worse."""
    import json

    from evals.comparing import compare as compare_runs

    with _explained():
        found = compare_runs(_folder(a), _folder(b))
        if as_json:
            print(json.dumps(found.as_dict(), ensure_ascii=False))
        else:
            from rich.console import Console

            Console().print(found.render(_language(language)))
    if found.worse:
        raise typer.Exit(1)


@app.command()
def replay(
    folder: Run,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Score the stored replies of a run again, with no coach, no model and no key."""
    from evals.running import replay as replay_run

    with _explained():
        found = _folder(folder)
        summary = replay_run(found)
    _show(found, summary, as_json=as_json)
    if not all(summary.gates.values()):
        raise typer.Exit(1)


app.command()(label)
app.command()(promote)


def _name(model: str | None) -> str:
    engine = (model or "embedded").replace(":", "-").replace("/", "-")
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{engine}"


def _folder(path: Path) -> RunFolder:
    from evals.store import RunFolder

    return RunFolder(path if path.exists() else RESULTS / path)


def _language(option: LanguageOption | None) -> Any:
    from assistant.language import terminal_language

    return option.value if option is not None else terminal_language()


@contextmanager
def _explained() -> Iterator[None]:
    """What a person can mend is said in one sentence and exit status 1."""
    try:
        yield
    except ValueError as error:
        # RunError, DatasetError, GateError: all say what is wrong and where.
        print(error, file=sys.stderr)
        raise typer.Exit(1) from error


def _show(folder: RunFolder, summary: Summary, *, as_json: bool) -> None:
    if as_json:
        import json
        from dataclasses import asdict

        print(json.dumps({"run": str(folder.path), **asdict(summary)}, ensure_ascii=False))
        return
    from rich.console import Console
    from rich.table import Table

    from evals.summarising import worst_slices

    worst = worst_slices(summary.figures)
    table = Table(title=f"{folder.name} ({summary.seconds:.0f} s)")
    for heading in ("suite", "measure", "value", "95 %", "n", "worst slice"):
        table.add_column(heading, justify="right" if heading in ("value", "n") else "left")
    for figure in summary.figures:
        if figure.slice != "all":
            continue
        low = worst.get((figure.suite, figure.metric))
        interval = "" if figure.low is None else f"{figure.low:.3f} - {figure.high:.3f}"
        table.add_row(
            figure.suite,
            figure.metric,
            f"{figure.value:.3f}" if figure.unit == "share" else f"{figure.value:.1f}",
            interval,
            str(figure.n),
            f"{low.slice}: {low.value:.3f} (n={low.n})" if low else "",
        )
    Console().print(table)
    for problem in summary.problems:
        print(f"problem: {problem}", file=sys.stderr)
    for gate, reached in summary.gates.items():
        if not reached:
            print(f"gate missed: {gate}", file=sys.stderr)
