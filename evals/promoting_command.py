"""`kompas eval promote`, with everything heavy imported when it is called."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer


def promote(
    file: Annotated[
        Path, typer.Argument(help="An exported conversation, JSON lines of them, or replies.")
    ],
    suite: Annotated[
        str | None, typer.Option(help="The suite the case is for; else asked.")
    ] = None,
    to: Annotated[
        Path | None, typer.Option(help="The dataset; by default the suite's own.")
    ] = None,
    questions: Annotated[
        Path | None, typer.Option(help="The lines that were asked, when FILE holds replies.")
    ] = None,
    number: Annotated[int | None, typer.Option(min=1, help="Only this conversation.")] = None,
    mask: Annotated[
        list[str] | None, typer.Option(help="A word to mask as well; give it again for more.")
    ] = None,
    keep: Annotated[
        list[str] | None, typer.Option(help="A word to leave; give it again for more.")
    ] = None,
    why: Annotated[str | None, typer.Option(help="What a good reply would have had.")] = None,
    fill: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="A field of the case, as it is asked."),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Ask nothing: all fields are given as options.")
    ] = False,
    language: Annotated[
        Literal["nl", "en"] | None, typer.Option(help="nl or en; by default your locale's.")
    ] = None,
) -> None:
    """Turn a conversation into a case: names masked, completed and confirmed by a person."""
    from rich.console import Console

    from assistant.language import terminal_language
    from evals.promoting import PROMOTABLE, PromotionError, read_conversations
    from evals.promoting_session import Promoting

    speak = language or terminal_language()
    if suite is not None and suite not in PROMOTABLE:
        raise typer.BadParameter(f"{suite!r}: {', '.join(PROMOTABLE)}", param_hint="--suite")
    given = dict(part.partition("=")[::2] for part in fill or ())
    session = Promoting(
        suite=suite,
        to=to,
        given=given,
        why=why,
        also=mask or (),
        keep=keep or (),
        language=speak,
        console=Console(),
    )
    try:
        found = read_conversations(_text(file), _text(questions) if questions else "")
        numbered = list(enumerate(found, 1))
        if number is not None:
            numbered = [pair for pair in numbered if pair[0] == number]
            if not numbered:
                raise PromotionError(
                    f"Het bestand telt {len(found)} gesprekken.",
                    f"The file holds {len(found)} conversations.",
                )
        if not yes:
            for at, exported in numbered:
                session.with_person(exported, at, len(found), _ask)
        elif len(numbered) == 1:
            session.without_asking(numbered[0][1])
        else:
            raise PromotionError(
                "Met --yes gaat het om één gesprek; kies het met --number.",
                "--yes takes one conversation; choose it with --number.",
            )
    except PromotionError as error:
        print(error.sentence[speak], file=sys.stderr)
        raise typer.Exit(1) from error
    except (ValueError, OSError) as error:
        # A dataset or a file that cannot be used: the error names it.
        print(error, file=sys.stderr)
        raise typer.Exit(1) from error


def _ask(question: str) -> str:
    answer: str = typer.prompt(question, default="", show_default=False)
    return answer


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
