"""What the examples teach: by neighbourhood rather than by a line, and in either language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pytest

from assistant.coaching.recognition import Example
from assistant.coaching.recognition.recogniser import _solved
from assistant.coaching.safety.likeness import Classifier, Likeness, Ordinary, RouteLessons
from assistant.language import LANGUAGES, Language


class Placed:
    """Texts "x y z" are their own vectors."""

    def get(self, texts: Sequence[str]) -> np.ndarray:
        return np.array([at(text) for text in texts], dtype=np.float32)

    def __init__(self) -> None:
        self.kept: dict[bytes, Mapping[str, np.ndarray]] = {}
        self.weights: np.ndarray | None = None

    def recall(self, of: bytes) -> Mapping[str, np.ndarray] | None:
        return self.kept.get(of)

    def keep(self, of: bytes, learnt: Mapping[str, np.ndarray]) -> None:
        self.kept[of] = learnt

    def shipped_weights(self, of: bytes) -> np.ndarray | None:
        return self.weights


def at(text: str) -> np.ndarray:
    return np.array([float(part) for part in text.split()], dtype=np.float32)


def taught(*examples: tuple[str, str, Language]) -> Classifier:
    return learning([Example(*example) for example in examples])


def learning(
    examples: Sequence[Example],
    ordinary: Ordinary | None = None,
    vectors: Placed | None = None,
    of: str = "",
) -> Classifier:
    lessons = RouteLessons((of,), lambda: examples, lambda: ordinary or Ordinary())
    return Classifier(vectors or Placed(), lessons, str.lower)


def test_examples_on_two_sides_of_a_look_alike_are_told_from_it() -> None:
    corners = [("1 1 0", "crisis.self"), ("-1 -1 0", "crisis.self"), ("1 -1 0", "coach")]
    corners.append(("-1 1 0", "coach"))
    classifier = taught(*((*corner, language) for corner in corners for language in LANGUAGES))
    assert classifier.score(at("0.9 1 0"), "").lead("crisis") > 0
    assert classifier.score(at("-1 -0.9 0"), "").lead("crisis") > 0
    assert classifier.score(at("1 -0.9 0"), "").lead("crisis") < 0


def test_an_example_in_one_language_speaks_for_the_other() -> None:
    # The last number is the language; Dutch has seen the crisis above, English has not.
    classifier = taught(
        ("1 0 9", "crisis.self", "nl"),
        ("0 1 9", "coach", "nl"),
        ("-1 0 9", "coach", "nl"),
        ("0 1 -9", "coach", "en"),
        ("-1 0 -9", "coach", "en"),
        ("0 -1 -9", "coach", "en"),
        ("0 -1 9", "coach", "nl"),
    )
    dutch, english = classifier.score(at("1 0 9"), ""), classifier.score(at("1 0 -9"), "")
    assert english.routes["crisis"] == pytest.approx(dutch.routes["crisis"], abs=0.1)
    assert english.lead("crisis") > 0


def test_examples_of_one_language_alone_can_be_learnt_from() -> None:
    classifier = taught(("1 0 0", "crisis.self", "nl"), ("0 1 0", "coach", "nl"))
    assert classifier.score(at("1 0 0"), "").lead("crisis") > 0


def test_the_best_benign_route_counts_against_an_alarm() -> None:
    alone = Likeness({"crisis": 0.5, "coach": 0.0, "out_of_scope": 0.0}, {})
    doubted = Likeness({"crisis": 0.5, "coach": 0.1, "out_of_scope": 0.8}, {})
    assert alone.lead("crisis") == pytest.approx(0.5)
    assert doubted.lead("crisis") < 0


def test_the_likeliest_reply_is_sought_within_its_own_route() -> None:
    likeness = Likeness({}, {"crisis.self": 0.2, "crisis.other": 0.4, "boundary.diagnosis": 0.9})
    assert likeness.best_reply("crisis") == "crisis.other"


def test_how_leaders_ask_keeps_their_words_from_sounding_like_an_alarm() -> None:
    examples = [Example("1 0 0", "crisis.self", "nl"), Example("0 0 1", "coach", "nl")]
    near = at("0.9 0.4 0")
    ordinary = Ordinary((("0.8 0.6 0", "nl"),), np.array([at("0.8 0.6 0")]))
    without = learning(examples).score(near, "").lead("crisis")
    beside = learning(examples, ordinary).score(near, "").lead("crisis")
    assert beside < without


def test_lines_without_their_vectors_are_refused() -> None:
    with pytest.raises(ValueError, match="do not match"):
        Ordinary((("hoe begin ik", "nl"),))


def test_what_was_learnt_before_is_not_learnt_again_and_says_the_same() -> None:
    vectors = Placed()
    examples = [Example("1 0 0", "crisis.self", "nl"), Example("0 1 0", "coach", "nl")]
    first = learning(examples, vectors=vectors, of="a").score(at("1 0.2 0"), "")

    def never() -> Sequence[Example]:
        raise AssertionError("read again")

    again = Classifier(vectors, RouteLessons(("a",), never), str.lower).score(at("1 0.2 0"), "")
    assert again == first
    with pytest.raises(AssertionError, match="read again"):
        Classifier(vectors, RouteLessons(("b",), never), str.lower)


def test_something_kept_that_is_no_lesson_is_learnt_again() -> None:
    vectors = Placed()
    examples = [Example("1 0 0", "crisis.self", "nl"), Example("0 1 0", "coach", "nl")]
    learning(examples, vectors=vectors).fit()
    vectors.kept = {of: {"voices": np.zeros((1, 3))} for of in vectors.kept}
    assert learning(examples, vectors=vectors).score(at("1 0 0"), "").lead("crisis") > 0


POINTS = [f"{x} {y} {z}" for x in (0, 0.5, 1) for y in (0.1, 0.6) for z in (0, 0.3)]


def weights_of(points: Sequence[str], shipped: np.ndarray | None = None) -> np.ndarray:
    """The weights that are used when these points are learnt, the first half of them a crisis."""
    vectors = Placed()
    vectors.weights = shipped
    kinds = [("crisis.self" if n < len(points) / 2 else "coach") for n in range(len(points))]
    learning(
        [Example(p, k, "nl") for p, k in zip(points, kinds, strict=True)], vectors=vectors
    ).fit()
    (learnt,) = vectors.kept.values()
    return np.asarray(learnt["weights"])


def test_weights_that_ship_are_used_as_they_are() -> None:
    made = weights_of(POINTS)
    assert np.array_equal(made, made.astype(np.float16))
    # Told from what would be solved for by a rounding more.
    shipped = (made * 1.001).astype(np.float16)
    assert not np.array_equal(shipped, made)
    assert np.array_equal(weights_of(POINTS, shipped), shipped)


@pytest.mark.parametrize(
    "wrong",
    {
        "of other examples": lambda made: made[::-1],
        "of one example more": lambda made: np.vstack([made, made[:1]]),
        "of other labels": lambda made: made[:, :1],
        "no numbers": lambda made: made * np.nan,
    }.items(),
    ids=lambda item: item[0],
)
def test_weights_that_do_not_fit_are_solved_for(
    wrong: tuple[str, Callable[[np.ndarray], np.ndarray]],
) -> None:
    made = weights_of(POINTS)
    shipped = wrong[1](made).astype(np.float16)
    assert np.array_equal(weights_of(POINTS, shipped), made)


def test_words_tell_apart_what_lies_in_the_same_place() -> None:
    class Blind(Placed):
        """An embedder to which all texts are alike."""

        def get(self, texts: Sequence[str]) -> np.ndarray:
            return np.array([[1.0, 0.0, 0.0]] * len(texts), dtype=np.float32)

    dark = ["zonder mij is het beter", "het is beter zonder mij erbij"]
    light = ["zonder koffie begin ik niet", "ik begin niet zonder koffie hoor"]
    others = [f"iets heel anders {word}" for word in ("een", "drie", "negen", "tien") * 12]
    classifier = learning(
        [
            *(Example(text, "crisis.self", "nl") for text in dark),
            *(Example(text, "coach", "nl") for text in (*light, *others)),
        ],
        vectors=Blind(),
    )
    here = np.array([1.0, 0.0, 0.0], dtype=np.float32)
    worse, better = (
        classifier.score(here, words).lead("crisis")
        for words in ("beter zonder mij", "zonder koffie begin ik")
    )
    assert worse > better


def test_what_the_examples_say_solves_the_equations_of_ridge_regression() -> None:
    rng = np.random.default_rng(1)
    count = 700  # more than are taken together
    points = rng.normal(size=(count, 8)).astype(np.float32) / 3
    whole = np.exp(points @ points.T)
    targets = rng.normal(size=(count, 2)).astype(np.float32)
    found = _solved(np.triu(whole, -300), targets, 0.3)
    exact = np.linalg.solve(whole + 0.3 * np.eye(count), targets)
    left = (whole + 0.3 * np.eye(count)) @ (found - exact)
    assert np.linalg.norm(left) < 1e-4 * np.linalg.norm(targets)
