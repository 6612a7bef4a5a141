//! Lunar dates in words, as they are written and said.

use super::{LunarDate, LunarMonth};

const MONTHS: [&str; 12] = [
    "正月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "冬月", "腊月",
];
/// A leap month is named by its number, save the first.
const LEAP_MONTHS: [&str; 12] = [
    "闰正月",
    "闰二月",
    "闰三月",
    "闰四月",
    "闰五月",
    "闰六月",
    "闰七月",
    "闰八月",
    "闰九月",
    "闰十月",
    "闰十一月",
    "闰十二月",
];
const DAYS: [&str; 30] = [
    "初一", "初二", "初三", "初四", "初五", "初六", "初七", "初八", "初九", "初十", "十一", "十二",
    "十三", "十四", "十五", "十六", "十七", "十八", "十九", "二十", "廿一", "廿二", "廿三", "廿四",
    "廿五", "廿六", "廿七", "廿八", "廿九", "三十",
];
const STEMS: [char; 10] = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸'];
const BRANCHES: [char; 12] = [
    '子', '丑', '寅', '卯', '辰', '巳', '午', '未', '申', '酉', '戌', '亥',
];
const ANIMALS: [(&str, &str); 12] = [
    ("鼠", "Rat"),
    ("牛", "Ox"),
    ("虎", "Tiger"),
    ("兔", "Rabbit"),
    ("龙", "Dragon"),
    ("蛇", "Snake"),
    ("马", "Horse"),
    ("羊", "Goat"),
    ("猴", "Monkey"),
    ("鸡", "Rooster"),
    ("狗", "Dog"),
    ("猪", "Pig"),
];

fn nth<T: Copy>(list: &[T], number: u8) -> Option<T> {
    list.get(usize::from(number).checked_sub(1)?).copied()
}

impl LunarMonth {
    /// `八月`, `闰四月`, `腊月`; nothing for a number that is no month's.
    pub fn zh(self) -> &'static str {
        let names = if self.leap { &LEAP_MONTHS } else { &MONTHS };
        nth(names, self.number).unwrap_or_default()
    }

    /// `8th lunar month`, `leap 4th lunar month`.
    pub fn en(self) -> String {
        let leap = if self.leap { "leap " } else { "" };
        format!("{leap}{} lunar month", ordinal(self.number))
    }
}

impl LunarDate {
    /// `农历八月十五`, `农历闰四月初一`, `农历腊月廿八`.
    pub fn zh(self) -> String {
        let day = nth(&DAYS, self.day).unwrap_or_default();
        format!("农历{}{day}", self.month.zh())
    }

    /// `农历丙午年八月十五`.
    pub fn zh_with_year(self) -> String {
        let day = nth(&DAYS, self.day).unwrap_or_default();
        let year = Sexagenary::of(self.year);
        format!("农历{}年{}{day}", year.zh(), self.month.zh())
    }

    /// `15th day of the 8th lunar month`.
    pub fn en(self) -> String {
        format!("{} day of the {}", ordinal(self.day), self.month.en())
    }
}

/// A year's place in the cycle of sixty: 丙午.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sexagenary(u8);

/// The animal of a lunar year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zodiac {
    /// `马`.
    pub zh: &'static str,
    /// `Horse`.
    pub en: &'static str,
}

impl Sexagenary {
    /// Of the lunar year that begins in this Gregorian one; 4 began a cycle.
    pub fn of(lunar_year: i32) -> Self {
        let place = (lunar_year - 4).rem_euclid(60);
        Self(u8::try_from(place).unwrap_or_default())
    }

    /// `丙午`.
    pub fn zh(self) -> String {
        let [stem, branch] = [self.0 % 10, self.0 % 12].map(usize::from);
        [STEMS[stem], BRANCHES[branch]].iter().collect()
    }

    /// Its animal.
    pub fn zodiac(self) -> Zodiac {
        let (zh, en) = ANIMALS[usize::from(self.0 % 12)];
        Zodiac { zh, en }
    }
}

fn ordinal(number: u8) -> String {
    let suffix = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{suffix}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: i32, month: LunarMonth, day: u8) -> LunarDate {
        LunarDate { year, month, day }
    }

    #[test]
    fn dates_are_written_as_on_a_wall_calendar() {
        let mid_autumn = date(2026, LunarMonth::common(8), 15);
        assert_eq!(mid_autumn.zh(), "农历八月十五");
        assert_eq!(mid_autumn.zh_with_year(), "农历丙午年八月十五");
        assert_eq!(mid_autumn.en(), "15th day of the 8th lunar month");
        assert_eq!(date(2020, LunarMonth::leap(4), 1).zh(), "农历闰四月初一");
        assert_eq!(
            date(2020, LunarMonth::leap(4), 1).en(),
            "1st day of the leap 4th lunar month"
        );
        assert_eq!(date(2026, LunarMonth::common(12), 28).zh(), "农历腊月廿八");
        assert_eq!(date(2033, LunarMonth::leap(11), 1).zh(), "农历闰十一月初一");
        assert_eq!(date(2033, LunarMonth::common(1), 30).zh(), "农历正月三十");
    }

    #[test]
    fn years_go_round_in_sixty() {
        for (year, zh, animal) in [
            (1984, "甲子", "Rat"),
            (2026, "丙午", "Horse"),
            (2027, "丁未", "Goat"),
            (2043, "癸亥", "Pig"),
            (1950, "庚寅", "Tiger"),
        ] {
            let of = Sexagenary::of(year);
            assert_eq!((of.zh().as_str(), of.zodiac().en), (zh, animal));
        }
    }

    #[test]
    fn english_ordinals() {
        let all: Vec<String> = [1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 30]
            .into_iter()
            .map(ordinal)
            .collect();
        let expected = "1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 23rd 30th";
        assert_eq!(all.join(" "), expected);
    }
}
