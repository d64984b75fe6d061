"""What a message is like, learnt from examples."""

from assistant.coaching.recognition.recogniser import Kept, Lesson, Lessons, Recogniser, Tuning

__all__ = ["Kept", "Lesson", "Lessons", "Recogniser", "Tuning"]
