"""What leaders do in the middle of a conversation, as three readers did who had never seen the coach."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from assistant.coaching.coach import Coach
from assistant.coaching.intent import (
    disappoints,
    intent_of,
    names_step,
    number_to_use,
    to_one,
)
from assistant.coaching.rewriting import asked_of_source, refuses_lists, since_change, what_if
from assistant.coaching.selection import to_a_group
from assistant.coaching.wanted import in_time
from assistant.conversation import Answered, Question, SearchQuery, Turn
from assistant.language import Language
from tests.support.indexed_home import indexed_home
from tests.support.shipped_coach import coach, talk

__all__ = ["coach", "indexed_home"]


# -- another subject --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Laat maar. Andere vraag dan: moet ik mijn calculator dwingen?",
        "volgende: klantgegevens zitten er ook in, mag dat",
        "Ok. Something else: how do I open Monday's meeting?",
    ],
)
def test_who_changes_the_subject_leaves_what_was_said_behind(text: str) -> None:
    before = (Turn("user", "Hoe leer ik zelf?"), Turn("assistant", "Zo. [1]"))
    assert since_change(Question(text, "nl", before)) == ()
    after = (*before, Turn("user", text), Turn("assistant", "Goed. [1]"))
    assert since_change(Question("en hij?", "nl", after)) == after[2:]


@pytest.mark.parametrize(
    "text",
    [
        "Ik wil iets anders doen met mijn team dan vorig jaar.",
        "They asked for something else than a training",
        "en de volgende stap?",
        "En de volgende?",
        "Heb je nog iets anders?",
        "Give me something else.",
    ],
)
def test_who_speaks_of_something_else_goes_on(text: str) -> None:
    before = (Turn("user", "Hoe leer ik zelf?"), Turn("assistant", "Zo. [1]"))
    assert since_change(Question(text, "nl", before)) == before


# -- what others may do -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opening", "text"),
    [
        ("I promised that no jobs would go and now 15 posts go.", "And if they walk out? Last time two did."),
        ("Ik moet vertellen dat de roosters veranderen.", "en als ze dan gaan schreeuwen of weglopen?"),
    ],
)  # fmt: skip
def test_what_people_may_do_is_never_missing_from_the_knowledge(
    coach: Coach, opening: str, text: str
) -> None:
    assert what_if(text)
    assert isinstance(talk(coach, opening, text), Answered)


def test_a_condition_that_speaks_of_nobody_is_no_fear_of_what_people_do() -> None:
    assert not what_if("En als de tool 30% van de tijd fout zit, volgens Gartner?")


# -- who it is about --------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["No, I'm not L&D. I lead two wards.", "ik ben geen trainer, ik leid een team", "L&D? ik ben marketing."])  # fmt: skip
def test_who_says_not_to_be_of_l_and_d_is_a_leader_from_then_on(text: str) -> None:
    query = SearchQuery("x", "nl")
    assert intent_of(Question(text, "nl"), query).leads
    later = Question("Hoe krijg ik ze naar de training?", "nl", (Turn("user", text),))
    assert (intent_of(later, query).leads, intent_of(later, query).for_l_and_d) == (True, False)


def test_nothing_written_for_l_and_d_is_said_to_who_is_not(coach: Coach) -> None:
    reply = talk(
        coach,
        "management sends us an 'AI inspiration session' on a Friday at 4pm. It's a joke.",
        "No, I'm not L&D. I'm a head nurse and you're giving me tips for trainers.",
    )
    assert all("L&D professional" not in s.text for s in reply.sentences)
    assert all("your leaders" not in s.text for s in reply.sentences)


def test_l_and_d_people_are_known_by_what_they_call_themselves() -> None:
    for text in ("Ik ben opleider in een ziekenhuis.", "our academy team wants a kit", "I design the leadership track"):  # fmt: skip
        assert intent_of(Question(text, "nl"), SearchQuery(text, "nl")).for_l_and_d


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("wat zeg ik tegen Noor", True),
        ("what do I say to my CFO", True),
        ("wat zeg ik morgen tegen mijn team", False),
        ("what do I say", None),
        ("wat zeg ik tegen haar waar het team bij is", None),
    ],
)
def test_words_are_for_one_person_or_for_a_group(text: str, one: bool | None) -> None:
    assert to_one(text) is one


def test_a_sentence_to_a_group_is_told_from_one_to_a_person() -> None:
    assert to_a_group("Je kunt zeggen: 'Ik wil jullie zorgen horen.'")
    assert not to_a_group("Je kunt zeggen: 'Wat heb je van mij nodig?'")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("geef me één zin", 1),
        ("just one sentence please", 1),
        ("I want an opening line", 2),
        ("wat zeg ik", None),
        ("Nog één vraag: wat zeg ik tegen mijn team?", None),
        ("what do I say to my line manager", None),
    ],
)
def test_as_many_sentences_are_given_as_were_asked_for(text: str, number: int | None) -> None:
    assert number_to_use(text, "words") == number


def test_words_for_one_person_are_not_those_for_a_team(coach: Coach) -> None:
    reply = talk(coach, "Mijn medewerker Noor is bang dat AI haar werk overneemt.", "Wat zeg ik tegen haar?")  # fmt: skip
    said = [s.text for s in reply.sentences if s.lane == "claim"]
    assert said
    assert not any(to_a_group(text) for text in said[:1])


def test_one_sentence_is_one_sentence_that_can_be_said(coach: Coach) -> None:
    reply = talk(coach, "Mijn team is bang dat AI hun werk overneemt.", "geef me één zin waarmee ik begin")  # fmt: skip
    claims = [s for s in reply.sentences if s.lane == "claim"]
    assert len(claims) == 1
    assert "'" in claims[0].text


# -- rounding off -----------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["Thanks anyway, this didn't really help.", "bedankt, maar hier heb ik niks aan"])  # fmt: skip
def test_who_was_not_helped_is_not_congratulated(coach: Coach, text: str) -> None:
    assert disappoints(text)
    said = " ".join(s.text for s in talk(coach, "Mijn team is moe.", text).sentences)
    assert "nodig gehad" in said or "needed from me" in said


@pytest.mark.parametrize("text", ["ik bel het hoofdkantoor vandaag nog. thx", "Great, I'll ask Joris to be that ambassador. Thanks!"])  # fmt: skip
def test_who_named_a_next_step_is_not_asked_for_it(text: str) -> None:
    assert names_step(text)
    assert not names_step("Bedankt voor je heldere uitleg en fijne tips!")


# -- when it is not clear what a story is about -------------------------------------------------------


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_a_story_is_about_is_asked_and_not_guessed_at(
    coach: Coach, project_root: Path, language: Language
) -> None:
    file = (project_root / "prompts" / "reflections.toml").read_text(encoding="utf-8")
    phrases = tomllib.loads(file)["phrase"]
    unsure, asks = phrases["unsure"][language], phrases["unsure_ask"][language]
    stories = {
        "nl": (
            "Mijn team zegt ja op alles met AI, maar niemand gebruikt het. Ik weet niet meer wat ik moet doen.",
            "Vanochtend liep het weer raar bij ons aan de balie. Ik zat erbij en keek ernaar.",
            "Sinds de verbouwing eet iedereen apart. Ik mis iets, maar kan er de vinger niet op leggen.",
        ),
        "en": (
            "My team says yes to everything about AI and then nobody uses it. I am at a loss.",
            "This morning was odd at our front desk again. I sat there and watched.",
            "Since the move everybody has lunch apart. I miss something and cannot put my finger on it.",
        ),
    }[language]
    replies = [reply for text in stories if isinstance(reply := talk(coach, text), Answered)]
    unclear = [reply.sentences for reply in replies if reply.sentences[0].text in unsure]
    assert unclear
    for sentences in unclear:
        assert sentences[-1].text in asks


# -- what a good listener keeps to ------------------------------------------------------------------


def test_who_asks_half_way_what_the_article_says_asks_that_alone() -> None:
    before = (Turn("user", "Ingrid voelt zich gepasseerd."), Turn("assistant", "Luister. [1]"))
    text = "Ze is nooit gevraagd. Even tussendoor, wat zegt het artikel over menselijkheid?"
    alone = asked_of_source(Question(text, "nl", before))
    assert alone.history == ()
    assert alone.text == "wat zegt het artikel over menselijkheid?"
    other = Question("wat zegt mijn baas dan?", "nl", before)
    assert asked_of_source(other) is other


def test_who_wants_no_list_gets_none_for_the_rest_of_the_conversation(coach: Coach) -> None:
    opening = "De helft van mijn team gebruikt stiekem ChatGPT en de andere helft vindt het eng."
    assert any(s.block == "item" for s in talk(coach, opening).sentences)
    reply = talk(
        coach,
        opening,
        "niet weer een lijstje. ik heb het zelf ooit verboden",
        "hoe draai ik dat terug?",
    )
    assert not any(s.block == "item" for s in reply.sentences)
    assert 1 <= sum(s.lane == "claim" for s in reply.sentences) <= 2


def test_one_opening_line_is_one(coach: Coach) -> None:
    opening = "Mijn adviseurs en recruiters ruziën over een tool die cv's leest."
    reply = talk(coach, opening, "Eerst Ingrid vragen. Heb je één openingszin voor me?")
    assert sum(s.lane == "claim" for s in reply.sentences) == 1


def test_who_wants_a_plan_gets_steps_in_an_order_and_hears_that_it_is_no_plan(coach: Coach) -> None:
    reply = talk(
        coach,
        "I lead 40 claim handlers and 8 use the AI tool. Make me a plan for the next 4 weeks.",
    )
    steps = [s for s in reply.sentences if s.block == "item"]
    assert len(steps) >= 3
    assert [in_time(s.text) for s in steps] == sorted(in_time(s.text) for s in steps)
    assert "plan" in reply.sentences[0].text


def test_whether_there_is_research_is_answered_before_anything_else(coach: Coach) -> None:
    opening = "My lead illustrator hates that she must write prompts now."
    asked = "Yes or no, do you have a source on that?"
    reply = talk(coach, opening, "She fears the loss of her hand in the work.", asked)
    assert "no research" in reply.sentences[0].text


def test_a_colleague_who_was_named_before_is_not_looked_for_in_the_knowledge(coach: Coach) -> None:
    reply = talk(
        coach,
        "My shift leads override the AI. Last month Piet heard a bearing and was right.",
        "So who decides, AI or Piet?",
    )
    assert isinstance(reply, Answered)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wat zijn je bronnen?", "nl"),
        ("Ongelooflijk. Waar haal je dit allemaal vandaan?", "nl"),
        ("What are your sources?", "en"),
        (
            "That is not in yours, is it. Where does your stuff come from by the way, one article?",
            "en",
        ),
    ],
)
def test_where_it_comes_from_is_told_with_the_sources_of_this_installation(
    coach: Coach, text: str, language: Language
) -> None:
    reply = talk(
        coach,
        "Ons team leert met AI te werken."
        if language == "nl"
        else "Our team learns to work with AI.",
        text,
    )
    assert reply.trace.fixed_reply == "smalltalk.sources"
    assert "VDS Training Consultants" in " ".join(s.text for s in reply.sentences)


@pytest.mark.parametrize(
    "text", ["mag dat eigenlijk van de AVG?", "Is it legal to put customer data into ChatGPT?"]
)
def test_whether_a_law_allows_it_is_left_to_who_knows_the_law(coach: Coach, text: str) -> None:
    reply = talk(coach, text)
    assert reply.route == "boundary"
    assert "AVG" in reply.sentences[1].text or "law" in reply.sentences[1].text


def test_a_goodbye_of_who_is_off_already_ends_without_a_question(coach: Coach) -> None:
    reply = talk(coach, "Hoe leer ik zelf over AI?", "dank je, ik moet rennen. doei")
    assert not any("?" in s.text for s in reply.sentences)


def test_a_no_is_not_answered_with_what_it_was_a_no_to(coach: Coach) -> None:
    opening = "Mijn agenten gebruiken de AI voor verslagen stiekem niet, ze verbergen het."
    reply = talk(coach, opening, "nee, ze houden niks geheim. een verslag moet kloppen, vinden ze")
    assert reply.route == "coach"
    first = talk(coach, opening).sentences[0].text
    assert reply.sentences[0].text != first
    assert not reply.trace.fixed_reply


def test_the_fourth_change_in_a_year_is_a_story_and_no_claim_about_a_model(coach: Coach) -> None:
    reply = talk(
        coach,
        "warehouse, 60 people. this year new scanners, now AI route planning. the fourth change in 14 months, people are done",
    )
    assert isinstance(reply, Answered)
    assert not reply.trace.fixed_reply


def test_half_way_a_story_what_is_offered_comes_from_different_ideas(coach: Coach) -> None:
    reply = talk(
        coach,
        "Mijn team van veertien is bang voor AI en ik weet niet waar ik moet beginnen.",
        "vooral de mensen die hier al twintig jaar werken, die zeggen niks meer in het overleg",
    )
    ideas = [(c.document, c.heading) for c in reply.citations]
    assert len(ideas) == len(set(ideas)) >= 2


@pytest.mark.parametrize(
    ("text", "refuses"),
    [
        ("please no more bullet points", True),
        ("geen lijstjes aub", True),
        ("Er is geen lijst met toegestane tools", False),
        ("There is no list of approved tools yet", False),
        ("The board wants another list of use cases", False),
    ],
)
def test_a_list_that_is_lacking_is_no_list_that_is_refused(text: str, refuses: bool) -> None:
    assert refuses_lists(Question(text)) is refuses
