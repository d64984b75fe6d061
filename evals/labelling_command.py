"""`kompas eval label`, with everything heavy imported when it is called."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer


def label(
    run: Annotated[Path, typer.Argument(help="The folder of a run, or its name under results/.")],
    criterion: Annotated[
        list[str] | None, typer.Option(help="A criterion; give it again for more. All by default.")
    ] = None,
    n: Annotated[int, typer.Option(min=1, help="How many conversations per criterion.")] = 30,
    who: Annotated[str | None, typer.Option(help="Your name or initials; else asked.")] = None,
    language: Annotated[
        Literal["nl", "en"] | None, typer.Option(help="nl or en; by default your locale's.")
    ] = None,
) -> None:
    """Say of conversations whether the coach met a criterion, without seeing what a judge said."""
    from assistant.language import terminal_language
    from evals.labelling_session import start
    from evals.store import RunFolder

    folder = RunFolder(run if run.exists() else Path("results") / run)
    try:
        start(
            folder,
            criterion or [],
            n=n,
            language=language or terminal_language(),
            who=who,
            ask=typer.prompt,
        )
    except ValueError as error:
        # LabellingError, RunError and CriteriaError say what is wrong and where.
        print(error, file=sys.stderr)
        raise typer.Exit(1) from error
