"""The coach put together from settings: the one place where the parts meet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from assistant.coaching.answering import Answering
from assistant.coaching.asking import IdeaQuestions
from assistant.coaching.coach import Coach
from assistant.coaching.declining import Declining
from assistant.coaching.draft import Engine
from assistant.coaching.embedded import EmbeddedEngine
from assistant.coaching.examples import SHIPPED, SHIPPED_LESSONS, ExampleVectors
from assistant.coaching.feelings import Feelings
from assistant.coaching.generated import GeneratedEngine
from assistant.coaching.grounding import GroundingCheck
from assistant.coaching.ideas import IDEA_STORIES, Ideas
from assistant.coaching.model import forbid_tracing, is_local, make_model
from assistant.coaching.moments import Heard, moments_file, openings_file
from assistant.coaching.moves import Calls
from assistant.coaching.phrasing import Phrasing
from assistant.coaching.privacy import Privacy
from assistant.coaching.prompts import Prompts
from assistant.coaching.reading import Reading
from assistant.coaching.recognising import Recognising
from assistant.coaching.recognition import ExampleFile
from assistant.coaching.replies import FixedReplies, InstallationFacts
from assistant.coaching.rewriting import EmbeddedRewriter, Rewriter
from assistant.coaching.rewriting_model import ModelRewriter
from assistant.coaching.safety import CLOSING_EXAMPLES, ROUTE_EXAMPLES, Ordinary, Safety
from assistant.coaching.scope import ScopeJudge
from assistant.coaching.scope.lists import ScopeLists, load_lists
from assistant.coaching.situations import SITUATION_EXAMPLES, SITUATION_STORIES, Situations
from assistant.coaching.suggesting import Suggesting
from assistant.framework import load_framework
from assistant.library.embedding import Embedder, make_embedder
from assistant.library.retriever import Library
from assistant.settings import Settings

EXAMPLES = (ROUTE_EXAMPLES, SITUATION_EXAMPLES, SITUATION_STORIES, IDEA_STORIES, CLOSING_EXAMPLES)
"""The files in the prompts folder that hold examples to learn from."""
_ORDINARY = 1500
"""So many of the asked lines, spread evenly, tell the router what is ordinary. With many more an
alarm in unusual words is drowned out by them."""


@contextmanager
def build_coach(settings: Settings, embedder: Embedder | None = None) -> Iterator[Coach]:
    """A coach for these settings.

    Raises KompasError when the index, the knowledge folder or a prompt file cannot be used.
    """
    forbid_tracing()
    embedder = embedder or make_embedder(settings)
    library = Library.open(settings, embedder)
    vectors = _examples(settings, embedder)
    lists = load_lists(settings.prompts_dir)
    safety = safety_of(settings, embedder, vectors, library, lists)
    phrasing = Phrasing(settings.prompts_dir)
    recognising = recognising_of(settings, vectors, library, safety.book.plain, phrasing)
    framework = load_framework(settings.knowledge_dir / "framework.toml")
    suggesting = Suggesting(
        framework, lambda section, theme: bool(library.by_section(section, theme))
    )
    declining = Declining(
        replies=FixedReplies.load(settings.prompts_dir / "fixed_replies.toml"),
        facts=InstallationFacts.of(settings),
        framework=framework,
        suggesting=suggesting,
        passage=library.passage,
        sources=library.sources,
    )
    asking = IdeaQuestions(settings.prompts_dir, library.all_passages())
    feelings = Feelings(settings.prompts_dir, safety.book.plain)
    embedded = EmbeddedEngine(library, phrasing, asking, feelings)
    engine: Engine = embedded
    rewriter: Rewriter = EmbeddedRewriter()
    privacy: Privacy | None = None
    if settings.model is not None:
        engine, rewriter, privacy = _generated(settings)
    coach = Coach(
        reading=Reading(safety, settings.max_message_chars),
        rewriter=rewriter,
        library=library,
        recognising=recognising,
        scope=ScopeJudge(library, vectors, lists),
        answering=Answering(
            engine=engine,
            embedded=embedded,
            check=GroundingCheck(embedder),
            library=library,
            privacy=privacy,
            suggesting=suggesting,
            declining=declining,
            feelings=feelings,
        ),
        declining=declining,
        passages=settings.passages,
    )
    # The products of a reply are small. Shared out over cores, they leave threads that go on looking for
    # work for a while, on the core that the embedder of the next text wants.
    with threadpool_limits(limits=1, user_api="blas"):
        yield coach


def prepare_examples(settings: Settings, embedder: Embedder) -> None:
    """Make the vectors of all example questions ahead of the first question.

    Raises PromptError when a prompt file cannot be used, EmbedderError.
    """
    vectors = _examples(settings, embedder)
    for texts in example_texts(settings.prompts_dir).values():
        vectors.get(texts)
    library, lists = Library.open(settings, embedder), load_lists(settings.prompts_dir)
    safety = safety_of(settings, embedder, vectors, library, lists)
    safety.prepare()
    phrasing = Phrasing(settings.prompts_dir)
    recognising_of(settings, vectors, library, safety.book.plain, phrasing).prepare()


def example_texts(prompts_dir: Path) -> dict[str, list[str]]:
    """Every example in the prompts that a question is compared with, by the file that its vector ships
    in; raises PromptError."""
    lists = load_lists(prompts_dir)
    return {
        SHIPPED: [*lists.inside.both, *lists.all_outside],
        SHIPPED_LESSONS: [
            *(e.text for name in EXAMPLES for e in ExampleFile(prompts_dir / name).read()),
            *(opening.text for opening in openings_file(prompts_dir).read().openings),
            *(
                text
                for moment in moments_file(prompts_dir).read().moments
                for text in (moment.says, *moment.before)
            ),
        ],
    }


def safety_of(
    settings: Settings,
    embedder: Embedder,
    vectors: ExampleVectors,
    library: Library,
    scope: ScopeLists,
) -> Safety:
    """The router, which learns what is ordinary from how leaders ask: in the knowledge by its
    curators, and in prompts/scope.toml where the questions within the framework stand; and from what
    they tell, in prompts/situation_examples.toml, openings.toml and moments.toml."""
    asked, known = library.asked_lines()
    some = np.linspace(0, len(asked) - 1, min(len(asked), _ORDINARY)).astype(int)
    asked, known = tuple(asked[n] for n in some), known[some]
    lines = (*((line.text, line.language) for line in asked), *scope.inside.lines)
    within = vectors.get(scope.inside.both)
    ordinary = Ordinary(lines, np.concatenate([known, within]) if len(known) else within)
    told = ExampleFile(settings.prompts_dir / SITUATION_EXAMPLES)
    heard = Heard(settings.prompts_dir)
    return Safety(embedder, settings.prompts_dir, vectors, ordinary, told, heard)


def recognising_of(
    settings: Settings,
    vectors: ExampleVectors,
    library: Library,
    plain: Callable[[str], str],
    phrasing: Phrasing,
) -> Recognising:
    """What recognises ideas and situations; `plain` puts a text in plain words.

    Raises PromptError when a file with examples cannot be used.
    """
    return Recognising(
        Ideas(library, settings.prompts_dir, vectors, plain),
        Situations(settings.prompts_dir, vectors, plain),
        Calls(settings.prompts_dir, vectors, plain),
        phrasing,
        library.all_passages(),
    )


def _examples(settings: Settings, embedder: Embedder) -> ExampleVectors:
    return ExampleVectors(embedder, settings.home / "examples", settings.prompts_dir)


def _generated(settings: Settings) -> tuple[Engine, Rewriter, Privacy | None]:
    assert settings.model is not None
    model = make_model(settings, settings.model, temperature=settings.temperature)
    prompts = Prompts(settings.prompts_dir)
    outside = not (settings.model.startswith("openai:") and is_local(settings.openai_base_url))
    engine = GeneratedEngine(
        model,
        settings.model,
        prompts,
        budget=settings.prompt_token_budget,
        stall=settings.request_timeout,
    )
    rewriter = ModelRewriter(model, prompts, timeout=settings.request_timeout, masked=outside)
    return engine, rewriter, Privacy() if outside else None
