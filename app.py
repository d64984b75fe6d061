"""Entry point for `chainlit run app.py`; `kompas chat` is the usual way in."""

from assistant.chat.coach import real_coach
from assistant.chat.window import wire
from assistant.settings import load_settings

settings = load_settings()
wire(settings, lambda: real_coach(settings))
