"""Claims held against a passage in the other language, word by word."""

from __future__ import annotations

import pytest

from assistant.coaching.across import Crossing, cross
from assistant.coaching.alignment import align
from assistant.coaching.claims import read_words
from assistant.coaching.translation import (
    Unmatched,
    is_known,
    senses,
    translations,
    unmatched,
    with_near,
)
from assistant.language import LANGUAGES, Language


def crossing(claim: str, sentence: str, language: Language, rest: str = "") -> Crossing:
    words, near = read_words(claim), read_words(sentence)
    laid = align(words, near, translations(words, near, language))
    return cross(claim, language, f"{sentence} {rest}".strip(), sentence, laid)


def meanings(word: str, language: Language) -> frozenset[str]:
    return senses(read_words(word), language)[0]


# -- the dictionary ---------------------------------------------------------------------------------


def test_a_dutch_word_stands_for_its_english_words_in_any_inflection() -> None:
    words, sentence = read_words("medewerkers leren"), read_words("Employees are learning it")
    found = translations(words, sentence, "nl")
    assert found[words[0].stem] == (0,)
    assert found[words[1].stem] == (2,)


def test_the_way_back_finds_the_same_words() -> None:
    words, sentence = read_words("employees learn"), read_words("Zo leert elke medewerker")
    found = translations(words, sentence, "en")
    assert found[words[0].stem] == (3,)
    assert found[words[1].stem] == (1,)


def test_a_compound_that_is_not_in_the_dictionary_stands_for_its_parts() -> None:
    assert meanings("werkoverleg", "nl")
    assert meanings("treinreparatie", "nl") >= meanings("train", "en") | meanings("repair", "en")


def test_a_word_of_no_language_stands_for_nothing() -> None:
    assert meanings("qzxvrk", "nl") == frozenset()
    assert not is_known("qzxvrk", "nl")
    assert not is_known("qzxvrk", "en")


def test_two_english_words_for_the_same_dutch_words_are_near() -> None:
    worker = meanings("worker", "en")
    assert meanings("employee", "en") <= with_near(worker)
    assert not meanings("bicycle", "en") <= with_near(worker)


# -- what does not fit ------------------------------------------------------------------------------


def test_a_translation_leaves_nothing_unfound() -> None:
    found = crossing(
        "De eigenaar bespreekt de fouten elke week met het team.",
        "The owner discusses the mistakes with the team every week.",
        "nl",
    )
    assert found.unfound == ()
    assert found.coverage == 1.0
    assert not found.denial
    assert not found.sides_changed


def test_a_detail_put_in_is_unfound_and_stands_in_a_row() -> None:
    found = crossing(
        "De eigenaar bespreekt de fouten elke week in het zwembad met een trompet.",
        "The owner discusses the mistakes every week.",
        "nl",
    )
    assert set(found.unfound) >= {"zwembad", "trompet"}
    assert found.run == 2


@pytest.mark.parametrize(
    ("claim", "sentence", "language"),
    [
        ("Volgens Deloitte groeit de omzet.", "Revenue is growing, according to Gartner.", "nl"),
        ("According to Deloitte revenue grows.", "Volgens Gartner groeit de omzet.", "en"),
        # A name may open the sentence, where a capital says nothing.
        ("Deloitte ziet de omzet groeien.", "Gartner sees revenue growing.", "nl"),
    ],
)
def test_a_name_put_in_the_place_of_another_is_missing(
    claim: str, sentence: str, language: Language
) -> None:
    found = crossing(claim, sentence, language)
    assert found.names_missing == ("deloitte",)
    assert found.names_unsaid == ("gartner",)


