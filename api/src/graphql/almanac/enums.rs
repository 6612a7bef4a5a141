//! What days are.

use async_graphql::Enum;

/// Whether a day is worked. Kinds may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_domain::almanac::DayKind")]
pub enum DayKind {
    /// 放假: a public holiday, or a day off beside one.
    Holiday,
    /// 调休上班: a day of a week-end that is worked to make up for a day off.
    MakeUpWorkingDay,
    /// The year's list is known and does not name the day: it is as its day of the week is.
    Ordinary,
    /// The year's list was not imported: nothing is known, and nothing is guessed.
    Unknown,
}

/// Which traditional festival. Festivals may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_calendar::festival::Festival")]
pub enum FestivalKey {
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

/// Which solar term, in the order of the Gregorian year. Terms may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_calendar::solar::SolarTerm")]
pub enum SolarTermKey {
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
