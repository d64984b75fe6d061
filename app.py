"""Entry point for `chainlit run app.py`; `kompas chat` is the usual way in."""

from assistant.chat.window import wire
from assistant.coaching.build import build_coach
from assistant.settings import load_settings

settings = load_settings()
wire(settings, lambda: build_coach(settings))