def test_a_name_of_another_sentence_is_elsewhere() -> None:
    found = crossing(
        "Volgens Deloitte groeit de omzet.",
        "Revenue is growing, according to Gartner.",
        "nl",
        rest="Prices are falling, according to Deloitte.",
    )
    assert found.names_missing == ()
    assert found.names_elsewhere == ("deloitte",)


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("In Duitsland is het drukker.", "It is busier in Germany."),
        ("In Kopenhagen is het drukker.", "It is busier in Copenhagen."),
        ("Van Microsoft is bekend dat het groeit.", "Microsoft is known to grow."),
    ],
)
def test_a_name_that_is_spelled_otherwise_in_the_other_language_is_the_same_name(
    claim: str, sentence: str
) -> None:
    found = crossing(claim, sentence, "nl")
    assert found.names_missing == ()
    assert found.names_unsaid == ()
    assert found.names_shared == 1


@pytest.mark.parametrize(
    ("claim", "sentence", "language"),
    [
        ("Het team deelt de fouten niet.", "The team shares the mistakes.", "nl"),
        ("Op vrijdag gaat de dienst live.", "On Friday the service does not go live.", "nl"),
        ("The rules apply to schools.", "De regels gelden niet voor scholen.", "en"),
        ("The buddy judges and manages.", "Het maatje beoordeelt niet en leidt geen team.", "en"),
    ],
)
def test_a_denial_on_one_side_only_is_seen(claim: str, sentence: str, language: Language) -> None:
    assert crossing(claim, sentence, language).denial


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("A quarter of lorries return without cargo.", "Een kwart van de vrachtwagens rijdt leeg."),
        ("He cannot tell what the cause is.", "De oorzaak is volgens hem onduidelijk."),
        ("He does not work on Friday.", "Op vrijdag werkt hij niet."),
    ],
)
def test_what_is_denied_in_other_words_is_no_difference(claim: str, sentence: str) -> None:
    assert not crossing(claim, sentence, "en").denial


@pytest.mark.parametrize(
    ("claim", "sentence", "language"),
    [
        (
            "Projecten lopen vaker vast op geld dan op rollen.",
            "Projects get stuck on roles more often than on money.",
            "nl",
        ),
        ("Eat before you speak.", "Spreek voordat je eet.", "en"),
        ("De taak ging van Anna naar de planner.", "The task went from the planner to Anna.", "nl"),
    ],
)
def test_two_sides_that_changed_places_are_seen(
    claim: str, sentence: str, language: Language
) -> None:
    assert crossing(claim, sentence, language).sides_changed


@pytest.mark.parametrize(
    ("claim", "sentence", "language"),
    [
        (
            "Projecten lopen vaker vast op rollen dan op geld.",
            "Projects get stuck on roles more often than on money.",
            "nl",
        ),
        (
            "Cows inside eat more than cows outside.",
            "Koeien buiten eten minder dan koeien binnen.",
            "en",
        ),
        ("Speak before you eat.", "Eet nadat je spreekt.", "en"),
    ],
)
def test_the_same_order_in_other_words_is_no_change(
    claim: str, sentence: str, language: Language
) -> None:
    assert not crossing(claim, sentence, language).sides_changed


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("claim", ["", "?!", "👍 ✨", "\u202eabc", "x" * 500])
def test_odd_claims_are_no_error(claim: str, language: Language) -> None:
    crossing(claim, "The owner discusses the mistakes every week.", language)


# -- within one language -----------------------------------------------------------------------------


def beyond(claim: str, sentence: str) -> Unmatched:
    words, near = read_words(claim), read_words(sentence)
    return unmatched(words, near, align(words, near), "en", "en")


def test_a_word_that_means_nearly_the_same_is_not_left_over() -> None:
    found = beyond("Every employee learns.", "Every worker learns.")
    assert found.left == ()
    assert found.coverage == 1.0
    assert found.spare == 0


def test_a_claim_that_says_more_than_its_sentence_has_words_left_and_none_are_spare() -> None:
    found = beyond("Every worker learns to juggle bicycles.", "Every worker learns.")
    assert len(found.left) == 2
    assert found.spare == 0


def test_a_word_in_the_place_of_another_leaves_one_on_both_sides() -> None:
    found = beyond("Every worker juggles bicycles.", "Every worker paints windows.")
    assert len(found.left) == found.spare == 2


def test_nothing_beside_nothing_is_no_error() -> None:
    assert beyond("", "").coverage == 1.0
