#!/usr/bin/env python3
"""Writes what this crate knows or is checked against, from sxtwl (a port of the Shou Xing almanac):

    python3 -m venv venv
    venv/bin/pip install sxtwl==2.0.7
    venv/bin/python calendar/tools/generate.py

  calendar/src/solar/table.rs            days of the 24 solar terms, 1950-2100
  calendar/tests/fixtures/years.txt      first day and lengths of the months of each lunar year
  calendar/tests/fixtures/festivals.txt  the day of each festival of each lunar year

All days are those of the meridian 120° E (UTC+8), as the calendar's standard GB/T 33661-2017 has it.
Run again, it must write the same.
"""

import datetime
import pathlib

import sxtwl

FIRST, LAST = 1950, 2100
CRATE = pathlib.Path(__file__).resolve().parent.parent
DAY = datetime.timedelta(days=1)

TABLE_HEAD = """\
//! Written by `calendar/tools/generate.py` with sxtwl 2.0.7: do not edit.

/// The first year of the table.
pub(super) const FIRST_YEAR: i32 = {first};

/// A row a year from {first} to {last}: the day of the month of each solar term from 小寒 (Minor Cold) to
/// 冬至 (Winter Solstice), two in each month from January to December, at 120° E.
#[rustfmt::skip]
pub(super) const DAYS: [[u8; 24]; {years}] = [
"""

# Key, lunar month and day; a day of 0 is the last one of the month.
LUNAR_FESTIVALS = [
    ("spring_festival", 1, 1),
    ("lantern", 1, 15),
    ("dragon_head", 2, 2),
    ("shangsi", 3, 3),
    ("dragon_boat", 5, 5),
    ("qixi", 7, 7),
    ("zhongyuan", 7, 15),
    ("mid_autumn", 8, 15),
    ("double_ninth", 9, 9),
    ("hanyi", 10, 1),
    ("xiayuan", 10, 15),
    ("laba", 12, 8),
    ("little_new_year_north", 12, 23),
    ("little_new_year_south", 12, 24),
    ("new_years_eve", 12, 0),
]
# Key, number of the term as sxtwl counts them (0 is 冬至).
SOLAR_FESTIVALS = [("qingming", 7), ("winter_solstice", 0)]


def days(first, last):
    day = first
    while day <= last:
        yield day, sxtwl.fromSolar(day.year, day.month, day.day)
        day += DAY


def solar_terms():
    """The days of the terms of each year, in order."""
    terms = {year: [] for year in range(FIRST, LAST + 1)}
    for day, facts in days(datetime.date(FIRST, 1, 1), datetime.date(LAST, 12, 31)):
        if facts.hasJieQi():
            # 小寒 is 1 there, and the first of the year here.
            number = (facts.getJieQi() - 1) % 24
            assert number == len(terms[day.year]) and day.month == number // 2 + 1
            terms[day.year].append(day)
    assert all(len(of_year) == 24 for of_year in terms.values())
    return terms


def lunar_years():
    """The months (number, leap, first day, length) of each lunar year, also where they go beyond LAST."""
    months = {}
    for day, facts in days(datetime.date(FIRST, 2, 1), datetime.date(LAST + 1, 3, 31)):
        # The year that begins at 春节, not at 立春.
        year = facts.getLunarYear()
        key = (facts.getLunarMonth(), facts.isLunarLeap())
        known = months.setdefault(year, {})
        if facts.getLunarDay() == 1:
            assert key not in known
            known[key] = [day, 0]
        if key in known:
            known[key][1] += 1
            assert known[key][1] == facts.getLunarDay()
    return {
        year: [(*key, *rest) for key, rest in months[year].items()]
        for year in range(FIRST, LAST + 1)
    }


def write(path, lines):
    (CRATE / path).write_text("\n".join(lines) + "\n", encoding="utf-8")


def main():
    terms = solar_terms()
    rows = [
        "    [%s], // %d" % (", ".join("%2d" % day.day for day in terms[year]), year)
        for year in terms
    ]
    head = TABLE_HEAD.format(first=FIRST, last=LAST, years=LAST - FIRST + 1)
    write("src/solar/table.rs", [*head.rstrip("\n").split("\n"), *rows, "];"])

    years = lunar_years()
    lines = [
        "# Written by calendar/tools/generate.py with sxtwl 2.0.7: do not edit.",
        "# Lunar year, its first day, the length of each month; + marks the leap month.",
    ]
    for year, months in years.items():
        assert months[0][:2] == (1, False)
        lengths = " ".join("%d%s" % (length, "+" if leap else "") for _, leap, _, length in months)
        lines.append(f"{year} {months[0][2]} {lengths}")
    write("tests/fixtures/years.txt", lines)

    lines = [
        "# Written by calendar/tools/generate.py with sxtwl 2.0.7: do not edit.",
        "# Festivals of a lunar year (those of solar terms: of the Gregorian year of the same number).",
        "year " + " ".join(key for key, *_ in LUNAR_FESTIVALS + SOLAR_FESTIVALS),
    ]
    for year, months in years.items():
        common = {number: (first, length) for number, leap, first, length in months if not leap}
        # The year ends with its last month, were it a leap one.
        ends = months[-1][2] + DAY * (months[-1][3] - 1)
        found = []
        for _, number, day in LUNAR_FESTIVALS:
            found.append(common[number][0] + DAY * (day - 1) if day else ends)
        for _, number in SOLAR_FESTIVALS:
            found.append(terms[year][(number - 1) % 24])
        lines.append(f"{year} " + " ".join(str(day) for day in found))
    write("tests/fixtures/festivals.txt", lines)


if __name__ == "__main__":
    main()
