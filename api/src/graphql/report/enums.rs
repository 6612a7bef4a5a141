//! By what people are counted, and in which time.

use async_graphql::Enum;

/// A part of the calendar.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_domain::report::Period")]
pub enum FiguresPeriod {
    /// A month.
    Month,
    /// Three months from January, April, July or October.
    Quarter,
    /// A year, from January to December.
    Year,
}

/// Ages that are counted together. Of people the year of birth is known, so that the age is that which is
/// reached in the year. Bands may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_domain::report::AgeBand")]
pub enum AgeBand {
    /// 0 to 13.
    #[graphql(name = "UNDER_14")]
    Under14,
    /// 14 to 17.
    #[graphql(name = "FROM_14_TO_17")]
    From14To17,
    /// 18 to 59.
    #[graphql(name = "FROM_18_TO_59")]
    From18To59,
    /// 60 to 69.
    #[graphql(name = "FROM_60_TO_69")]
    From60To69,
    /// 70 to 79.
    #[graphql(name = "FROM_70_TO_79")]
    From70To79,
    /// 80 and more.
    #[graphql(name = "FROM_80")]
    From80,
    /// The year of birth is not known.
    Unknown,
}
