//! Traditional festivals, and what falls on a day.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::lunar::{Almanac, LunarDate, LunarError, LunarMonth};
use crate::range::{self, OutOfRange};
use crate::solar::SolarTerm;

/// A traditional festival. None is kept again in a leap month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Festival {
    /// 春节: 正月初一.
    SpringFestival,
    /// 元宵节: 正月十五.
    Lantern,
    /// 龙抬头: 二月初二.
    DragonHead,
    /// 上巳节: 三月初三.
    Shangsi,
    /// 清明节: the solar term.
    Qingming,
    /// 端午节: 五月初五.
    DragonBoat,
    /// 七夕: 七月初七.
    Qixi,
    /// 中元节: 七月十五.
    Zhongyuan,
    /// 中秋节: 八月十五.
    MidAutumn,
    /// 重阳节: 九月初九.
    DoubleNinth,
    /// 寒衣节: 十月初一.
    Hanyi,
    /// 下元节: 十月十五.
    Xiayuan,
    /// 冬至节: the solar term.
    WinterSolstice,
    /// 腊八节: 腊月初八.
    Laba,
    /// 小年（北方）: 腊月廿三.
    LittleNewYearNorth,
    /// 小年（南方）: 腊月廿四.
    LittleNewYearSouth,
    /// 除夕: the last day of the lunar year.
    NewYearsEve,
}

/// When a festival is.
#[derive(Clone, Copy)]
enum When {
    /// Month and day.
    Lunar(u8, u8),
    /// The day before 春节: the 29th or the 30th.
    LastDay,
    Term(SolarTerm),
}

struct Facts {
    key: &'static str,
    zh: &'static str,
    en: &'static str,
    when: When,
}

const fn facts(key: &'static str, zh: &'static str, en: &'static str, when: When) -> Facts {
    Facts { key, zh, en, when }
}

use When::{LastDay, Lunar, Term};

impl Festival {
    /// All, in about the order of a lunar year.
    pub const ALL: [Self; 17] = [
        Self::SpringFestival,
        Self::Lantern,
        Self::DragonHead,
        Self::Shangsi,
        Self::Qingming,
        Self::DragonBoat,
        Self::Qixi,
        Self::Zhongyuan,
        Self::MidAutumn,
        Self::DoubleNinth,
        Self::Hanyi,
        Self::Xiayuan,
        Self::WinterSolstice,
        Self::Laba,
        Self::LittleNewYearNorth,
        Self::LittleNewYearSouth,
        Self::NewYearsEve,
    ];

    const FACTS: [Facts; 17] = [
        facts("spring_festival", "春节", "Spring Festival", Lunar(1, 1)),
        facts("lantern", "元宵节", "Lantern Festival", Lunar(1, 15)),
        facts(
            "dragon_head",
            "龙抬头",
            "Dragon Raises Its Head",
            Lunar(2, 2),
        ),
        facts("shangsi", "上巳节", "Shangsi Festival", Lunar(3, 3)),
        facts(
            "qingming",
            "清明节",
            "Qingming Festival",
            Term(SolarTerm::Qingming),
        ),
        facts("dragon_boat", "端午节", "Dragon Boat Festival", Lunar(5, 5)),
        facts("qixi", "七夕", "Qixi Festival", Lunar(7, 7)),
        facts("zhongyuan", "中元节", "Zhongyuan Festival", Lunar(7, 15)),
        facts("mid_autumn", "中秋节", "Mid-Autumn Festival", Lunar(8, 15)),
        facts(
            "double_ninth",
            "重阳节",
            "Double Ninth Festival",
            Lunar(9, 9),
        ),
        facts("hanyi", "寒衣节", "Hanyi Festival", Lunar(10, 1)),
        facts("xiayuan", "下元节", "Xiayuan Festival", Lunar(10, 15)),
        facts(
            "winter_solstice",
            "冬至节",
            "Winter Solstice Festival",
            Term(SolarTerm::WinterSolstice),
        ),
        facts("laba", "腊八节", "Laba Festival", Lunar(12, 8)),
        facts(
            "little_new_year_north",
            "小年（北方）",
            "Little New Year (north)",
            Lunar(12, 23),
        ),
        facts(
            "little_new_year_south",
            "小年（南方）",
            "Little New Year (south)",
            Lunar(12, 24),
        ),
        facts("new_years_eve", "除夕", "Lunar New Year's Eve", LastDay),
    ];

