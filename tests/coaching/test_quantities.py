"""A quantity is the same in words, in figures, in another unit and in the other language."""

from __future__ import annotations

import pytest

from assistant.coaching.quantities import carried, quantities


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("dertig minuten", "half an hour"),
        ("a quarter of an hour", "een kwartier"),
        ("drie kwartier", "45 minutes"),
        ("een half jaar", "six months"),
        ("a six-month trial", "zes maanden"),
        ("a fortnight", "twee weken"),
        ("weekly", "every week"),
        ("Zevenenzeventig procent", "77% of CEOs"),
        ("sixty-five per cent", "65 procent"),
        ("ruim driekwart van de CEO's", "77% van de CEO's"),
        ("fewer than half of them", "44% of CIOs"),
        ("minder dan de helft", "45 van de 120 voorstellen"),
        ("the third statement", "Item 3 says so"),
        ("tien uur 's avonds", "om 22.00 uur"),
        ("no more than four", "at most four"),
        ("vijfhonderd woorden", "five hundred words"),
        ("ruim een vijftigtal", "about fifty"),
        ("twice a year", "twee keer per jaar"),
        ("a month later", "een maand later"),
        ("every three years", "om de drie jaar"),
        ("anderhalf uur", "ninety minutes"),
        ("an hour and a half", "anderhalf uur"),
        ("na een week of vier", "four weeks"),
        ("a halve minuut", "half a minute"),
        ("van vier tot tien", "between four and ten years of age"),
        ("at seven in the morning", "om zeven uur 's ochtends"),
        ("half acht 's ochtends", "half past seven"),
        ("12 a quarter", "12 per kwartaal"),
        ("a year earlier", "in het jaar ervoor"),
        ("drie op de tien", "three in ten"),
        ("one out of two", "de helft"),
    ],
)
def test_what_is_equal_or_truly_compared_is_carried(claim: str, passage: str) -> None:
    assert all(carried(q, quantities(passage)) for q in quantities(claim))
    assert quantities(claim)


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("half an hour", "a quarter of an hour"),
        ("every week", "every two weeks"),
        ("zes weken", "drie maanden"),
        ("more than half of them", "44% of CIOs"),
        ("precies drie kwart", "77% van de CEO's"),
        ("bijna de helft", "ruim de helft"),
        ("step 3", "step 4"),
        ("two opportunities", "one opportunity"),
        ("vijfhonderd woorden", "five thousand words"),
        ("every three years", "om de vier jaar"),
        ("van vier tot tien", "between four and twelve years of age"),
        ("om zeven uur 's ochtends", "at eight in the morning"),
        ("four in ten", "een op de tien"),
    ],
)
def test_another_value_is_not_carried(claim: str, passage: str) -> None:
    assert not all(carried(q, quantities(passage)) for q in quantities(claim))


@pytest.mark.parametrize(
    "text",
    [
        "ten minste in het oosten",
        "half-way",
        "het half antwoord",
        "½",
        "pak de kleine dozen in",
        "de maanden erna",
    ],
)
def test_a_word_that_only_looks_like_a_number_counts_nothing(text: str) -> None:
    assert quantities(text) == ()
