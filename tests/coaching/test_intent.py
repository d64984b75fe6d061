"""The shape of a reply follows the kind of question."""

from __future__ import annotations

import pytest

from assistant.coaching.intent import (
    Kind,
    asks_steps,
    closes,
    disappoints,
    intent_of,
    leaves,
    read_intent,
    says_when,
)
from assistant.coaching.rewriting import rewrite
from assistant.conversation import Question, SearchQuery, Turn
from assistant.language import Language


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("Wat zegt Gartner over CEO's?", "nl", "fact"),
        ("Hoeveel procent van de medewerkers wil meer teamwork?", "nl", "fact"),
        ("Wat is psychologische veiligheid?", "nl", "fact"),
        ("Wie is Raffaella Sadun?", "nl", "fact"),
        ("Mijn team is bang dat AI hun werk overneemt. Wat kan ik doen?", "nl", "howto"),
        ("Hoe geef ik zelf het goede voorbeeld met AI?", "nl", "howto"),
        ("Hoe bouw ik eigenaarschap op in mijn team?", "nl", "howto"),
        ("Moet ik zelf een expert zijn of kan ik dat overlaten?", "nl", "dilemma"),
        ("Welke stappen heeft Kotter?", "nl", "list"),
        ("Noem de vijf thema's", "nl", "list"),
        ("Waarom is leren zo belangrijk?", "nl", "why"),
        ("Geef eens een voorbeeld", "nl", "example"),
        ("Welk klein experiment kan ik deze week doen?", "nl", "experiment"),
        ("Ik ben moe van al die verandering", "nl", "disclosure"),
        ("What percentage of CEOs expects a new era?", "en", "fact"),
        ("What is an AI ambassador?", "en", "fact"),
        ("How do I set the example with AI myself?", "en", "howto"),
        ("And what do I say when he gets angry?", "en", "howto"),
        ("En wat zeg ik als hij boos wordt?", "nl", "howto"),
        ("What can I do when people resist?", "en", "howto"),
        ("Should I invest in technical or in human skills?", "en", "dilemma"),
        ("What are the eight steps of Kotter?", "en", "list"),
        ("Why does ownership matter?", "en", "why"),
        ("Can you give an example of that?", "en", "example"),
        ("Which small experiment can I do this week?", "en", "experiment"),
        ("I feel overwhelmed by all this change", "en", "disclosure"),
        # A figure in a story is no request for one.
        (
            "Het bestuur wil voor de kerst 12 procent winst met AI en ik mag het mijn ploeg verkopen",
            "nl",
            "howto",
        ),
        ("The board wants 12 percent by Christmas and I get to sell it to my crew", "en", "howto"),
    ],
)
def test_the_kind_is_read_from_the_leaders_own_words(
    text: str, language: Language, kind: Kind
) -> None:
    assert read_intent(text, language).kind == kind


@pytest.mark.parametrize(
    ("text", "language"),
    [("Hoe ontwerp ik een workshop voor leiders?", "nl"), ("What can L&D do for leaders?", "en")],
)
def test_a_question_about_designing_learning_is_recognised(text: str, language: Language) -> None:
    assert read_intent(text, language).for_l_and_d


def test_only_a_request_for_detail_lifts_the_length_limit() -> None:
    assert read_intent("Leg ADKAR uitgebreid uit", "nl").wants_detail
    assert not read_intent("Wat is ADKAR?", "nl").wants_detail


ASKED = (
    Turn("user", "Hoe geef ik iemand vertrouwen met een nieuwe taak?"),
    Turn("assistant", "Begin waar weinig mis kan gaan. [1] Welke taak is dat?"),
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("het rooster. hoe lang duurt dat?", "fact"),
        ("mag dat ook bij twee mensen?", "fact"),
        ("en de tweede?", "fact"),
        ("waarom daar?", "why"),
        ("heb je een vb?", "example"),
        ("en bij nieuwe mensen?", "howto"),
        ("dank je, ik begin maandag", "closing"),
    ],
)
def test_a_follow_up_is_read_by_its_own_opening_and_else_by_what_it_follows(
    text: str, kind: Kind
) -> None:
    question = Question(text, history=ASKED)
    assert intent_of(question, rewrite(question, "nl")).kind == kind


