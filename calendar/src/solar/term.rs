//! The terms by name.

use serde::{Deserialize, Serialize};

/// A solar term, in the order of the Gregorian year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SolarTerm {
    /// 小寒, Minor Cold.
    MinorCold,
    /// 大寒, Major Cold.
    MajorCold,
    /// 立春, Start of Spring.
    StartOfSpring,
    /// 雨水, Rain Water.
    RainWater,
    /// 惊蛰, Awakening of Insects.
    AwakeningOfInsects,
    /// 春分, Spring Equinox.
    SpringEquinox,
    /// 清明, Qingming.
    Qingming,
    /// 谷雨, Grain Rain.
    GrainRain,
    /// 立夏, Start of Summer.
    StartOfSummer,
    /// 小满, Grain Buds.
    GrainBuds,
    /// 芒种, Grain in Ear.
    GrainInEar,
    /// 夏至, Summer Solstice.
    SummerSolstice,
    /// 小暑, Minor Heat.
    MinorHeat,
    /// 大暑, Major Heat.
    MajorHeat,
    /// 立秋, Start of Autumn.
    StartOfAutumn,
    /// 处暑, End of Heat.
    EndOfHeat,
    /// 白露, White Dew.
    WhiteDew,
    /// 秋分, Autumn Equinox.
    AutumnEquinox,
    /// 寒露, Cold Dew.
    ColdDew,
    /// 霜降, Frost's Descent.
    FrostsDescent,
    /// 立冬, Start of Winter.
    StartOfWinter,
    /// 小雪, Minor Snow.
    MinorSnow,
    /// 大雪, Major Snow.
    MajorSnow,
    /// 冬至, Winter Solstice.
    WinterSolstice,
}

impl SolarTerm {
    /// All 24, from January to December.
    pub const ALL: [Self; 24] = [
        Self::MinorCold,
        Self::MajorCold,
        Self::StartOfSpring,
        Self::RainWater,
        Self::AwakeningOfInsects,
        Self::SpringEquinox,
        Self::Qingming,
        Self::GrainRain,
        Self::StartOfSummer,
        Self::GrainBuds,
        Self::GrainInEar,
        Self::SummerSolstice,
        Self::MinorHeat,
        Self::MajorHeat,
        Self::StartOfAutumn,
        Self::EndOfHeat,
        Self::WhiteDew,
        Self::AutumnEquinox,
        Self::ColdDew,
        Self::FrostsDescent,
        Self::StartOfWinter,
        Self::MinorSnow,
        Self::MajorSnow,
        Self::WinterSolstice,
    ];

    /// Key, Chinese and English name, in the order of [`Self::ALL`].
    const NAMES: [(&str, &str, &str); 24] = [
        ("minor_cold", "小寒", "Minor Cold"),
        ("major_cold", "大寒", "Major Cold"),
        ("start_of_spring", "立春", "Start of Spring"),
        ("rain_water", "雨水", "Rain Water"),
        ("awakening_of_insects", "惊蛰", "Awakening of Insects"),
        ("spring_equinox", "春分", "Spring Equinox"),
        ("qingming", "清明", "Qingming"),
        ("grain_rain", "谷雨", "Grain Rain"),
        ("start_of_summer", "立夏", "Start of Summer"),
        ("grain_buds", "小满", "Grain Buds"),
        ("grain_in_ear", "芒种", "Grain in Ear"),
        ("summer_solstice", "夏至", "Summer Solstice"),
        ("minor_heat", "小暑", "Minor Heat"),
        ("major_heat", "大暑", "Major Heat"),
        ("start_of_autumn", "立秋", "Start of Autumn"),
        ("end_of_heat", "处暑", "End of Heat"),
        ("white_dew", "白露", "White Dew"),
        ("autumn_equinox", "秋分", "Autumn Equinox"),
        ("cold_dew", "寒露", "Cold Dew"),
        ("frosts_descent", "霜降", "Frost's Descent"),
        ("start_of_winter", "立冬", "Start of Winter"),
        ("minor_snow", "小雪", "Minor Snow"),
        ("major_snow", "大雪", "Major Snow"),
        ("winter_solstice", "冬至", "Winter Solstice"),
    ];

    /// Its place in [`Self::ALL`].
    pub(super) const fn index(self) -> usize {
        self as usize
    }

    /// A stable key, as serde writes it: `winter_solstice`.
    pub const fn key(self) -> &'static str {
        Self::NAMES[self.index()].0
    }

    /// The term of a key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|term| term.key() == key)
    }

    /// `冬至`.
    pub const fn zh(self) -> &'static str {
        Self::NAMES[self.index()].1
    }

    /// `Winter Solstice`.
    pub const fn en(self) -> &'static str {
        Self::NAMES[self.index()].2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_those_that_serde_writes() {
        for (number, term) in SolarTerm::ALL.into_iter().enumerate() {
            assert_eq!(term.index(), number);
            assert_eq!(serde_json::to_value(term).unwrap(), term.key());
            assert_eq!(SolarTerm::from_key(term.key()), Some(term));
        }
    }
}
