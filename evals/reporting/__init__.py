"""A run as people see it: one HTML file, in Dutch or English."""

from evals.reporting.report import write_report

__all__ = ["write_report"]