@pytest.mark.parametrize(
    ("text", "closing"),
    [
        ("thanks, I will ask her tomorrow", True),
        ("ik rond af, hier kan ik mee verder", True),
        ("Goed, de wissels dus. Ik laat het los. Tot later.", True),
        ("ok dan vraag ik Karim en Els erbij, dinsdag", True),
        ("Right, Priya, half an hour on Friday.", True),
        ("going to try that this week. gotta run", True),
        ("bedankt, maar hoe begin ik dan?", False),
        ("dinsdag zei hij dat hij niet meer wil", False),
        ("tot morgen weet niemand waar we aan toe zijn", False),
        ("ik weet niet waar ik begin", False),
        ("uitstellen wordt me niet in dank afgenomen", False),
        ("ze heeft me zelfs bedankt voor die middag", False),
        ("oké maar wat zeg ik morgen tegen haar, ik zie haar om half 8", False),
        ("ok so what do I do on Thursday then", False),
        ("goed, geef me voor dinsdag nog drie vragen", False),
    ],
)
def test_rounding_off_is_told_from_asking_on(text: str, closing: bool) -> None:
    assert closes(text) == closing


def test_a_moment_that_is_named_is_heard() -> None:
    assert says_when("ik doe het dinsdag")
    assert not says_when("ik ga het doen")


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("oké maar wat zeg ik morgen letterlijk tegen haar", "nl", "words"),
        ("Ze zei dat ze ermee stopt. Wat had ik kunnen zeggen?", "nl", "words"),
        ("ok but what do i actually say to her tomorrow", "en", "words"),
        ("can u give me like 3 sentences to tell him", "en", "words"),
        ("I need three or four sentences for a team call at 2. Can you draft it?", "en", "words"),
        ("Morgen zet ik het recht. Kun je me helpen met hoe ik dat zeg?", "nl", "words"),
        ("Geef me vijf vragen die ik de raad van toezicht kan voorleggen", "nl", "questions"),
        ("give me three questions I can put to the whole department", "en", "questions"),
        ("Kun je een programma maken? Met tijden graag", "nl", "plan"),
        ("half day offsite on Thursday, can you make an agenda for it?", "en", "plan"),
    ],
)
def test_in_a_conversation_what_is_asked_to_be_used_is_told_from_advice(
    text: str, language: Language, kind: Kind
) -> None:
    history = (Turn("user", "mijn team wil niet"), Turn("assistant", "Luister eerst [1]."))
    query = SearchQuery(text, language)
    assert intent_of(Question(text, language, history), query).kind == kind
    # By itself a question about questions or programmes is one about the knowledge.
    assert (intent_of(Question(text, language), query).kind == kind) == (kind == "words")


def test_a_story_with_a_question_word_in_the_middle_asks_for_no_fact() -> None:
    story = "'Weer speelgoed voor de dokters' zei de voorzitter vorige week waar iedereen bij zat."
    assert read_intent(story, "nl").kind == "howto"
    assert (
        read_intent("Wat zegt Kotter eigenlijk over weerstand en waar begint het", "nl").kind
        == "fact"
    )


@pytest.mark.parametrize(
    "story",
    [
        "Dave, who has been here thirty years, was right twice, and now I call it resistance.",
        "Tuesday it was which tool to try. 'Whatever you think's best, Karen, what do you think?' he said.",
        "Tuesday it was which tool to try. ‘Whatever you think’s best, Karen, what do you think?’ he said.",
    ],
)
def test_a_question_word_after_a_name_or_in_what_others_said_asks_for_no_fact(story: str) -> None:
    assert read_intent(story, "en").kind == "howto"


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("Ik weet niet hoe ik mijn team in beweging breng met AI", "nl", "howto"),
        ("We find reporting lines unclear. What is psychological safety?", "en", "fact"),
        ("Ok, wat zegt Kotter over weerstand en waar begint het dan volgens hem", "nl", "fact"),
    ],
)
def test_no_words_are_offered_to_who_asks_for_something_else_at_first(
    text: str, language: Language, kind: Kind
) -> None:
    assert intent_of(Question(text, language), SearchQuery(text, language)).kind == kind


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("Zet het plan nu even in 6 regels, week 1 tot en met 6.", True),
        ("Can you make me a plan for the next 4 weeks?", True),
        ("En weken 3 tot 6?", True),
        ("zes weken, week voor week graag", True),
        ("We hebben een plan gemaakt en niemand volgt het", False),
        ("I want them to plan better", False),
        ("What is our plan B?", False),
    ],
)
def test_a_plan_over_time_is_told_from_talk_of_plans(text: str, plan: bool) -> None:
    assert asks_steps(text) is plan


