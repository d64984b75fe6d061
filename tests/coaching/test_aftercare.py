"""A crisis is stayed with, and one that was merely guessed is asked after."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.coaching.safety.aftercare import after_crisis
from assistant.conversation import Turn

GUESSED = {"alles is grijs": "crisis.doubt", "zij zwijgt sinds maandag": "crisis.doubt_other"}
HEARD = {"ik kan niet meer": "crisis.self"}
FAINT = {"ik kan niet meer": "crisis.doubt"}
"""The same words, said while the coach is coaching."""
COACHED = (Turn("user", "hoe begin ik met AI?"), Turn("assistant", "Klein. [1]"))


def after(
    now: str, *said: str, answered: str = "Gaat het wel?", before: Sequence[Turn] = ()
) -> str | None:
    """The reply to `now` after the messages in `said`, oldest first, each answered."""
    history = [*before]
    history += [turn for text in said for turn in (Turn("user", text), Turn("assistant", answered))]
    return after_crisis(
        now,
        history,
        lambda text: "crisis.self" if "doodgaan" in text else None,
        lambda text, halfway: (GUESSED | (HEARD if not halfway else FAINT)).get(text),
        lambda text, halfway: text.startswith("nee") or (halfway and "planning" in text),
        lambda text: "niemand is in gevaar" in text,
    )


def test_a_doubt_that_is_not_taken_away_is_a_crisis_of_whom_it_was_about() -> None:
    assert after("ja", "alles is grijs") == "crisis.self"
    assert after("weet niet", "zij zwijgt sinds maandag") == "crisis.other"


@pytest.mark.parametrize("guess", GUESSED)
def test_a_doubt_that_is_taken_away_is_over(guess: str) -> None:
    assert after("nee hoor", guess) is None
    assert after("en de planning?", guess, "nee hoor") is None


def test_who_said_yes_to_a_doubt_is_stayed_with() -> None:
    assert after("en de planning?", "alles is grijs", "ja") == "crisis.stay"
    assert after("goed", "alles is grijs", "ja", "en de planning?") == "crisis.stay"


def test_a_second_doubt_after_a_crisis_gets_no_first_reply_again() -> None:
    assert after("ja", "ik kan niet meer", "alles is grijs") == "crisis.stay"


def test_a_no_does_not_take_away_a_crisis_that_was_clear() -> None:
    assert after("nee hoor", "ik kan niet meer") == "crisis.stay"
    assert after("nee hoor", "ik wil doodgaan") == "crisis.stay"


@pytest.mark.parametrize("guess", [*GUESSED, *HEARD])
def test_any_guess_is_over_once_it_is_denied_in_so_many_words(guess: str) -> None:
    assert after("niemand is in gevaar", guess) is None
    assert after("en de planning?", guess, "niemand is in gevaar") is None
    assert after("niemand is in gevaar", guess, "hoe bedoel je?") is None


def test_what_was_told_is_not_over_when_it_is_denied() -> None:
    assert after("niemand is in gevaar", "ik wil doodgaan") == "crisis.stay"


def test_a_guess_that_was_answered_with_coaching_is_let_go() -> None:
    assert after("ja", "alles is grijs", answered="Begin klein [1]. Wat helpt?") is None


def test_a_doubt_half_way_is_over_when_the_talk_goes_on_about_work() -> None:
    assert after("en de planning?", "alles is grijs") == "crisis.self"
    assert after("en de planning?", "alles is grijs", before=COACHED) is None
    assert after("ja", "alles is grijs", before=COACHED) == "crisis.self"
    assert after("en de planning?", "zij zwijgt sinds maandag", before=COACHED) == "crisis.other"


def test_a_guess_counts_later_as_it_was_heard_at_the_time() -> None:
    assert after("nee hoor", "ik kan niet meer") == "crisis.stay"
    assert after("nee hoor", "ik kan niet meer", before=COACHED) is None
    assert after("en dan?", "ik kan niet meer", "nee hoor", before=COACHED) is None
    assert after("en dan?", "ik kan niet meer", "ja", before=COACHED) == "crisis.stay"
    # After one doubt the next guess is no longer taken lightly.
    assert after("nee hoor", "alles is grijs", "ik kan niet meer", before=COACHED) == "crisis.stay"
