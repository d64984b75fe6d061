"""How well unanswerable questions are told from answerable ones.

    python -m evals.scope_sets [--split dev|test|all] [--external DIR] [--show]

`evals/datasets/unanswerable.jsonl` was written before any rule; its test part is only counted, never
looked at. With --external, sets of other people are measured as well: everyday citizens' questions,
questions on labour law, and XSTest; none of those is for a coach to answer.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from assistant.coaching.examples import ExampleVectors
from assistant.coaching.rewriting import rewrite
from assistant.coaching.scope import Scope, ScopeJudge
from assistant.conversation import Question, Turn
from assistant.framework import load_framework
from assistant.language import LANGUAGES, Language, detect_language
from assistant.library.embedding import make_embedder
from assistant.library.retriever import Library
from assistant.settings import Settings, load_settings

DATASET = Path(__file__).parent / "datasets" / "unanswerable.jsonl"
EXTERNAL = {
    "citizens' questions (nl)": "abstention/out_of_scope_nl_citizen_questions.jsonl",
    "labour law (nl)": "safety/hr_legal_questions_nl.jsonl",
    "XSTest (en)": "safety/xstest.jsonl",
}


class _Turn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    role: Literal["user", "assistant"]
    content: str


class ScopeCase(BaseModel):
    """One question with what should become of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    language: Language
    text: str
    history: list[_Turn] = []
    kind: str
    expected: Literal["declined", "answered", "corrected"]
    missing: str | None = None
    why: str
    split: Literal["dev", "test"]


@dataclass(frozen=True, slots=True)
class Judged:
    """A case with its verdict, the correction as a sentence, and how long judging took."""

    case: ScopeCase
    scope: Scope
    correction: str
    ms: float

    @property
    def right(self) -> bool:
        """Whether the verdict will do: a mistaken premise may be corrected or declined."""
        if self.case.expected == "answered":
            return self.scope.verdict == "answerable"
        return self.scope.verdict != "answerable"


class Bench:
    """The judge with the library it works on, asked question by question."""

    def __init__(self, settings: Settings) -> None:
        """Raises KompasError when there is no index."""
        self.settings = settings
        embedder = make_embedder(settings)
        self.library = Library.open(settings, embedder)
        examples = ExampleVectors(embedder, settings.home / "examples")
        self.judge = ScopeJudge(self.library, examples, settings.prompts_dir)

    def ask(self, case: ScopeCase) -> Judged:
        """Judge one case as the coach would."""
        question = Question(case.text, history=tuple(Turn(t.role, t.content) for t in case.history))
        query = rewrite(question, detect_language(case.text, case.language))
        passages = self.library.retrieve(query)
        started = time.perf_counter()
        scope = self.judge.judge(question, query, passages)
        ms = (time.perf_counter() - started) * 1000
        sentence = ""
        if scope.correction is not None:
            passage_id, index = scope.correction
            sentence = self.library.passage(passage_id).sentences[index]
        return Judged(case, scope, sentence, ms)


def load_cases(path: Path = DATASET) -> list[ScopeCase]:
    """Read the set strictly."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [ScopeCase.model_validate(json.loads(line)) for line in lines]


def starters(settings: Settings) -> list[ScopeCase]:
    """The starter questions of all themes; each must be answerable."""
    framework = load_framework(settings.knowledge_dir / "framework.toml")
    return [
        ScopeCase(
            id=f"{theme.id}-{language}-{number}",
            language=language,
            text=text,
            kind="starter",
            expected="answered",
            why="shown on the first screen",
            split="dev",
        )
        for theme in framework.themes
        for language in LANGUAGES
        for number, text in enumerate(theme.starters[language])
    ]


def external(path: Path) -> list[ScopeCase]:
    """A set of other people's questions, none of which is to be coached."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        ScopeCase(
            id=row["id"],
            language=row["lang"],
            text=row["text"],
            kind="external",
            expected="declined",
            why=row["label"],
            split="test",
        )
        for row in rows
    ]


def report(name: str, judged: Sequence[Judged], *, show: bool) -> None:
    """Print the share that is right, and with `show` what is wrong."""
    if not judged:
        return
    right = sum(item.right for item in judged)
    print(f"{name:34} {right / len(judged):6.1%}  n={len(judged)}")
    for item in judged:
        if show and (not item.right or item.correction):
            mark = "  " if item.right else "! "
            print(
                f"    {mark}{item.case.text!r}\n        {item.scope.verdict} [{item.scope.missing}] {item.scope.reason} {item.correction}"
            )


def main() -> None:
    """Judge the sets and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--split", choices=["dev", "test", "all"], default="all")
    parser.add_argument("--external", type=Path)
    parser.add_argument("--show", action="store_true", help="print mistakes of the dev part")
    arguments = parser.parse_args()
    bench = Bench(load_settings())
    times: list[float] = []
    cases = load_cases()
    for split in ("dev", "test") if arguments.split == "all" else (arguments.split,):
        judged = [bench.ask(case) for case in cases if case.split == split]
        times += [item.ms for item in judged]
        print(f"-- {split}")
        for kind in dict.fromkeys(case.kind for case in cases):
            chosen = [item for item in judged if item.case.kind == kind]
            report(kind, chosen, show=arguments.show and split == "dev")
        report(
            "in scope, all kinds", [i for i in judged if i.case.expected == "answered"], show=False
        )
        for language in LANGUAGES:
            report(
                f"all, {language}", [i for i in judged if i.case.language == language], show=False
            )
        premises = [i for i in judged if i.case.expected == "corrected"]
        corrected = sum(bool(i.correction) for i in premises)
        print(
            f"{'of false premises, with a correction':34} {corrected / max(1, len(premises)):6.1%}  n={len(premises)}"
        )
        named = [i for i in judged if i.case.missing and i.scope.verdict != "answerable"]
        hit = sum((i.case.missing or "").lower() in i.scope.missing.lower() for i in named)
        print(
            f"{'of declined near misses, named':34} {hit / max(1, len(named)):6.1%}  n={len(named)}"
        )
    report("starters", [bench.ask(case) for case in starters(bench.settings)], show=arguments.show)
    if arguments.external is not None:
        print("-- external, all to be declined")
        for name, file in EXTERNAL.items():
            report(
                name, [bench.ask(case) for case in external(arguments.external / file)], show=False
            )
    print(
        f"judging: median {statistics.median(times):.1f} ms, p95 {sorted(times)[int(0.95 * len(times))]:.1f} ms"
    )


if __name__ == "__main__":
    main()
