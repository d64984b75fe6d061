"""Names the knowledge does not have, and whether a question is about them.

A leader may work at a bank, use a tool or have a colleague called Karin: a name that is mentioned
changes nothing. A question about what that name says, does or costs cannot be answered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.coaching.scope.facts import FactBase
from assistant.coaching.scope.lists import Names, phrases
from assistant.coaching.scope.reading import Asked

_CAPITAL = re.compile(r"[A-ZÀ-Þ][\w]*(?:[.&'’-][\w]+)*")
_ORDINARY = frozenset(
    """
    i i'm i'd i'll i've ik ai ok l&d monday tuesday wednesday thursday friday saturday sunday
    january february march april may june july august september october november december
    english dutch german french nederland nederlands nederlandse engels duits frans europa
    europe european pff help mt ceo ceo's ceos cio cio's cios cfo cfo's cfos coo cto hr it
    manager managers team mbo hbo tv usa uk eu avg gdpr pdf faq kpi kpi's roi nb ps tja hoi hi
    hello dag
    """.split()
)
_SETS_OUT = "start|starts|started|starting|starten|begin|begint|beginnen|begins|live"
_SAYS = (
    r"zegt|zei|zeggen|vindt|vond|denkt|schrijft|schreef|stelt|adviseert|concludeert|beweert|doet|deed|pakt|heeft|gebruikt|"
    r"bedoelt|bedoelde|raadt|voorspelt|does|do|did|say|says|said|think|thinks|write|writes|wrote|claim|claims|advise|"
    r"recommend|find|found|predict|predicts|report|mean|means|define|defines|handle|approach|use|uses"
)
_WORKS = (
    r"model|methode|theorie|aanpak|raamwerk|principes?|fasen|rollen|boek|onderzoek|rapport|visie|ideeën|gedachtegoed|cultuur|"
    r"framework|method|theory|approach|principles|stages|roles|book|research|report|views?|ideas|culture|strategy|strategie"
)


@dataclass(frozen=True, slots=True)
class Outsider:
    """A name outside the knowledge; `listed` when it is in the reviewed lists, `tool` when a tool."""

    name: str
    listed: bool
    tool: bool = False


class NameCheck:
    """Finds names outside the knowledge and decides whether they are asked about."""

    def __init__(self, names: Names, facts: FactBase) -> None:
        """Names that the knowledge has are left out of the lists."""
        outside = [*names.organisations, *names.thinkers, *names.models]
        self._facts = facts
        self._listed = _patterns([n for n in outside if not self._has(n)])
        self._tools = _patterns([n for n in names.tools if not self._has(n)])

    def _has(self, name: str) -> bool:
        return all(part in self._facts.sources for part in name.lower().split())

    def outsiders(self, text: str) -> list[Outsider]:
        """The outside names in one sentence, listed ones first."""
        found = [Outsider(name, True) for name in _all(self._listed, text)]
        found += [Outsider(name, True, True) for name in _all(self._tools, text)]
        taken = " ".join(item.name.lower() for item in found)
        capitals = list(_CAPITAL.finditer(text))
        words = re.findall(r"\w[\w'’&-]*", text)
        if len(capitals) > max(3, len(words) // 2):
            return found
        for run in _runs(capitals, text):
            name = " ".join(run)
            parts = [re.sub(r"['’]s$", "", part) for part in run]
            if name.lower() in taken or any(p.lower() in taken for p in parts):
                continue
            if len(name) == 1:  # a letter, such as the R of ADKAR
                continue
            strange = any(not self._ordinary(p) for p in parts)
            if strange or self._coined(parts):
                found.append(Outsider(re.sub(r"['’]s$", "", name), False))
        return found

    def _ordinary(self, part: str) -> bool:
        low = part.lower().replace("’", "'")
        pieces = [p for p in re.split(r"[-]", low) if p]
        return (
            low in _ORDINARY
            or low in self._facts.sources
            or all(
                p in _ORDINARY or p in self._facts.sources or self._facts.known(p) for p in pieces
            )
        )

    def _coined(self, parts: list[str]) -> bool:
        """Known words that together make a name the knowledge does not have ("AI Act")."""
        low = [part.lower() for part in parts]
        if len(low) < 2 or any(part in self._facts.sources for part in low):
            return False
        if all(self._facts.capitalised(part) for part in low):
            return False
        return not self._facts.writes(" ".join(low)) and not self._facts.writes("-".join(low))

    def asked(self, asked: Asked, told: str = "") -> str | None:
        """The outside name that the question is about, or None.

        A name from what the leader `told` before is of somebody in the story, unless it is a known one.
        """
        for sentence in asked.asking:
            for item in self.outsiders(sentence):
                if not item.listed and re.search(rf"\b{re.escape(item.name)}\b", told):
                    continue
                if self._about(item, sentence, asked):
                    return item.name
        return None

    def _about(self, item: Outsider, sentence: str, asked: Asked) -> bool:
        name = re.escape(item.name)
        flags = re.IGNORECASE
        quoted = re.search(
            rf"\b(volgens|according to)\s+(\w+\s+){{0,2}}{name}|\b({_SAYS})\s+{name}\b(?!['’-])|"
            rf"\b({_WORKS})\s+(van|of|by|from|bij|at)\s+(de\s+|the\s+)?{name}|\b(learn from|leren van)\s+{name}|"
            rf"\b{name}['’]?s?['’]?[ -]({_WORKS})\b|\bthe {name} (?!team|tool)\w+\b",
            sentence,
            flags,
        )
        if asked.personal or asked.how_to:
            return bool(quoted) and item.listed and not item.tool and not _told(sentence)
        if item.tool:
            # "Which would you use for a team that starts with Copilot?" asks nothing about Copilot.
            return not re.search(rf"\b({_SETS_OUT})\s+(met|with|using)\s+{name}\b", sentence, flags)
        if item.listed or quoted:
            return True
        mention = re.search(
            rf"\b(als|wanneer|met|aan|voor|over|if|when|with|for|about|like|zoals)\s+(een\s+|a\s+)?{name}\b",
            sentence,
            flags,
        )
        return not mention


def _told(sentence: str) -> bool:
    """Whether the name comes with something the leader was given or told."""
    return bool(
        re.search(
            r"\b(stuurde|kreeg|las|gelezen|sent|read|gave|showed|heard|collega|colleague|boss|baas|directie|board)\b",
            sentence,
            re.IGNORECASE,
        )
    )


def _patterns(names: list[str]) -> list[re.Pattern[str]]:
    """Lower-case entries match however they are typed; entries with a capital exactly as written."""
    exact = [n for n in names if n != n.lower()]
    loose = [n for n in names if n == n.lower()]
    patterns = []
    if loose:
        patterns.append(re.compile(phrases(loose).pattern, re.IGNORECASE))
    if exact:
        parts = "|".join(re.escape(n) for n in sorted(exact, key=len, reverse=True))
        patterns.append(
            re.compile(rf"(?:(?<=\w )|(?<=[,:(] )|(?<!\S)(?=[A-Z]{{2}}))(?:{parts})(?![\w])")
        )
    return patterns


def _all(patterns: list[re.Pattern[str]], text: str) -> list[str]:
    return [match.group() for pattern in patterns for match in pattern.finditer(text)]


def _runs(capitals: list[re.Match[str]], text: str) -> list[list[str]]:
    """Capitalised words that follow each other; the first word of a sentence does not count,
    unless it is all capitals."""
    runs: list[list[str]] = []
    end = -2
    for match in capitals:
        word = match.group()
        before = text[: match.start()].rstrip(" '\"“‘(")
        opens = not before or before[-1] in ".!?:"
        shouted = len(word) > 1 and word.isupper()
        if opens and not shouted:
            continue
        if runs and match.start() == end + 1:
            runs[-1].append(word)
        else:
            runs.append([word])
        end = match.end()
    return runs
