"""Many questions on standard input, one answer a line: a bad line never costs the others theirs."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any, cast

import pytest

from assistant.coaching.coach import Coach
from assistant.coaching.grounding import GroundingCheck
from assistant.conversation import Done, Event, Question, Turn
from assistant.errors import IndexMissing
from assistant.lines import answer_lines, verify_lines, well_formed
from tests.library.conftest import CountingEmbedder
from tests.support.conversations import ANSWER_NL, ASK_NL
from tests.support.scripted_coach import ScriptedCoach


class Echoing(ScriptedCoach):
    """Gives the same good reply to whatever it is asked, and remembers what that was."""

    async def stream(self, question: Question) -> AsyncIterator[Event]:
        self.questions.append(question)
        if "stuk" in question.text:
            raise RuntimeError("canary-7431")
        if "index" in question.text:
            raise IndexMissing("no index in the home")
        yield Done(ANSWER_NL)

    async def areply(self, question: Question) -> Any:
        async for event in self.stream(question):
            if isinstance(event, Done):
                return event.reply


@pytest.fixture
def coach() -> Echoing:
    return Echoing({})


def _answers(coach: Echoing, *lines: bytes | dict[str, Any]) -> list[dict[str, Any]]:
    raw = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    return list(answer_lines(cast(Coach, coach), [line + b"\n" for line in raw]))


def test_a_line_gives_exactly_the_promised_keys(coach: Echoing) -> None:
    (answer,) = _answers(coach, {"id": "a", "question": ASK_NL})
    assert list(answer) == [
        "id", "language", "status", "route", "decline_reason", "text", "sentences", "citations",
        "suggestions", "engine", "notice", "timings_ms", "usage",
    ]  # fmt: skip
    assert answer["id"] == "a"


def test_answers_come_in_the_order_of_the_lines(coach: Echoing) -> None:
    answers = _answers(coach, *({"id": n, "question": f"vraag {n}"} for n in (3, 1, 2)))
    assert [answer["id"] for answer in answers] == [3, 1, 2]
    assert [question.text for question in coach.questions] == ["vraag 3", "vraag 1", "vraag 2"]


@pytest.mark.parametrize(
    ("line", "identifier", "says"),
    [
        (b"no JSON", None, "not JSON"),
        (b"[1, 2]", None, "not a JSON object"),
        (b'"text"', None, "not a JSON object"),
        (b"null", None, "not a JSON object"),
        (b'{"id": "a", "question": "half', None, "not JSON"),
        (b'{"id": "a", "question": "\xff\xfe"}', None, "not JSON"),
        (b'{"id": NaN, "question": "hoi"}', None, "not JSON"),
        (b"[" * 200_000, None, "not JSON"),
        (b'{"a":' * 200_000 + b"1" + b"}" * 200_000, None, "not JSON"),
        (b'{"id": 1, "question": "' + b"a" * 4_000_000 + b'"}', None, "longer than"),
        (b'{"id": "a"}', "a", "question"),
        (b'{"id": "a", "question": null}', "a", "question"),
        (b'{"id": "a", "question": 5}', "a", "question"),
        (b'{"id": "a", "question": ["hoi"]}', "a", "question"),
        (b'{"id": true, "question": "hoi"}', None, "id: should be a text or a whole number"),
        (b'{"id": 1.5, "question": "hoi"}', None, "id: should be a text or a whole number"),
        (b'{"id": {"a": [1]}, "question": "hoi"}', None, "id: should be a text or a whole"),
        (b'{"id": "a", "question": "hoi", "history": "hoi"}', "a", "history"),
        (b'{"id": "a", "question": "hoi", "history": [{"role": "system", "content": "x"}]}', "a", "history.0.role"),
        (b'{"id": "a", "question": "hoi", "history": [{"role": "user"}]}', "a", "history.0.content"),
        (b'{"id": "a", "question": "hoi", "profile": 7}', "a", "profile"),
        (b'{"id": "a", "question": "is er een index?"}', "a", "make index"),
        (b'{"id": "a", "question": "dit gaat stuk"}', "a", "internal error"),
    ],
    ids=range(23),
)  # fmt: skip
def test_a_bad_line_gets_an_error_in_its_place_and_the_rest_go_on(
    coach: Echoing, line: bytes, identifier: str | None, says: str
) -> None:
    good = {"id": "good", "question": ASK_NL}
    before, bad, after = _answers(coach, good, line, good)
    assert list(bad) == ["id", "error"]
    assert bad["id"] == identifier
    assert says in bad["error"]
    assert "canary-7431" not in bad["error"]
    assert "error" not in before
    assert "error" not in after


def test_blank_lines_and_byte_order_marks_are_passed_over(coach: Echoing) -> None:
    good = json.dumps({"id": 1, "question": ASK_NL}).encode()
    answers = _answers(
        coach, b"", b"   \t\r", b"\xef\xbb\xbf" + good, b"\xef\xbb\xbf", good + b"\r"
    )
    assert [answer.get("error", answer["id"]) for answer in answers] == [1, 1]


def test_a_line_without_an_id_is_answered_with_null(coach: Echoing) -> None:
    (answer,) = _answers(coach, {"question": ASK_NL})
    assert answer["id"] is None
    assert answer["status"] == "answered"


def test_history_and_profile_reach_the_coach_and_other_keys_do_not_matter(coach: Echoing) -> None:
    turns = [{"role": "user", "content": "een"}, {"role": "assistant", "content": "twee"}]
    _answers(
        coach,
        {"question": "drie", "history": turns, "profile": "teamleider", "kind": "in_scope"},
        {"question": "vier", "history": None, "profile": None},
    )
    first, second = coach.questions
    assert first.history == (Turn("user", "een"), Turn("assistant", "twee"))
    assert first.profile == "teamleider"
    assert (second.history, second.profile) == ((), None)


def test_half_a_character_is_replaced_before_it_reaches_the_coach(coach: Echoing) -> None:
    (answer,) = _answers(coach, b'{"id": "\\ud800", "question": "hoi \\ud83d \\ud83d\\ude00"}')
    assert "error" not in answer
    assert coach.questions[0].text == "hoi � 😀"
    assert answer["id"] == "\ud800"


def test_well_formed_text_stays_as_it_is() -> None:
    text = "Z̸o é 😀 مرحبا \x00\x07"
    assert well_formed(text) == text


def _verdicts(*lines: bytes | dict[str, Any]) -> list[dict[str, Any]]:
    raw = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    return list(verify_lines(GroundingCheck(CountingEmbedder()), raw))


def test_a_claim_gets_a_verdict_with_a_score_and_a_reason() -> None:
    passage = "Volgens Gartner verwacht 77% van de CEO's een nieuw tijdperk."
    right, wrong = _verdicts(
        {"id": "a", "claim": passage, "passages": [passage]},
        {"id": 2, "claim": passage.replace("77", "91"), "passages": [passage]},
    )
    assert list(right) == list(wrong) == ["id", "supported", "score", "reason"]
    assert (right["id"], right["supported"]) == ("a", True)
    assert (wrong["id"], wrong["supported"]) == (2, False)
    assert "91" in wrong["reason"]
    assert 0 <= wrong["score"] <= right["score"] <= 1


def test_a_claim_without_passages_is_not_supported() -> None:
    (verdict,) = _verdicts({"id": "a", "claim": "Leren kost tijd.", "passages": []})
    assert verdict["supported"] is False


def test_a_bad_claim_gets_an_error_and_the_rest_get_their_verdict() -> None:
    good = {"id": "good", "claim": "Leren kost tijd.", "passages": ["Leren kost tijd."]}
    bad: list[bytes | dict[str, Any]] = [
        b"no JSON",
        {"id": "a", "passages": ["x"]},
        {"id": "a", "claim": "x", "passages": "x"},
        {"id": "a", "claim": "x", "passages": [1]},
        {"id": "a", "claim": 1, "passages": []},
    ]
    answers = _verdicts(good, *bad, good)
    assert [("error" in answer) for answer in answers] == [False, *[True] * 5, False]
    assert all(list(answer) == ["id", "error"] for answer in answers[1:-1])


def test_a_claim_of_odd_characters_gets_a_verdict() -> None:
    odd = ["", " ", "\x00\x07", "😀", "Z̸̡o", "مرحبا", "<script>x</script>", "a" * 100_000]
    answers = _verdicts(
        *({"id": n, "claim": text, "passages": [text]} for n, text in enumerate(odd)),
        b'{"id": "half", "claim": "\\ud800", "passages": ["\\udfff"]}',
    )
    assert not [answer for answer in answers if "error" in answer]
