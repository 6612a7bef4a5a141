//! What becomes of a series' occurrences when its rule changes: who answered for one keeps the answer
//! for the new one of the same day, week, month or year.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use crate::lunar::Almanac;
use crate::rule::{Frequency, Key, Occurrence, Rule};

/// An occurrence that there is, by its identity and the rule's day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Its key.
    pub key: Key,
    /// The rule's day, before the offset, wherever it was moved to.
    pub original_date: NaiveDate,
}

impl From<&Occurrence> for Slot {
    fn from(of: &Occurrence) -> Self {
        Self {
            key: of.key,
            original_date: of.original_date,
        }
    }
}

/// How the old occurrences go over into the new ones. Each is named once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// Old and new key, in order of the old days.
    pub kept: Vec<(Key, Key)>,
    /// Old ones for which there is no new one: to be cancelled, with a notice.
    pub unmatched: Vec<Key>,
    /// New ones that follow from no old one.
    pub added: Vec<Key>,
}

/// The span in which an old and a new occurrence belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Span {
    /// The same day.
    Day,
    /// The same week, from Monday.
    Week,
    /// The same Gregorian month.
    Month,
    /// The same Gregorian year.
    Year,
    /// The same lunar year, as the keys have it: 腊八 in January belongs to the year before.
    LunarYear,
}

impl Span {
    /// The span in which occurrences of one rule go over into those of another: the longer of the
    /// two. Lunar years count only where both rules are lunar, because a Gregorian date such as 5
    /// February is before 春节 in one year and after it in the next.
    pub fn between(old: &Rule, new: &Rule) -> Self {
        match (Self::of(old), Self::of(new)) {
            (Self::LunarYear, Self::LunarYear) => Self::LunarYear,
            (old, new) => old.max(new).min(Self::Year),
        }
    }

    /// How far apart the rule's occurrences are.
    fn of(rule: &Rule) -> Self {
        match rule {
            Rule::Gregorian(rule) => match rule.frequency {
                Frequency::Daily => Self::Day,
                Frequency::Weekly => Self::Week,
                Frequency::Monthly => Self::Month,
                Frequency::Yearly => Self::Year,
            },
            Rule::SolarTerm { .. } => Self::Year,
            Rule::LunarDay { .. } | Rule::LunarYearEnd => Self::LunarYear,
        }
    }

    /// The number of the span that a slot lies in.
    fn number(self, almanac: &Almanac, slot: &Slot) -> i64 {
        let day = slot.original_date;
        match self {
            Self::Day => day.num_days_from_ce().into(),
            // 1 January of the year 1 was a Monday.
            Self::Week => i64::from(day.num_days_from_ce() - 1).div_euclid(7),
            Self::Month => i64::from(day.year()) * 12 + i64::from(day.month0()),
            Self::Year => day.year().into(),
            Self::LunarYear => {
                let year = match slot.key {
                    Key::Lunar(date) => date.year,
                    Key::LunarYearEnd(year) => year,
                    Key::Date(_) | Key::SolarTerm(..) | Key::Extra(_) => almanac
                        .lunar_date(day)
                        .map_or_else(|_| day.year(), |date| date.year),
                };
                year.into()
            }
        }
    }
}

/// Maps old occurrences to new ones. Within a span those of the same key or day stay what they are;
/// then the nearest go together, of equally near ones the earlier. The order of the lists is of no
/// matter; a key stands in each at most once.
pub fn map(almanac: &Almanac, span: Span, old: &[Slot], new: &[Slot]) -> Mapping {
    let mut spans: BTreeMap<i64, (Vec<Slot>, Vec<Slot>)> = BTreeMap::new();
    for slot in old {
        let of = spans.entry(span.number(almanac, slot)).or_default();
        of.0.push(*slot);
    }
    for slot in new {
        let of = spans.entry(span.number(almanac, slot)).or_default();
        of.1.push(*slot);
    }
    let mut mapping = Mapping::default();
    for (mut old, mut new) in spans.into_values() {
        old.sort_by_key(|slot| (slot.original_date, slot.key));
        new.sort_by_key(|slot| (slot.original_date, slot.key));
        pair(&mut mapping, &old, &new);
    }
    mapping
}

