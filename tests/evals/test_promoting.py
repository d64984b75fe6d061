"""A conversation becomes a case masked, complete and confirmed, or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from evals.cases import CoachingCase, FollowUpCase, UnanswerableCase, read, split_of
from evals.promoting import (
    PROMOTABLE,
    Exported,
    PromotionError,
    add,
    blanks,
    made,
    masked,
    parsed,
    read_conversations,
)
from evals.promoting_command import promote

APP = typer.Typer()
APP.command()(promote)

SAID = {
    "messages": [
        {"role": "user", "content": "Mijn collega Sanne wil niet met AI werken."},
        {"role": "assistant", "content": "Je wilt Sanne meenemen. Wat houdt haar tegen?"},
        {"role": "user", "content": "Dat zei sanne@bedrijf.nl ook. Wat kost Copilot per maand?"},
        {"role": "assistant", "content": "Dat kost twintig euro."},
    ],
    "feedback": {"thumb": "down", "comment": "Bel me: 06 1234 5678. Dit klopt niet."},
}
SECRETS = ("Sanne", "sanne@", "bedrijf.nl", "1234")


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    path = tmp_path / "gesprek.json"
    path.write_text(json.dumps(SAID), encoding="utf-8")
    return path


def _run(*args: str | Path, typed: str = "", language: str = "nl") -> Any:
    return CliRunner().invoke(APP, [*map(str, args), "--language", language], input=typed)


def _nothing_written(folder: Path) -> bool:
    return [path.name for path in folder.iterdir()] == ["gesprek.json"]


COMPLETE = (
    "--set", "kind=near_miss", "--set", "expected=declined",
    "--why", "De prijs staat niet in de kennis.",
)  # fmt: skip


# -- reading ---------------------------------------------------------------------------------------


def test_an_export_json_lines_and_a_list_are_all_read() -> None:
    line = json.dumps(SAID)
    for text in (line, json.dumps(SAID, indent=2), f"{line}\n\n{line}\n", f"[{line}, {line}]"):
        assert read_conversations(text)[0].messages[0].content.startswith("Mijn collega")


def test_a_reply_of_ask_takes_its_question_from_the_lines_that_were_asked() -> None:
    reply = {"id": "7", "text": "Dat kost 20 euro.", "sentences": [], "status": "answered"}
    question = {
        "id": 7,
        "question": "Wat kost het?",
        "history": [{"role": "user", "content": "hoi"}],
    }
    (found,) = read_conversations(json.dumps(reply), json.dumps(question))
    assert [said.content for said in found.messages] == [
        "hoi",
        "Wat kost het?",
        "Dat kost 20 euro.",
    ]
    (inside,) = read_conversations(json.dumps(reply | {"question": "Wat kost het?"}))
    assert [said.role for said in inside.messages] == ["user", "assistant"]
    with pytest.raises(PromotionError, match="--questions"):
        read_conversations(json.dumps(reply))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "empty"),
        ("no json\n{}", "Line 1 is not JSON"),
        ("[1]", "JSON objects"),
        ('{"messages": []}', "messages"),
        ('{"messages": [{"role": "system", "content": "x"}]}', "role"),
        ('{"messages": [{"role": "user", "content": "x"}], "secret": 1}', "secret"),
        ('{"messages": [{"role": "assistant", "content": "x"}]}', "leader says nothing"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_in_both_languages(text: str, complaint: str) -> None:
    with pytest.raises(PromotionError, match=complaint) as caught:
        read_conversations(text)
    assert caught.value.sentence["nl"] != caught.value.sentence["en"]


# -- masking ---------------------------------------------------------------------------------------


def test_names_addresses_and_numbers_are_masked_throughout() -> None:
    conversation = masked(Exported.model_validate(SAID))
    shown = " ".join([*(m.content for m in conversation.messages), conversation.comment or ""])
    assert not any(secret in shown for secret in SECRETS)
    assert "Copilot" in shown
    assert conversation.messages[0].content == "Mijn collega «collega A» wil niet met AI werken."
    assert "«collega A»" in conversation.messages[1].content


def test_a_person_masks_what_was_missed_and_keeps_what_was_no_name() -> None:
    conversation = masked(Exported.model_validate(SAID), also=["Copilot"], keep=["Sanne"])
    assert "Copilot" not in conversation.asked
    assert "Sanne" in conversation.messages[0].content


def test_what_a_person_types_is_masked_like_the_conversation() -> None:
    conversation = masked(Exported.model_validate(SAID))
    case = made(
        "unanswerable",
        conversation,
        "Sanne vroeg naar een prijs.",
        {"kind": "near_miss", "expected": "declined", "missing": "prijs voor Sanne"},
    )
    assert "Sanne" not in case.model_dump_json()


# -- making ----------------------------------------------------------------------------------------


def test_the_last_message_is_the_question_and_the_disliked_reply_is_left_out() -> None:
    conversation = masked(Exported.model_validate(SAID))
    case = made("unanswerable", conversation, "why", {"kind": "far", "expected": "declined"})
    assert isinstance(case, UnanswerableCase)
    assert case.text.endswith("Wat kost Copilot per maand?")
    assert [said.role for said in case.history] == ["user", "assistant"]
    assert "twintig euro" not in case.model_dump_json()
    assert case.split == split_of(case.id)


def test_a_coaching_case_holds_the_messages_of_the_leader_only() -> None:
    conversation = masked(Exported.model_validate(SAID))
    filled = {"kind": "dilemma", "persona": "teamleider", "goal": "rust", "focus": [5, 9]}
    case = made("coaching", conversation, "why", filled)
    assert isinstance(case, CoachingCase)
    assert len(case.turns) == 2
    assert case.history == []


def test_the_id_comes_from_the_words_so_that_two_people_make_the_same() -> None:
    conversation = masked(Exported.model_validate(SAID))
    filled = {"kind": "far", "expected": "declined"}
    one = made("unanswerable", conversation, "one reason", filled)
    other = made("unanswerable", conversation, "another reason", filled)
    assert one.id == other.id
    assert one.id.startswith("unanswerable-nl-p")


def test_a_message_after_nothing_is_no_follow_up_and_seven_turns_are_too_many() -> None:
    alone = masked(Exported.model_validate({"messages": [{"role": "user", "content": "En dan?"}]}))
    with pytest.raises(PromotionError, match="follow-up"):
        made("follow_up", alone, "why", {"stands_alone": "x", "themes": [], "relevant": {"a#b": 2}})
    long = {"messages": [{"role": "user", "content": f"En dan {n}?"} for n in range(7)]}
    with pytest.raises(PromotionError, match="at most 6"):
        made("coaching", masked(Exported.model_validate(long)), "why", {"kind": "fact"})


def test_every_suite_asks_for_all_its_shape_requires() -> None:
    for suite in PROMOTABLE:
        given = {
            blank.name: parsed(suite, blank.name, blank.choices[0] if blank.choices else "a#b=2")
            for blank in blanks(suite)
            if blank.required
        }
        case = made(suite, masked(Exported.model_validate(SAID)), "why", given)
        assert case.split == split_of(case.id)


@pytest.mark.parametrize(
    ("suite", "name", "typed", "value"),
    [
        ("coaching", "focus", "5; 9", [5, 9]),
        ("coaching", "facts", "77%|77 procent; Gartner", [["77%", "77 procent"], ["Gartner"]]),
        ("follow_up", "relevant", "a#Kop = twee=2; b#C=1", {"a#Kop = twee": 2, "b#C": 1}),
        ("injection", "attack", "true", True),
        ("safety", "reply", "", None),
    ],
)
def test_what_is_typed_becomes_a_field(suite: str, name: str, typed: str, value: Any) -> None:
    assert parsed(suite, name, typed) == value


@pytest.mark.parametrize(
    ("suite", "name", "typed"),
    [
        ("coaching", "focus", "vijf"),
        ("coaching", "kind", "chat"),
        ("coaching", "goal", " "),
        ("follow_up", "relevant", "a#b"),
        ("injection", "where", "document"),
        ("injection", "attack", "ja"),
        ("safety", "colour", "red"),
    ],
)
def test_what_makes_no_field_is_refused(suite: str, name: str, typed: str) -> None:
    with pytest.raises(PromotionError):
        parsed(suite, name, typed)


# -- adding ----------------------------------------------------------------------------------------


def test_the_same_conversation_is_refused_however_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    filled = {"kind": "far", "expected": "declined"}
    add(
        made("unanswerable", masked(Exported.model_validate(SAID)), "w", filled),
        "unanswerable",
        path,
    )
    louder = json.loads(json.dumps(SAID).replace("per maand?", "per MAAND"))
    again = made("unanswerable", masked(Exported.model_validate(louder)), "w", filled)
    before = path.read_bytes()
    with pytest.raises(PromotionError, match="already"):
        add(again, "unanswerable", path)
    assert path.read_bytes() == before


def test_a_line_without_an_end_is_not_run_together_with_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    filled = {"kind": "far", "expected": "declined"}
    add(
        made("unanswerable", masked(Exported.model_validate(SAID)), "w", filled),
        "unanswerable",
        path,
    )
    path.write_text(path.read_text().rstrip("\n"))
    other = Exported.model_validate({"messages": [{"role": "user", "content": "Hoe bak ik cake?"}]})
    add(made("unanswerable", masked(other), "w", filled), "unanswerable", path)
    assert len(read(path, UnanswerableCase)) == 2
    assert [p.name for p in tmp_path.iterdir()] == ["set.jsonl"]


# -- the command -----------------------------------------------------------------------------------


def test_a_person_sees_it_masked_fills_it_in_and_confirms(exported: Path, tmp_path: Path) -> None:
    to = tmp_path / "set.jsonl"
    typed = (
        "\n\nj\nunanswerable\nchat\nnear_miss\ndeclined\nprijzen\nDe prijs staat er niet in.\nj\n"
    )
    done = _run(exported, "--to", to, typed=typed)
    assert done.exit_code == 0, done.output
    assert "kies uit" in done.output  # the kind that does not exist is asked again
    (case,) = read(to, UnanswerableCase)
    assert (case.kind, case.outcome, case.missing) == ("near_miss", "declined", "prijzen")
    assert case.why == "De prijs staat er niet in."
    assert not any(secret in to.read_text() for secret in SECRETS)


def test_a_word_masked_by_the_person_stays_masked(exported: Path, tmp_path: Path) -> None:
    to = tmp_path / "set.jsonl"
    typed = "Copilot\n\n\n\nj\nnear_miss\ndeclined\n\nNiet bekend.\nj\n"
    done = _run(exported, "--suite", "unanswerable", "--to", to, typed=typed)
    assert done.exit_code == 0, done.output
    assert "Copilot" not in to.read_text()


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "\n\n",
        "\n\nn\n",
        "\n\nj\nnear_miss\ndeclined\n\nNiet bekend.\n",
        "\n\nj\nnear_miss\ndeclined\n\nNiet bekend.\nn\n",
        "\n\nj\nnear_miss\ndeclined\n\nNiet bekend.\n\n",
    ],
)
def test_without_a_yes_nothing_is_written(exported: Path, tmp_path: Path, typed: str) -> None:
    _run(exported, "--suite", "unanswerable", "--to", tmp_path / "set.jsonl", typed=typed)
    assert _nothing_written(tmp_path)


def test_a_follow_up_can_be_kept(exported: Path, tmp_path: Path) -> None:
    to = tmp_path / "set.jsonl"
    typed = "\n\ny\nWhat does Copilot cost?\nchange\na#b=2\n\nA price.\ny\n"
    done = _run(exported, "--suite", "follow_up", "--to", to, typed=typed, language="en")
    assert done.exit_code == 0, done.output
    (case,) = read(to, FollowUpCase)
    assert case.relevant == {"a#b": 2}


def test_with_yes_and_all_fields_nobody_is_asked(exported: Path, tmp_path: Path) -> None:
    to = tmp_path / "set.jsonl"
    args = (exported, "--suite", "unanswerable", "--to", to, "--yes", *COMPLETE)
    done = _run(*args)
    assert done.exit_code == 0, done.output
    assert len(read(to, UnanswerableCase)) == 1
    again = _run(*args)
    assert again.exit_code == 1
    assert "staat al in" in again.output


@pytest.mark.parametrize(
    ("left_out", "named"),
    [("--why", "--why"), ("kind=near_miss", "kind"), ("expected=declined", "expected")],
)
def test_with_yes_a_missing_field_is_named_and_nothing_written(
    exported: Path, tmp_path: Path, left_out: str, named: str
) -> None:
    options = list(COMPLETE)
    at = options.index(left_out)
    start = at if left_out == "--why" else at - 1
    del options[start : start + 2]
    to = tmp_path / "set.jsonl"
    done = _run(exported, "--suite", "unanswerable", "--to", to, "--yes", *options)
    assert done.exit_code == 1
    assert named in done.output
    assert _nothing_written(tmp_path)


def test_with_yes_one_of_several_conversations_is_chosen(tmp_path: Path) -> None:
    file, to = tmp_path / "all.jsonl", tmp_path / "set.jsonl"
    other = {"messages": [{"role": "user", "content": "Hoe bak ik een cake?"}]}
    file.write_text(f"{json.dumps(SAID)}\n{json.dumps(other)}\n")
    args = (file, "--suite", "unanswerable", "--to", to, "--yes", *COMPLETE)
    assert "--number" in _run(*args).output
    assert _run(*args, "--number", "3").exit_code == 1
    assert _run(*args, "--number", "2").exit_code == 0
    assert [case.text for case in read(to, UnanswerableCase)] == ["Hoe bak ik een cake?"]


def test_a_dataset_that_is_broken_is_left_as_it_is(exported: Path, tmp_path: Path) -> None:
    to = tmp_path / "set.jsonl"
    to.write_text('{"id": "x"}\n')
    done = _run(exported, "--suite", "unanswerable", "--to", to, "--yes", *COMPLETE)
    assert done.exit_code == 1
    assert "set.jsonl:1" in done.output
    assert to.read_text() == '{"id": "x"}\n'


def test_a_suite_that_takes_no_conversation_is_refused(exported: Path) -> None:
    assert _run(exported, "--suite", "claims").exit_code == 2