@pytest.mark.parametrize(
    "text",
    [
        "Goed, ik laat het hierbij.",
        "I feel a bit calmer. I will say: I misjudged it, I should have checked, next time two of us "
        "look at it first. Thank you",
        "Fine. List it is. Shift meeting at 2. Bye",
    ],
)
def test_a_longer_goodbye_is_one_when_it_ends_in_thanks(text: str) -> None:
    assert closes(text)


def test_a_moment_of_the_day_is_a_moment() -> None:
    assert says_when("Shift meeting at 2")
    assert says_when("we zitten om 14.30 bij elkaar")
    assert not says_when("sick leave is at 11%")


def test_who_tells_a_figure_half_way_asks_for_none() -> None:
    history = (
        Turn("user", "Mijn team is bang voor zijn baan sinds de chatbot er is."),
        Turn("assistant", "Luister eerst naar de zorgen. [1]"),
    )
    question = Question("ze zeggen niks. ziekteverzuim 11%", "nl", history)
    assert intent_of(question, SearchQuery(question.text, "nl")).kind == "howto"


@pytest.mark.parametrize("text", ["Line 3 is down, Piet mistrusts the AI. what now", "en nu?"])
def test_what_now_asks_for_a_way_forward(text: str) -> None:
    assert read_intent(text, "en" if "down" in text else "nl").kind == "howto"


@pytest.mark.parametrize(
    "text",
    [
        '"Henk, wat wil jij niet kwijt?" zoiets. daar laat ik het bij, dankje. fijne avond',
        "four, i said that in my first line. and i just told you i cant pause. ill put 2 drivers with "
        "the planner on thursday. bye",
        "pff weer hetzelfde. ik stop ermee voor vandaag",
    ],
)
def test_a_goodbye_is_heard_whatever_was_quoted_or_complained_of_before_it(text: str) -> None:
    assert closes(text)


def test_who_is_off_already_is_told_from_who_rounds_off() -> None:
    assert leaves("ok well. im going to bed. night and thanks for listening")
    assert leaves("die tweede, met Samira. ok ik ga aan het werk. doei")
    assert not leaves("dank je, ik begin maandag")


@pytest.mark.parametrize(
    "text",
    [
        "Ok, het gaat om 14 mensen",
        "Right, we're at 12 people now and half use it",
        "ik laat het er niet bij zitten",
        "Mijn beste monteur zegt: ik stop ermee",
        "I stayed late three nights and not a single one of them even said thanks.",
    ],
)
def test_a_story_with_words_of_a_goodbye_in_it_is_none(text: str) -> None:
    assert not closes(text)


@pytest.mark.parametrize(
    "text",
    [
        "We started in March. Week 3 and nobody logs in.",
        "It gets worse day by day",
        "Ik stel het plan uit tot maart",
        "The board put the plan on hold",
        "I want my team to own the plan",
    ],
)
def test_a_story_about_plans_asks_for_none(text: str) -> None:
    assert not asks_steps(text)


@pytest.mark.parametrize(
    "text",
    [
        "Thanks, I'll write it myself on Monday",
        "Bedankt, dan doe ik het maar meteen morgen",
        "pff, dank je, dat lucht op",
        "Helaas moet ik gaan, dank je, heel nuttig",
    ],
)
def test_who_is_content_is_not_taken_for_disappointed(text: str) -> None:
    assert not disappoints(text)


def test_a_night_shift_is_no_goodbye() -> None:
    assert not leaves("I'll tell the night shift on Monday")
    assert not leaves("ik weet nu hoe het moet gaan")
