"""Kompas: a grounded, bilingual coach for leaders in the AI era."""

__version__ = "0.1.0"
