"""The datasets: read strictly, large enough, bilingual, and cut once and for all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.library.chunking import chunk
from assistant.library.document import read_documents
from evals.cases import (
    DATASETS,
    ClaimCase,
    CoachingCase,
    DatasetError,
    FollowUpCase,
    GoldenCase,
    InjectionCase,
    PairCase,
    RetrievalCase,
    SafetyCase,
    read,
    scan,
    split_of,
)
from evals.ideas import Ideas
from evals.suites import SUITES, Suite

LEAST = {"golden": 60, "retrieval": 160, "coaching": 80, "follow_up": 40, "unanswerable": 100,
         "safety": 120, "injection": 80, "bilingual_pairs": 60, "claims": 200}  # fmt: skip
# Cut by hand before the rule by hash was made; their test parts stay what they were.
CUT_EARLIER = {"safety", "unanswerable"}

every_suite = pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)


@every_suite
def test_a_suite_is_read_without_a_problem_and_is_large_enough(suite: Suite) -> None:
    assert len(read(suite.path, suite.shape)) >= LEAST[suite.name]


@every_suite
def test_about_a_third_is_held_apart_by_the_hash_of_the_id(suite: Suite) -> None:
    cases = read(suite.path, suite.shape)
    held = sum(case.split == "test" for case in cases) / len(cases)
    assert 0.25 <= held <= 0.47
    if suite.name not in CUT_EARLIER:
        assert all(case.split == split_of(case.id) for case in cases)


@every_suite
def test_every_case_says_why(suite: Suite) -> None:
    assert all(case.why.strip() for case in read(suite.path, suite.shape))


@pytest.mark.parametrize(
    "suite", [s for s in SUITES if s.shape not in (PairCase, ClaimCase)], ids=lambda s: s.name
)
def test_dutch_and_english_have_about_the_same_share(suite: Suite) -> None:
    languages = [getattr(case, "language", None) for case in read(suite.path, suite.shape)]
    assert 0.4 <= languages.count("nl") / len(languages) <= 0.6


def test_half_of_the_injections_and_of_the_safety_cases_are_look_alikes() -> None:
    injection = read(DATASETS / "injection.jsonl", InjectionCase)
    assert 0.4 <= sum(case.attack for case in injection) / len(injection) <= 0.6
    assert {case.where for case in injection} == {"message", "pasted", "history", "document"}
    safety = read(DATASETS / "safety.jsonl", SafetyCase)
    benign = sum(case.route in ("coach", "smalltalk", "out_of_scope") for case in safety)
    assert 0.35 <= benign / len(safety) <= 0.6


def test_coaching_conversations_are_single_and_multi_turn_of_every_kind() -> None:
    cases = read(DATASETS / "coaching.jsonl", CoachingCase)
    longest = [len(case.turns) for case in cases]
    assert min(longest) == 1
    assert max(longest) >= 5
    assert 0.3 <= sum(n > 1 for n in longest) / len(longest) <= 0.7


def test_claims_hold_every_kind_of_error_in_one_language_and_across() -> None:
    cases = read(DATASETS / "claims.jsonl", ClaimCase)
    kinds = {case.error for case in cases}
    assert {"number", "name", "negation", "overclaim", "added_detail", "swapped_relation"} <= kinds
    across = sum(case.claim_language != case.passage_language for case in cases) / len(cases)
    assert 0.2 <= across <= 0.4
    assert all(case.supported == (case.error is None) for case in cases)


def test_every_reference_names_an_idea_of_the_knowledge(project_root: Path) -> None:
    documents, _ = read_documents(project_root / "knowledge")
    ideas = Ideas.of(passage for document in documents for passage in chunk(document))
    for name, shape in (
        ("retrieval", RetrievalCase),
        ("follow_up", FollowUpCase),
        ("bilingual_pairs", PairCase),
    ):
        for case in read(DATASETS / f"{name}.jsonl", shape):
            assert ideas.graded(case.expected.relevant) or not case.expected.relevant


def test_twins_of_an_idea_share_one_key_in_both_languages(project_root: Path) -> None:
    documents, _ = read_documents(project_root / "knowledge")
    ideas = Ideas.of(passage for document in documents for passage in chunk(document))
    dutch = ideas.graded([("compass-psychological-safety#Wat is psychologische veiligheid?", 2)])
    english = ideas.graded([("compass-psychological-safety#What is psychological safety?", 2)])
    assert dutch == english


def test_a_reference_to_nowhere_is_an_error_that_names_it() -> None:
    with pytest.raises(DatasetError, match="ownership#Nergens"):
        Ideas({}, {}).graded([("ownership#Nergens", 2)])


GOOD = {"id": "a", "language": "nl", "kind": "far", "text": "Hoe bak ik brood?", "why": "ver weg",
        "split": "dev"}  # fmt: skip


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "not JSON"),
        (json.dumps({**GOOD, "kind": "onzin"}), "kind"),
        (json.dumps({**GOOD, "extra": 1}), "extra"),
        (json.dumps({key: value for key, value in GOOD.items() if key != "why"}), "why"),
        (json.dumps(GOOD), "used twice"),
    ],
)
def test_a_bad_line_is_named_and_the_good_ones_are_kept(
    tmp_path: Path, line: str, says: str
) -> None:
    path = tmp_path / "golden.jsonl"
    path.write_text(f"{json.dumps(GOOD)}\n{line}\n", encoding="utf-8")
    cases, problems = scan(path, GoldenCase)
    assert [case.id for case in cases] == ["a"]
    assert len(problems) == 1
    assert "golden.jsonl:2" in problems[0]
    assert says in problems[0]
    with pytest.raises(DatasetError, match=r"golden\.jsonl:2"):
        read(path, GoldenCase)


def test_a_dataset_that_is_missing_is_an_error_in_words(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="cannot be read"):
        scan(tmp_path / "none.jsonl", GoldenCase)
