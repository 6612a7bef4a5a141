//! Times in words, and texts that stay on their line.

use chrono::{DateTime, Datelike, Timelike, Utc, Weekday};
use chrono_tz::Tz;

use crate::message::Locale;

/// An instant in the words of a locale and the time of a zone, to the minute:
/// `2027年2月12日（周五）18:30`, `Friday 12 February 2027, 18:30`.
pub fn format_time(at: DateTime<Utc>, zone: Tz, locale: Locale) -> String {
    let at = at.with_timezone(&zone);
    match locale {
        Locale::ZhCn => format!("{}年{}", at.year(), short(&at, locale)),
        Locale::En => at.format("%A %-d %B %Y, %H:%M").to_string(),
    }
}

/// The same without the year, for a subject line.
pub(crate) fn format_time_short(at: DateTime<Utc>, zone: Tz, locale: Locale) -> String {
    short(&at.with_timezone(&zone), locale)
}

/// The end of something that began at `starts_at`: only the time of day when it is the same day.
pub fn format_end(
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    zone: Tz,
    locale: Locale,
) -> String {
    let ends = ends_at.with_timezone(&zone);
    if starts_at.with_timezone(&zone).date_naive() == ends.date_naive() {
        ends.format("%H:%M").to_string()
    } else {
        short(&ends, locale)
    }
}

fn short(at: &DateTime<Tz>, locale: Locale) -> String {
    match locale {
        Locale::ZhCn => format!(
            "{}月{}日（{}）{:02}:{:02}",
            at.month(),
            at.day(),
            chinese_weekday(at.weekday()),
            at.hour(),
            at.minute()
        ),
        Locale::En => at.format("%A %-d %B, %H:%M").to_string(),
    }
}

const fn chinese_weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "周一",
        Weekday::Tue => "周二",
        Weekday::Wed => "周三",
        Weekday::Thu => "周四",
        Weekday::Fri => "周五",
        Weekday::Sat => "周六",
        Weekday::Sun => "周日",
    }
}

/// User input on one line: control characters, line separators and the characters that turn the
/// direction of writing become spaces, and runs of white space one. Without it a title could add a
/// header to an e-mail, or write backwards over what follows it.
pub fn one_line(text: &str) -> String {
    let visible: String = text
        .chars()
        .map(|c| if is_unprintable(c) { ' ' } else { c })
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// As [`one_line`], but lines stay lines; empty ones go.
pub(crate) fn lines(text: &str) -> String {
    text.lines()
        .map(one_line)
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

/// Names in a row: `王秀兰、李伟`; `Lan and Wei`, `Lan, Wei and Bao`.
pub fn join_names(names: &[String], locale: Locale) -> String {
    match (locale, names) {
        (Locale::ZhCn, _) => names.join("、"),
        (Locale::En, [all @ .., last]) if !all.is_empty() => {
            format!("{} and {last}", all.join(", "))
        }
        (Locale::En, _) => names.concat(),
    }
}

fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    const SHANGHAI: Tz = chrono_tz::Asia::Shanghai;

    fn utc(day: u32, hour: u32, minute: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2027, 2, day, hour, minute, 59)
            .unwrap()
    }

    #[test]
    fn times_are_in_the_zone_of_the_event() {
        let at = utc(12, 10, 30);
        assert_eq!(
            format_time(at, SHANGHAI, Locale::ZhCn),
            "2027年2月12日（周五）18:30"
        );
        assert_eq!(
            format_time(at, SHANGHAI, Locale::En),
            "Friday 12 February 2027, 18:30"
        );
        assert_eq!(
            format_time_short(at, SHANGHAI, Locale::ZhCn),
            "2月12日（周五）18:30"
        );
        assert_eq!(
            format_time_short(at, SHANGHAI, Locale::En),
            "Friday 12 February, 18:30"
        );
        let evening = utc(12, 17, 5);
        assert_eq!(
            format_time_short(evening, SHANGHAI, Locale::ZhCn),
            "2月13日（周六）01:05"
        );
    }

    #[test]
    fn an_end_past_midnight_names_its_day() {
        assert_eq!(
            format_end(utc(12, 10, 30), utc(12, 12, 0), SHANGHAI, Locale::En),
            "20:00"
        );
        assert_eq!(
            format_end(utc(12, 10, 30), utc(12, 16, 30), SHANGHAI, Locale::ZhCn),
            "2月13日（周六）00:30"
        );
    }

    #[test]
    fn nothing_leaves_its_line() {
        assert_eq!(
            one_line(" 元宵\r\nBcc: x\u{0}\u{2028}y\u{202E}z\t"),
            "元宵 Bcc: x y z"
        );
        assert_eq!(lines("雨太大\r\n\r\n\u{7}改天再聚 "), "雨太大\n改天再聚");
    }

    #[test]
    fn names_are_joined_as_the_language_does() {
        let names = ["Lan", "Wei", "Bao"].map(str::to_owned);
        for (count, chinese, english) in [
            (0, "", ""),
            (1, "Lan", "Lan"),
            (2, "Lan、Wei", "Lan and Wei"),
            (3, "Lan、Wei、Bao", "Lan, Wei and Bao"),
        ] {
            assert_eq!(join_names(&names[..count], Locale::ZhCn), chinese);
            assert_eq!(join_names(&names[..count], Locale::En), english);
        }
    }
}
