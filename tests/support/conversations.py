"""Replies as a leader would get them, in both languages, as scripts for the scripted coach."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.conversation import (
    Answered,
    Citation,
    Declined,
    Done,
    Event,
    Reply,
    Restarted,
    Sentence,
    SentenceChecked,
    Step,
)
from assistant.errors import IndexMissing, ProviderUnreachable
from tests.support.scripted_coach import Hold, Script

ASK_NL = "Mijn team is bang dat AI hun werk overneemt. Wat kan ik doen?"
ASK_EN = "My team is afraid AI will take over their work. What can I do?"
NEXT_NL = "Hoe begin ik dat gesprek?"
NEXT_EN = "How do I start that conversation?"
HOLD_NL = "Vertel eens rustig iets over vertrouwen in mijn team."
HOLD_EN = "Tell me calmly about trust in my team."
CRISIS_NL = "Ik zie het niet meer zitten, het hoeft van mij niet meer."
CRISIS_EN = "I don't want to be here anymore."
DOWN_NL = "Hoe geef ik ruimte zonder de grip te verliezen?"
DOWN_EN = "How do I give people room without losing my grip?"
CUT_NL = "Wat als het model halverwege wegvalt?"
BROKEN_NL = "Deze vraag gaat stuk, canarie-7431."
BROKEN_EN = "This question breaks, canary-7431."
NO_INDEX_EN = "Is there an index yet?"
HTML_EN = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script> **bold?**'
ODD = (
    "👍👍👍",
    "مرحبا، كيف أقود فريقي؟",
    "Z̸̡̢̛a̴͓l̷g̶o̵ t̸e̷x̶t̸ over mijn team",
    "Een\x07bel en een\x00nul",
)

_PASSAGE_NL = """Een team dat AI als bedreiging ziet, leert minder snel. Angst is een normale \
reactie op werk dat verandert.

- Benoem in een teamgesprek wat AI overneemt en wat mensenwerk blijft.
- Vraag elk teamlid welke taak hij of zij liever kwijt is dan rijk.
- Begin met één kleine proef die het team zelf kiest."""
_PASSAGE_EN = """A team that sees AI as a threat learns more slowly. Fear is a normal response to \
work that changes.

