"""Every sentence the window itself says, in both languages.

What Chainlit's own front end says stands in `.chainlit/translations`.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.language import Language


@dataclass(frozen=True, slots=True)
class Texts:
    """The window's own words in one language."""

    steps: dict[str, str]
    """What the coach is doing now, by the name of the step."""
    steps_done: dict[str, str]
    """The same, looking back."""
    made: str
    """Heading over the steps, once the reply is there."""
    stopped: str
    failed: str
    retry: str
    too_long: str
    put_back: str
    empty: str
    busy: str
    too_many: str
    ask_next: str
    experiment: str
    source: str
    """Title of the panel at the side; {n} is the number of the citation."""
    theme: str
    origin: str
    review: str
    """{date} is the day by which the text is looked at again."""
    supports: str
    """What the highlight means, for those who do not see it."""
    close: str
    copy: str
    copied: str
    reply: str
    """How a screen reader announces a reply."""

    tagline: str
    intro: str
    disclosure: str
    stays_here: str
    stays_on_server: str
    goes_out: str
    """{where} names the services that get the text."""
    not_kept: str
    switch: str
    starters: str
    send: str
    stop: str
    new_chat: str
    theme_toggle: str
    scroll_down: str


TEXTS: dict[Language, Texts] = {
    "nl": Texts(
        steps={
            "safety": "Ik lees je vraag …",
            "rewrite": "Ik kijk wat je eerder zei …",
            "retrieve": "Ik zoek in de kennisbank …",
            "draft": "Ik stel een antwoord op …",
            "check": "Ik controleer elke zin bij de bron …",
        },
        steps_done={
            "safety": "Je vraag zorgvuldig gelezen",
            "rewrite": "Gekeken wat je eerder zei",
            "retrieve": "Gezocht in de kennisbank",
            "draft": "Een antwoord opgesteld",
            "check": "Elke bewering gecontroleerd bij de bron",
        },
        made="Hoe dit antwoord tot stand kwam",
        stopped="Je hebt het antwoord hier gestopt.",
        failed="Er ging iets mis aan mijn kant; je vraag is bewaard en kan opnieuw.",
        retry="Probeer opnieuw",
        too_long=(
            "Je bericht telt {length} tekens en ik kan er {limit} tegelijk aan; "
            "je tekst is bewaard, dus je kunt hem inkorten of in delen sturen."
        ),
        put_back="Zet mijn tekst terug in het invoerveld",
        empty="Ik zie nog geen woorden in je bericht; waar wil je het over hebben?",
        busy="Ik ben nog met je vorige vraag bezig; je tekst is bewaard.",
        too_many="Dat zijn veel vragen in korte tijd; wacht een minuut, je tekst is bewaard.",
        ask_next="Verder praten",
        experiment="Klein experiment, als je wilt",
        source="Bron {n}",
        theme="Thema",
        origin="Herkomst",
        review="Wordt herzien vóór {date}",
        supports="Deze zin ondersteunt de bewering",
        close="Sluiten",
        copy="Kopieer het antwoord",
        copied="Gekopieerd",
        reply="Antwoord van Kompas",
        tagline="Een coach voor leiders in het AI-tijdperk",
        intro=(
            "Leg je vraag of dilemma voor. Je krijgt een antwoord met bronnen, "
            "en een vraag die je verder helpt."
        ),
        disclosure=(
            "Kompas is AI, geen mens, en kan zich vergissen. "
            "Klik op een nummer achter een zin om de bron te controleren."
        ),
        stays_here="Wat je schrijft blijft op deze computer.",
        stays_on_server="Wat je schrijft blijft op de server waarop Kompas draait.",
        goes_out="Wat je schrijft gaat voor het antwoord naar {where}.",
        not_kept="Het gesprek wordt niet bewaard.",
        switch="Taal",
        starters="Waar wil je mee beginnen?",
        send="Bericht versturen",
        stop="Antwoord stoppen",
        new_chat="Nieuw gesprek",
        theme_toggle="Licht of donker",
        scroll_down="Naar het einde van het gesprek",
    ),
    "en": Texts(
        steps={
            "safety": "Reading your question …",
            "rewrite": "Looking at what you said before …",
            "retrieve": "Searching the knowledge base …",
            "draft": "Writing an answer …",
            "check": "Checking every sentence against its source …",
        },
        steps_done={
            "safety": "Read your question with care",
            "rewrite": "Looked at what you said before",
            "retrieve": "Searched the knowledge base",
            "draft": "Wrote an answer",
            "check": "Checked every claim against its source",
        },
        made="How this answer was made",
        stopped="You stopped the answer here.",
        failed="Something went wrong on my side; your question is kept and you can try again.",
        retry="Try again",
        too_long=(
            "Your message is {length} characters long and I can take {limit} at a time; "
            "your text is kept, so you can shorten it or send it in parts."
        ),
        put_back="Put my text back in the input box",
        empty="I see no words in your message yet; what would you like to talk about?",
        busy="I am still working on your previous question; your text is kept.",
        too_many="That is a lot of questions in a short time; wait a minute, your text is kept.",
        ask_next="Keep talking",
        experiment="A small experiment, if you like",
        source="Source {n}",
        theme="Theme",
        origin="Origin",
        review="To be reviewed by {date}",
        supports="This sentence supports the claim",
        close="Close",
        copy="Copy the answer",
        copied="Copied",
        reply="Reply from Kompas",
        tagline="A coach for leaders in the AI era",
        intro=(
            "Bring your question or dilemma. You get an answer with its sources, "
            "and a question that takes you further."
        ),
        disclosure=(
            "Kompas is AI, not a human, and can be wrong. "
            "Select a number after a sentence to check its source."
        ),
        stays_here="What you write stays on this computer.",
        stays_on_server="What you write stays on the server Kompas runs on.",
        goes_out="To be answered, what you write goes to {where}.",
        not_kept="The conversation is not kept.",
        switch="Language",
        starters="Where would you like to start?",
        send="Send message",
        stop="Stop the answer",
        new_chat="New conversation",
        theme_toggle="Light or dark",
        scroll_down="To the end of the conversation",
    ),
}