    const fn facts(self) -> &'static Facts {
        &Self::FACTS[self as usize]
    }

    /// A stable key, as serde writes it: `mid_autumn`.
    pub const fn key(self) -> &'static str {
        self.facts().key
    }

    /// The festival of a key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|festival| festival.key() == key)
    }

    /// `中秋节`.
    pub const fn zh(self) -> &'static str {
        self.facts().zh
    }

    /// `Mid-Autumn Festival`.
    pub const fn en(self) -> &'static str {
        self.facts().en
    }

    /// Its day in a lunar year (腊八 of 2026 is in January 2027); of 清明 and 冬至, which follow the Sun,
    /// in the Gregorian year.
    pub fn date(self, almanac: &Almanac, year: i32) -> Result<NaiveDate, OutOfRange> {
        match self.facts().when {
            Lunar(month, day) => {
                let month = LunarMonth::common(month);
                let date = almanac.gregorian(LunarDate { year, month, day });
                date.map_err(|error| match error {
                    // Each year has all common months, and each month 29 days.
                    LunarError::OutOfRange(_)
                    | LunarError::NoSuchMonth { .. }
                    | LunarError::NoSuchDay { .. } => OutOfRange,
                })
            }
            LastDay => almanac.last_day_of_year(year),
            Term(term) => term.date(year),
        }
    }
}

/// What a day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// A festival.
    Festival(Festival),
    /// The first day of a solar term.
    SolarTerm(SolarTerm),
}

/// What falls on a day: festivals, then the solar term.
pub fn marks_on(almanac: &Almanac, date: NaiveDate) -> Result<Vec<Mark>, OutOfRange> {
    let lunar = almanac.lunar_date(date)?;
    let term = SolarTerm::on(date)?;
    let falls = |festival: &Festival| match festival.facts().when {
        Lunar(month, day) => lunar.month == LunarMonth::common(month) && lunar.day == day,
        // Only a last month can hold it; the end of the range ends no year.
        LastDay => lunar.month.number == 12 && almanac.last_day_of_year(lunar.year) == Ok(date),
        Term(of) => term == Some(of),
    };
    let festivals = Festival::ALL.into_iter().filter(falls);
    let marks = festivals.map(Mark::Festival);
    Ok(marks.chain(term.map(Mark::SolarTerm)).collect())
}

/// The marked days from one day to another, both included, in order.
pub fn marks_between(
    almanac: &Almanac,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<(NaiveDate, Mark)>, OutOfRange> {
    range::check(from)?;
    range::check(to)?;
    let mut marks = Vec::new();
    for day in from.iter_days().take_while(|day| *day <= to) {
        marks.extend(marks_on(almanac, day)?.into_iter().map(|mark| (day, mark)));
    }
    Ok(marks)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn keys_are_those_that_serde_writes() {
        for festival in Festival::ALL {
            assert_eq!(serde_json::to_value(festival).unwrap(), festival.key());
            assert_eq!(Festival::from_key(festival.key()), Some(festival));
        }
    }

    #[test]
    fn a_winter_in_order() {
        let marks = marks_between(Almanac::standard(), day(2027, 1, 1), day(2027, 2, 20)).unwrap();
        let names: Vec<String> = marks
            .iter()
            .map(|(day, mark)| match mark {
                Mark::Festival(festival) => format!("{day} {}", festival.zh()),
                Mark::SolarTerm(term) => format!("{day} *{}", term.zh()),
            })
            .collect();
        let expected = [
            "2027-01-05 *小寒",
            "2027-01-15 腊八节",
            "2027-01-20 *大寒",
            "2027-01-30 小年（北方）",
            "2027-01-31 小年（南方）",
            "2027-02-04 *立春",
            "2027-02-05 除夕",
            "2027-02-06 春节",
            "2027-02-19 *雨水",
            "2027-02-20 元宵节",
        ];
        assert_eq!(names, expected);
    }

    #[test]
    fn a_festival_that_is_a_solar_term_is_both() {
        let marks = marks_on(Almanac::standard(), day(2027, 4, 5)).unwrap();
        let both = [
            Mark::Festival(Festival::Qingming),
            Mark::SolarTerm(SolarTerm::Qingming),
        ];
        assert_eq!(marks, both);
    }

    #[test]
    fn a_leap_month_repeats_no_festival() {
        // 2025 has a leap sixth month, 2033 a leap eleventh, 1976 a leap eighth.
        let of = |year: i32| {
            let almanac = Almanac::standard();
            marks_between(almanac, day(year, 1, 1), day(year, 12, 31)).unwrap()
        };
        for (year, festival) in [
            (2025, Festival::Qixi),
            (1976, Festival::MidAutumn),
            (2033, Festival::WinterSolstice),
        ] {
            let marks = of(year);
            let all = marks
                .iter()
                .filter(|(_, of)| *of == Mark::Festival(festival));
            assert_eq!(all.count(), 1);
        }
    }

    #[test]
    fn days_outside_the_range_are_refused() {
        let almanac = Almanac::standard();
        let ends = (day(2100, 12, 30), day(2101, 1, 1));
        assert_eq!(marks_between(almanac, ends.0, ends.1), Err(OutOfRange));
        assert_eq!(Festival::Laba.date(almanac, 2100), Err(OutOfRange));
        assert_eq!(Festival::Laba.date(almanac, 1949), Ok(day(1950, 1, 25)));
        assert_eq!(Festival::MidAutumn.date(almanac, 1949), Err(OutOfRange));
    }
}
