"""Text into sentences, for Dutch and English prose and Markdown lists.

Quotes, checks and embeddings all work on the same sentences, so there is one way to cut them.
"""

from __future__ import annotations

import re

_ABBREVIATIONS = frozenset(
    """
    bijv bv o.a m.b.t d.w.z i.p.v e.g i.e etc enz vs nr dr drs mr mrs ms prof st e.d resp ca cf
    jr sr inc ltd no fig t.o.v z.s.m a.u.b i.v.m
    """.split()
)
_BOUNDARY = re.compile(r"(?<=[.!?…])([\"'”’)\]]*)\s+(?=[\"'“‘(\[]?[A-Z0-9À-ÖØ-Þ])")
_LIST_MARK = re.compile(r"^\s*(?:[-*+•]|\d{1,2}[.)])\s+")


def split_sentences(text: str) -> list[str]:
    """Cut `text` into sentences, never inside a list item's number, a decimal or an abbreviation.

    A blank line or a list mark always ends a sentence. List marks are left out.
    """
    sentences: list[str] = []
    for block in _blocks(text):
        start = 0
        for match in _BOUNDARY.finditer(block):
            head = block[start : match.start()]
            word = (
                head.rsplit(None, 1)[-1].rstrip(".").lower().lstrip("(\"'“‘")
                if head.split()
                else ""
            )
            single_initial = (
                len(word) == 1 and word.isalpha() and head.endswith(".") and word != "i"
            )
            if head.endswith(".") and (word in _ABBREVIATIONS or single_initial):
                continue
            sentences.append(block[start : match.end()].strip())
            start = match.end()
        tail = block[start:].strip()
        if tail:
            sentences.append(tail)
    return sentences


def _blocks(text: str) -> list[str]:
    blocks: list[list[str]] = [[]]
    for line in text.splitlines():
        if not line.strip():
            blocks.append([])
        elif _LIST_MARK.match(line):
            blocks.append([_LIST_MARK.sub("", line).strip()])
        else:
            blocks[-1].append(line.strip())
    return [" ".join(block) for block in blocks if block]
