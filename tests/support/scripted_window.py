"""The window with a scripted coach, as a program of its own: `python -m ... PORT HOME`."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator
from contextlib import nullcontext
from pathlib import Path

from assistant.chat.server import serve
from assistant.conversation import Event, Question
from assistant.settings import Settings
from tests.support.conversations import SCRIPTS
from tests.support.scripted_coach import ScriptedCoach

QUESTIONS = "questions.jsonl"


class RecordingCoach(ScriptedCoach):
    """Writes each question down as well, for a test in another process to read."""

    path: Path

    async def stream(self, question: Question) -> AsyncIterator[Event]:
        record = {
            "text": question.text,
            "language": question.language,
            "history": [[turn.role, turn.content] for turn in question.history],
        }
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
        async for event in super().stream(question):
            yield event


def main(port: int, home: Path) -> None:
    """Serve until stopped."""
    coach = RecordingCoach(SCRIPTS)
    home.mkdir(parents=True, exist_ok=True)
    coach.path = home / QUESTIONS
    serve(Settings(port=port, home=home), lambda: nullcontext(coach))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
