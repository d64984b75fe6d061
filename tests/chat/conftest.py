"""The window with the scripted coach, for tests that need no browser."""

from __future__ import annotations

from tests.support.running_window import scripted_window

window = scripted_window