- Name in a team meeting what AI takes over and what stays human work.
- Ask every team member which task they would gladly lose.
- Start with one small trial that the team chooses itself."""

CITATIONS_NL = (
    Citation(
        n=1,
        passage_id="curious-team/nl/1",
        document="nl/curious-team-fear.md",
        title="Praten over angst voor AI",
        heading="Praktijk › Maak angst bespreekbaar",
        theme="curious-team",
        language="nl",
        quote="Angst is een normale reactie op werk dat verandert.",
        source="VDS Training Consultants, ‘Leiderschap in het AI-tijdperk’ (26 juni 2025)",
        review_by="2027-05-01",
        passage=_PASSAGE_NL,
    ),
    Citation(
        n=2,
        passage_id="curious-team/nl/2",
        document="nl/curious-team-fear.md",
        title="Een kleine proef kiezen",
        heading="Praktijk › Begin klein",
        theme="curious-team",
        language="nl",
        quote="Begin met één kleine proef die het team zelf kiest.",
        source="VDS Training Consultants, ‘Leiderschap in het AI-tijdperk’ (26 juni 2025)",
        review_by="2027-05-01",
        passage=_PASSAGE_NL,
    ),
)
CITATIONS_EN = (
    Citation(
        n=1,
        passage_id="curious-team/en/1",
        document="en/curious-team-fear.md",
        title="Talking about fear of AI",
        heading="Practice › Make fear discussable",
        theme="curious-team",
        language="en",
        quote="Fear is a normal response to work that changes.",
        source="VDS Training Consultants, ‘Leadership in the AI era’ (26 June 2025)",
        review_by="2027-05-01",
        passage=_PASSAGE_EN,
    ),
    Citation(
        n=2,
        passage_id="curious-team/en/2",
        document="en/curious-team-fear.md",
        title="Choosing a small trial",
        heading="Practice › Start small",
        theme="curious-team",
        language="en",
        quote="Start with one small trial that the team chooses itself.",
        source="VDS Training Consultants, ‘Leadership in the AI era’ (26 June 2025)",
        review_by="2027-05-01",
        passage=_PASSAGE_EN,
    ),
)

ANSWER_NL = Answered(
    language="nl",
    route="coach",
    sentences=(
        Sentence(
            "Je team hoort ‘AI’ en denkt aan verlies; jij wilt dat ze zich veilig genoeg voelen "
            "om mee te doen.",
            "coaching",
        ),
        Sentence("Angst is een normale reactie op werk dat verandert.", "claim", (1,), 0.97),
        Sentence("Een team dat AI als bedreiging ziet, leert minder snel.", "claim", (1,), 0.94),
        Sentence(
            "Benoem in een teamgesprek wat AI overneemt en wat mensenwerk blijft.",
            "claim", (1,), 0.95, "item",
        ),
        Sentence(
            "Begin met één kleine proef die het team zelf kiest.", "claim", (2,), 0.98, "item"
        ),
        Sentence(
            "Wat heeft jouw team volgens jou het meest nodig om hier eerlijk over te praten?",
            "coaching", block="question",
        ),
        Sentence(
            "Vraag deze week elk teamlid welke taak hij of zij liever kwijt is dan rijk.",
            "coaching", block="experiment",
        ),
    ),
    citations=CITATIONS_NL,
    suggestions=(NEXT_NL, "Welke taken bespreek ik het eerst?", "Geef eens een voorbeeld."),
)  # fmt: skip
ANSWER_EN = Answered(
    language="en",
    route="coach",
    sentences=(
        Sentence(
            "Your team hears ‘AI’ and thinks of loss; you want them to feel safe enough to join.",
            "coaching",
        ),
        Sentence("Fear is a normal response to work that changes.", "claim", (1,), 0.97),
        Sentence("A team that sees AI as a threat learns more slowly.", "claim", (1,), 0.94),
        Sentence(
            "Name in a team meeting what AI takes over and what stays human work.",
            "claim", (1,), 0.95, "item",
        ),
        Sentence(
            "Start with one small trial that the team chooses itself.", "claim", (2,), 0.98, "item"
        ),
        Sentence(
            "What does your team need most, do you think, to talk about this honestly?",
            "coaching", block="question",
        ),
        Sentence(
            "Ask every team member this week which task they would gladly lose.",
            "coaching", block="experiment",
        ),
    ),
    citations=CITATIONS_EN,
    suggestions=(NEXT_EN, "Which tasks do I discuss first?", "Give me an example."),
)  # fmt: skip

_SHORT_NL = Answered(
    language="nl",
    route="coach",
    sentences=(
        Sentence("Je wilt beginnen zonder dat het zwaar wordt.", "coaching"),
        Sentence("Angst is een normale reactie op werk dat verandert.", "claim", (1,), 0.97),
        Sentence("Hoe zou jouw eerste zin klinken?", "coaching", block="question"),
    ),
    citations=CITATIONS_NL[:1],
    suggestions=("Geef eens een voorbeeld.", "En bij kleine teams?"),
)
_SHORT_EN = Answered(
    language="en",
    route="coach",
    sentences=(
        Sentence("You want to begin without making it heavy.", "coaching"),
        Sentence("Fear is a normal response to work that changes.", "claim", (1,), 0.97),
        Sentence("What would your first sentence sound like?", "coaching", block="question"),
    ),
    citations=CITATIONS_EN[:1],
    suggestions=("Give me an example.", "And in small teams?"),
)

CRISIS_REPLY_NL = Answered(
    language="nl",
    route="crisis",
    sentences=(
        Sentence("Wat je schrijft klinkt zwaar, en ik ben blij dat je het opschrijft.", "coaching"),
        Sentence("Denk je aan zelfmoord?", "coaching", block="question"),
        Sentence(
            "Bel 113 of 0800-0113, of chat op 113.nl; bij direct gevaar bel je 112.", "coaching"
        ),
        Sentence("Ik ben AI en kan niet bij je zijn; een mens wel.", "coaching"),
    ),
)
CRISIS_REPLY_EN = Answered(
    language="en",
    route="crisis",
    sentences=(
        Sentence("What you write sounds heavy, and I am glad you wrote it.", "coaching"),
        Sentence("Are you thinking about suicide?", "coaching", block="question"),
        Sentence(
            "Call 113 or 0800-0113, or chat at 113.nl; call 112 if you are in danger now.",
            "coaching",
        ),
        Sentence("I am AI and cannot be with you; a person can.", "coaching"),
    ),
)


def played(reply: Reply) -> list[Event]:
    """The events of a reply that goes well."""
    events: list[Event] = [Step("safety"), Step("rewrite"), Step("retrieve"), Step("draft")]
    seen: set[int] = set()
    for sentence in reply.sentences:
        new = tuple(
            item for item in reply.citations if item.n in sentence.citations and item.n not in seen
        )
        seen.update(item.n for item in new)
        events.append(SentenceChecked(sentence, new))
    return [*events, Done(reply)]


def with_notice(reply: Answered, error: ProviderUnreachable) -> Answered:
    """The reply as it comes from the knowledge itself, because the model failed."""
    return Answered(
        reply.language,
        reply.route,
        reply.sentences,
        reply.citations,
        reply.suggestions,
        notice=error.user_message(reply.language),
    )


def nothing_known(language: str) -> Declined:
    """A decline that names what is not there."""
    if language == "nl":
        sentences = (Sentence("Daarover staat niets in de kennisbank.", "coaching"),)
        return Declined("nl", "coach", "no_evidence", sentences)
    sentences = (Sentence("The knowledge base says nothing about that.", "coaching"),)
    return Declined("en", "coach", "no_evidence", sentences)


_UNREACHABLE = ProviderUnreachable("connection refused")
_MANY = 60

SCRIPTS: dict[str, Sequence[Script]] = {
    ASK_NL: [played(ANSWER_NL)] * _MANY,
    ASK_EN: [played(ANSWER_EN)] * _MANY,
    NEXT_NL: [played(_SHORT_NL)] * _MANY,
    NEXT_EN: [played(_SHORT_EN)] * _MANY,
    HOLD_NL: [[*played(ANSWER_NL)[:6], Hold()]] * _MANY,
    HOLD_EN: [[*played(ANSWER_EN)[:6], Hold()]] * _MANY,
    CRISIS_NL: [played(CRISIS_REPLY_NL)] * _MANY,
    CRISIS_EN: [played(CRISIS_REPLY_EN)] * _MANY,
    DOWN_NL: [played(with_notice(_SHORT_NL, _UNREACHABLE))] * _MANY,
    DOWN_EN: [played(with_notice(_SHORT_EN, _UNREACHABLE))] * _MANY,
    CUT_NL: [
        [
            *played(ANSWER_NL)[:7],
            Restarted(_UNREACHABLE.user_message("nl")),
            *played(with_notice(_SHORT_NL, _UNREACHABLE)),
        ]
    ]
    * _MANY,
    # Fails once, then answers.
    BROKEN_NL: [[Step("safety"), RuntimeError(BROKEN_NL)], played(_SHORT_NL)],
    BROKEN_EN: [[Step("safety"), RuntimeError(BROKEN_EN)], played(_SHORT_EN)],
    NO_INDEX_EN: [[IndexMissing("no index in the home")]] * _MANY,
    HTML_EN: [
        played(
            Answered(
                "en",
                "coach",
                (
                    Sentence("<b>Not bold</b> <img src=x onerror='window.hacked=1'>", "coaching"),
                    Sentence(
                        "[a link](https://outside.example/x.png) ![i](https://outside.example/x.png)",
                        "coaching",
                    ),
                ),
            )
        )
    ]
    * _MANY,
    **{text: [played(nothing_known("en"))] * _MANY for text in ODD},
}
