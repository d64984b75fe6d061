"""What a message is like, learnt from examples."""

from assistant.coaching.recognition.example_file import Example, ExampleFile
from assistant.coaching.recognition.prompt_file import PromptFile
from assistant.coaching.recognition.recogniser import (
    WAY_OF_LEARNING,
    ExampleVectors,
    Kept,
    Lesson,
    Lessons,
    Recogniser,
    Tuning,
)

__all__ = [
    "WAY_OF_LEARNING",
    "Example",
    "ExampleFile",
    "ExampleVectors",
    "Kept",
    "Lesson",
    "Lessons",
    "PromptFile",
    "Recogniser",
    "Tuning",
]
