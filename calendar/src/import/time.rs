//! Dates, times and durations as iCalendar writes them.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

/// A date or a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// A whole day: `20270206`.
    Day(NaiveDate),
    /// On the clocks of a zone: `20270206T183000`.
    Local(NaiveDateTime),
    /// In UTC: `20270206T103000Z`.
    Utc(NaiveDateTime),
}

impl When {
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        match text.split_once(['T', 't']) {
            None => Some(Self::Day(date(text)?)),
            Some((day, at)) => {
                let (at, utc) = match at.strip_suffix(['Z', 'z']) {
                    Some(at) => (at, true),
                    None => (at, false),
                };
                let at = date(day)?.and_time(time(at)?);
                Some(if utc { Self::Utc(at) } else { Self::Local(at) })
            }
        }
    }
}

fn date(text: &str) -> Option<NaiveDate> {
    let [year, month, day] = numbers(text, [4, 2, 2])?;
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

fn time(text: &str) -> Option<NaiveTime> {
    let [hour, minute, second] = numbers(text, [2, 2, 2])?;
    // Clocks here know no leap second: the one before it is meant.
    let second = if second == 60 { 59 } else { second };
    NaiveTime::from_hms_opt(hour, minute, second)
}

/// Digits in groups of these lengths, and nothing else.
fn numbers<const N: usize>(text: &str, lengths: [usize; N]) -> Option<[u32; N]> {
    let fits = text.len() == lengths.iter().sum::<usize>();
    (fits && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(())?;
    let mut rest = text;
    let mut found = [0; N];
    for (number, length) in found.iter_mut().zip(lengths) {
        let (digits, after) = rest.split_at(length);
        *number = digits.parse().ok()?;
        rest = after;
    }
    Some(found)
}

/// A duration: days by the calendar, and time as it passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lasting {
    pub days: u32,
    pub time: TimeDelta,
}

impl Lasting {
    /// `P2W`, `P1D`, `PT90M`, `P1DT2H`; none that is negative.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix('+').unwrap_or(text);
        let mut rest = text.strip_prefix(['P', 'p'])?;
        let (mut days, mut seconds) = (0_u32, 0_i64);
        let mut in_time = false;
        // Each unit once, in this order.
        let mut units = "WDHMS".chars();
        (!rest.is_empty()).then_some(())?;
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix(['T', 't']) {
                (!in_time && !after.is_empty()).then_some(())?;
                in_time = true;
                rest = after;
                continue;
            }
            let end = rest.find(|c: char| !c.is_ascii_digit())?;
            let (digits, after) = rest.split_at(end);
            let number: u32 = (digits.len() <= 6).then(|| digits.parse().ok())??;
            let unit = after.chars().next()?.to_ascii_uppercase();
            units.find(|of| *of == unit)?;
            (in_time == "HMS".contains(unit)).then_some(())?;
            match unit {
                'W' => days += number * 7,
                'D' => days += number,
                'H' => seconds += i64::from(number) * 3_600,
                'M' => seconds += i64::from(number) * 60,
                _ => seconds += i64::from(number),
            }
            rest = &after[1..];
        }
        Some(Self {
            days,
            time: TimeDelta::try_seconds(seconds)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_and_nothing_else() {
        let day = NaiveDate::from_ymd_opt(2027, 2, 6).unwrap();
        let at = day.and_hms_opt(18, 30, 0).unwrap();
        assert_eq!(When::read("20270206"), Some(When::Day(day)));
        assert_eq!(When::read("20270206T183000"), Some(When::Local(at)));
        assert_eq!(When::read(" 20270206T183000Z "), Some(When::Utc(at)));
        for bad in [
            "",
            "20270230",
            "2027-02-06",
            "20270206T",
            "20270206T1830",
            "20270206T250000",
            "20270206T183061",
            "20270206T183000+0800",
            "+0270206",
            "２０２７０２０６",
            "20270206T183000ZZ",
        ] {
            assert_eq!(When::read(bad), None, "{bad}");
        }
    }

    #[test]
    fn durations_are_read_and_nothing_else() {
        for (text, days, seconds) in [
            ("P1D", 1, 0),
            ("P2W", 14, 0),
            ("PT90M", 0, 5_400),
            ("P1DT2H30M", 1, 9_000),
            ("+PT0S", 0, 0),
        ] {
            let time = TimeDelta::seconds(seconds);
            assert_eq!(Lasting::read(text), Some(Lasting { days, time }), "{text}");
        }
        for bad in [
            "",
            "P",
            "PT",
            "-PT1H",
            "P1H",
            "PT1D",
            "P1M",
            "PT1M1H",
            "PT1H1H",
            "P1DT",
            "P9999999D",
            "PT٣H",
            "1D",
            "P1",
        ] {
            assert_eq!(Lasting::read(bad), None, "{bad}");
        }
    }
}
