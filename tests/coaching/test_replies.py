"""The reviewed texts: complete in two languages, strict when read, true of the installation."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest

from assistant.coaching.recognition import ExampleFile
from assistant.coaching.replies import FixedReplies, InstallationFacts
from assistant.coaching.safety import ROUTE_EXAMPLES
from assistant.coaching.safety.rulebook import Rulebook
from assistant.errors import PromptError
from assistant.language import LANGUAGES, Language
from assistant.settings import Settings

FACTS = InstallationFacts(model=None, base_url_is_local=False).blanks()
BLANKS = {**FACTS, "theme": "X", "missing": "Y", "sources": "Z"}


@pytest.fixture(scope="module")
def replies(project_root: Path) -> FixedReplies:
    return FixedReplies.load(project_root / "prompts" / "fixed_replies.toml")


def said(replies: FixedReplies, key: str, language: Language, **values: str) -> str:
    return " ".join(replies.text(key, language, **{**BLANKS, **values}))


def test_every_text_can_be_said_in_both_languages(replies: FixedReplies) -> None:
    for key in replies.keys:
        for language in LANGUAGES:
            assert all(replies.text(key, language, **BLANKS))


def test_every_reply_the_rules_can_choose_has_a_text(
    replies: FixedReplies, project_root: Path
) -> None:
    prompts = project_root / "prompts"
    chosen = {rule.reply for rule in Rulebook(prompts).rules}
    chosen |= {example.label for example in ExampleFile(prompts / ROUTE_EXAMPLES).read()}
    assert chosen - {"coach", "smalltalk.filler"} <= replies.keys


NO_AND_YES: dict[Language, list[str]] = {"nl": ["Nee", "Ja"], "en": ["No", "Yes"]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_crisis_text_asks_exactly_one_question_and_offers_no_next_topic(
    replies: FixedReplies, language: Language
) -> None:
    for key in replies.keys:
        if key.startswith("crisis."):
            # The question to put to the other person is quoted and not asked of the leader.
            unquoted = re.sub(r"'[^']*\?'", "", said(replies, key, language))
            assert unquoted.count("?") == 1, key
            # A doubt offers its two answers, a no and a yes, and no more than that.
            answers = replies.suggestions(key, language)
            doubted = key.startswith("crisis.doubt")
            assert [text.split(",")[0] for text in answers] == (
                NO_AND_YES[language] if doubted else []
            )


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_other_text_asks_more_than_one_question_or_runs_over_120_words(
    replies: FixedReplies, language: Language
) -> None:
    for key in replies.keys - {key for key in replies.keys if key.startswith("crisis.")}:
        text = said(replies, key, language)
        assert text.count("?") <= 1, key
        assert len(text.split()) <= 120, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_crisis_text_names_the_helpline_and_says_it_is_ai(
    replies: FixedReplies, language: Language
) -> None:
    spoken_of = ("self", "acute", "other", "stay", "stay_other", "doubt", "doubt_other")
    for key in spoken_of:
        text = said(replies, f"crisis.{key}", language)
        assert "113" in text
        assert "0800-0113" in text
        assert "112" in text
        assert re.search(r"\bAI\b", text)


def test_english_crisis_texts_also_help_outside_the_netherlands(replies: FixedReplies) -> None:
    for key in ("crisis.self", "crisis.acute", "crisis.other"):
        text = said(replies, key, "en")
        assert "988" in text
        assert "findahelpline.com" in text


def test_are_you_human_is_answered_with_ai_in_the_first_sentence(replies: FixedReplies) -> None:
    for language in LANGUAGES:
        assert "AI" in replies.text("smalltalk.are_you_human", language, **BLANKS)[0]


def test_without_a_model_nothing_goes_to_another_party(replies: FixedReplies) -> None:
    facts = InstallationFacts.of(Settings(_env_file=None))
    text = " ".join(replies.text("smalltalk.who_reads", "en", **facts["en"]))
    assert "nothing goes to another party" in text


def test_with_an_outside_model_the_provider_is_named(replies: FixedReplies) -> None:
    facts = InstallationFacts(model="openai:gpt-5-mini", base_url_is_local=False).blanks()
    for key in ("smalltalk.who_reads", "smalltalk.delete"):
        assert "openai" in said(replies, key, "nl", **facts)


def test_a_model_on_this_machine_is_not_called_an_outside_party(replies: FixedReplies) -> None:
    facts = InstallationFacts(model="openai:local", base_url_is_local=True).blanks()
    assert "not to another party" in said(replies, "smalltalk.who_reads", "en", **facts)


def test_an_outside_search_service_is_admitted_even_without_a_model(replies: FixedReplies) -> None:
    facts = InstallationFacts(None, False, embedder="openai:text-embedding-3-small").blanks()
    assert "outside service" in said(replies, "smalltalk.who_reads", "en", **facts)


def test_a_variable_nobody_passed_is_named(replies: FixedReplies) -> None:
    with pytest.raises(PromptError, match="theme"):
        replies.text("decline.no_evidence", "nl")


def test_an_unknown_text_is_named(replies: FixedReplies) -> None:
    with pytest.raises(PromptError, match=r"boundary\.nonsense"):
        replies.text("boundary.nonsense", "nl")


def test_referral_data_falls_due_on_its_review_date(replies: FixedReplies) -> None:
    assert not replies.overdue(replies.review_by)
    assert replies.overdue(replies.review_by + datetime.timedelta(days=1))


@pytest.mark.parametrize(
    "content",
    [
        "not toml [",
        '[referrals]\nreview_by = 2027-01-01\n[referrals.numbers]\n[reply.x]\nnl = ["Ja."]\n',
        '[referrals]\n[referrals.numbers]\n[reply.x]\nnl = ["Ja."]\nen = ["Yes."]\n',
        "[referrals]\nreview_by = 2027-01-01\n[referrals.numbers]\n"
        '[reply.x]\nnl = ["Ja."]\nen = ["Yes."]\nde = ["Ja."]\n',
    ],
    ids=["no toml", "one language", "no review date", "an unknown language"],
)
def test_a_file_that_is_not_right_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "fixed_replies.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(PromptError):
        FixedReplies.load(path)