fn pair(mapping: &mut Mapping, old: &[Slot], new: &[Slot]) {
    let mut of_old: Vec<Option<usize>> = vec![None; old.len()];
    let mut taken = vec![false; new.len()];
    let mut pairs: Vec<(i64, bool, usize, usize)> = Vec::with_capacity(old.len() * new.len());
    for (at_old, one) in old.iter().enumerate() {
        for (at_new, other) in new.iter().enumerate() {
            let days = (one.original_date - other.original_date).num_days().abs();
            let other_key = one.key != other.key;
            // The same key is the same occurrence, even if a new moon was corrected.
            let apart = if other_key { days } else { 0 };
            pairs.push((apart, other_key, at_old, at_new));
        }
    }
    pairs.sort_unstable();
    for (_, _, at_old, at_new) in pairs {
        if of_old[at_old].is_none() && !taken[at_new] {
            of_old[at_old] = Some(at_new);
            taken[at_new] = true;
        }
    }
    for (slot, at_new) in old.iter().zip(of_old) {
        match at_new {
            Some(at_new) => mapping.kept.push((slot.key, new[at_new].key)),
            None => mapping.unmatched.push(slot.key),
        }
    }
    let free = new.iter().zip(taken).filter(|(_, taken)| !taken);
    mapping.added.extend(free.map(|(slot, _)| slot.key));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lunar::{LunarDate, LunarMonth};
    use crate::rule::{Gregorian, LeapMonths};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn slots(days: &[&str]) -> Vec<Slot> {
        let slot = |text: &&str| Slot {
            key: Key::Date(day(text)),
            original_date: day(text),
        };
        days.iter().map(slot).collect()
    }

    fn mapped(span: Span, old: &[&str], new: &[&str]) -> (Vec<String>, Vec<String>, Vec<String>) {
        let mapping = map(Almanac::standard(), span, &slots(old), &slots(new));
        let text = |keys: Vec<Key>| keys.iter().map(Key::to_string).collect();
        let kept = mapping.kept.iter();
        let kept = kept.map(|(old, new)| format!("{old}>{new}")).collect();
        (kept, text(mapping.unmatched), text(mapping.added))
    }

    #[test]
    fn a_weekly_series_moves_within_each_week() {
        // Saturdays become Sundays; the last Saturday's week is no longer held.
        let (kept, unmatched, added) = mapped(
            Span::Week,
            &["2027-02-06", "2027-02-13", "2027-02-20"],
            &["2027-02-07", "2027-02-14", "2027-02-28"],
        );
        assert_eq!(kept, ["2027-02-06>2027-02-07", "2027-02-13>2027-02-14"]);
        assert_eq!(unmatched, ["2027-02-20"]);
        assert_eq!(added, ["2027-02-28"]);
    }

    #[test]
    fn the_same_day_stays_and_the_nearest_follow() {
        // Tuesday and Thursday become Thursday and Friday.
        let (kept, unmatched, _) = mapped(
            Span::Week,
            &["2027-02-02", "2027-02-04"],
            &["2027-02-04", "2027-02-05"],
        );
        assert_eq!(kept, ["2027-02-02>2027-02-05", "2027-02-04>2027-02-04"]);
        assert!(unmatched.is_empty());
        // Tuesday and Thursday become Wednesday and Friday: each a day later.
        let (kept, ..) = mapped(
            Span::Week,
            &["2027-02-02", "2027-02-04"],
            &["2027-02-03", "2027-02-05"],
        );
        assert_eq!(kept, ["2027-02-02>2027-02-03", "2027-02-04>2027-02-05"]);
    }

    #[test]
    fn weeks_that_become_a_day_of_the_month() {
        let (kept, unmatched, added) = mapped(
            Span::Month,
            &[
                "2027-02-06",
                "2027-02-13",
                "2027-02-20",
                "2027-02-27",
                "2027-03-06",
            ],
            &["2027-02-28", "2027-03-28"],
        );
        assert_eq!(kept, ["2027-02-27>2027-02-28", "2027-03-06>2027-03-28"]);
        assert_eq!(unmatched, ["2027-02-06", "2027-02-13", "2027-02-20"]);
        assert!(added.is_empty());
    }

    #[test]
    fn lunar_years_hold_what_january_has_of_them() {
        let almanac = Almanac::standard();
        let laba = |year| {
            let date = LunarDate {
                year,
                month: LunarMonth::common(12),
                day: 8,
            };
            Slot {
                key: Key::Lunar(date),
                original_date: almanac.gregorian(date).unwrap(),
            }
        };
        let end = |year| Slot {
            key: Key::LunarYearEnd(year),
            original_date: almanac.last_day_of_year(year).unwrap(),
        };
        // 腊八 of 2024 was on 2025-01-07, 除夕 of 2024 on 2025-01-28.
        let old = [laba(2024), laba(2025), laba(2026)];
        let new = [end(2024), end(2025)];
        let mapping = map(almanac, Span::LunarYear, &old, &new);
        let kept = [(old[0].key, new[0].key), (old[1].key, new[1].key)];
        assert_eq!(mapping.kept, kept);
        assert_eq!(mapping.unmatched, [old[2].key]);
    }

    #[test]
    fn the_longer_span_of_both_rules_decides() {
        let rule = |frequency| Rule::Gregorian(Gregorian::every(frequency));
        let lunar = Rule::LunarDay {
            month: 8,
            day: 15,
            leap: LeapMonths::Skip,
        };
        let weekly = rule(Frequency::Weekly);
        assert_eq!(Span::between(&weekly, &weekly), Span::Week);
        let monthly = rule(Frequency::Monthly);
        assert_eq!(Span::between(&weekly, &monthly), Span::Month);
        assert_eq!(Span::between(&monthly, &weekly), Span::Month);
        assert_eq!(Span::between(&lunar, &Rule::LunarYearEnd), Span::LunarYear);
        assert_eq!(Span::between(&rule(Frequency::Yearly), &lunar), Span::Year);
        let daily = rule(Frequency::Daily);
        assert_eq!(Span::between(&daily, &daily), Span::Day);
    }

    #[test]
    fn a_key_stays_itself_when_its_day_is_corrected() {
        let key = Key::Lunar(LunarDate {
            year: 2097,
            month: LunarMonth::common(7),
            day: 7,
        });
        let at = |text| Slot {
            key,
            original_date: day(text),
        };
        let (old, new) = (at("2097-08-13"), at("2097-08-14"));
        let mapping = map(Almanac::standard(), Span::LunarYear, &[old], &[new]);
        assert_eq!(mapping.kept, [(key, key)]);
    }
}
