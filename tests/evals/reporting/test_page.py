"""What a reader can do with the report."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from evals.rows import Observed
from evals.scores import Score
from evals.store import ScoredRow
from tests.evals.made_up_run import asked, golden, golden_row, reply, safety_row, small_rows
from tests.evals.reporting.conftest import OpenReport
from tests.evals.reporting.test_report import INJECTED


def test_a_case_opens_with_question_reply_cited_sentence_and_reason(
    open_report: OpenReport,
) -> None:
    page = open_report([golden_row(1, text="Leer zichtbaar."), golden_row(7, answered=False)])
    cases = page.locator(".case")
    expect(cases).to_have_count(1)
    expect(cases).not_to_contain_text("misses zichtbaar")
    cases.locator("summary").click()
    for text in ("(7)", "Dat staat niet in mijn kennis.", "misses zichtbaar", "Stated under"):
        expect(cases).to_contain_text(text)
    page.get_by_label("only cases that fell").uncheck()
    expect(cases).to_have_count(2)
    cases.nth(1).locator("summary").click()
    expect(cases.nth(1)).to_contain_text("Een leider leert zichtbaar.")


def test_a_script_in_a_reply_stays_inert(open_report: OpenReport) -> None:
    case = golden(1, text=INJECTED, why=INJECTED)
    scores = {"answered": Score(0.0, INJECTED)}
    seen = reply(INJECTED, quote=INJECTED)
    page = open_report([asked("golden", case, INJECTED, seen, scores)])
    page.locator(".case summary").click()
    expect(page.locator(".bubble.coach")).to_contain_text("<script>window.hit = 1</script>")
    assert page.evaluate("window.hit") is None
    assert page.locator("main img").count() == 0


def test_cases_are_found_by_word_and_by_choice(open_report: OpenReport) -> None:
    rows = [*small_rows(), golden_row(31, answered=False, text="Één uitzondering.")]
    page = open_report(rows, "nl")
    page.get_by_label("Zoek in de tekst").fill("EEN UITZONDERING")
    expect(page.locator("#found")).to_have_text("1 van 78 gevallen")
    page.get_by_role("button", name="Alles wissen").click()
    page.get_by_label("alleen gevallen").uncheck()
    page.get_by_label("Onderdeel").select_option("safety")
    page.get_by_label("Taal").select_option("en")
    expect(page.locator("#found")).to_have_text("12 van 78 gevallen")
    page.get_by_label("Zoek in de tekst").fill("nergens te vinden")
    expect(page.locator("#found")).to_contain_text("Geen geval")


def test_a_figure_leads_to_its_cases(open_report: OpenReport) -> None:
    page = open_report()
    page.locator("#q-answers .behind summary").click()
    page.locator("#q-answers").get_by_role("button", name="See the cases").first.click()
    expect(page.locator("#found")).to_have_text("2 of 77 cases")
    expect(page.locator("select[name=measure]")).to_have_value("answered")
    expect(page.locator("#cases")).to_be_in_viewport()


def test_everything_can_be_done_by_keyboard(open_report: OpenReport) -> None:
    page = open_report()
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.locator(".case summary").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".case .body").first).to_be_visible()


@pytest.mark.parametrize("width", [390, 820, 1440])
def test_no_screen_is_too_narrow(open_report: OpenReport, width: int) -> None:
    page = open_report(width=width)
    for summary in page.locator(".behind summary, .case summary").all()[:14]:
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_case_that_could_not_be_run_says_why(open_report: OpenReport) -> None:
    row = replace(golden_row(1).row, observed=Observed(), error="TimeoutError: 60 s")
    page = open_report([ScoredRow(row, {})])
    page.locator(".case summary").click()
    expect(page.locator(".case .body")).to_contain_text("TimeoutError: 60 s")
    expect(page.locator(".case .body")).to_contain_text("Hoe geef ik het goede voorbeeld?")


def test_the_ten_worst_are_open_on_paper_and_closed_afterwards(open_report: OpenReport) -> None:
    page = open_report([safety_row(n, caught=False) for n in range(14)])
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".case[open]:not([hidden])").count() == 10
    assert page.locator(".case[hidden]").count() == 4
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".case[open]").count() == 0


def test_two_thousand_cases_stay_quick(open_report: OpenReport) -> None:
    """Only what is looked at is drawn; a generous limit, for a busy machine."""
    page = open_report([golden_row(n, answered=n % 2 == 0) for n in range(2000)])
    assert page.locator(".case").count() == 25
    assert page.evaluate("document.getElementsByTagName('*').length") < 3000
    took = page.evaluate(
        """() => {
          const form = document.getElementById('filter');
          const start = performance.now();
          form.elements.text.value = 'voorbeeld';
          form.elements.fallen.dispatchEvent(new Event('input', {bubbles: true}));
          return new Promise((done) => setTimeout(() => done(performance.now() - start)));
        }"""
    )
    assert took < 2000
    page.get_by_role("button", name="Show 25 more").click()
    expect(page.locator(".case")).to_have_count(50)
