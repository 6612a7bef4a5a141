//! What series are, how they repeat, and what an edit reaches.

use async_graphql::Enum;

/// The life of a series. States may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::SeriesState")]
pub enum SeriesState {
    /// Its events are made ahead, for the next 18 months.
    Active,
    /// Nothing more is made; events that were made stay, unless they were cancelled.
    Ended,
}

/// Which events of a series an edit reaches.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_domain::series::Scope")]
pub enum SeriesScope {
    /// This event alone, which from then on has what was changed otherwise than its series.
    This,
    /// This event and those after it: the series ends before it, and a new one carries on.
    ThisAndFollowing,
    /// All events of the series that have not begun.
    All,
}

/// What an event of a series can have otherwise than the series. Fields may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_domain::series::OccurrenceField")]
pub enum OccurrenceField {
    /// Its title.
    Title,
    /// Its description.
    Description,
    /// Its label.
    Kind,
    /// Who may see it.
    Visibility,
    /// Where it takes place.
    Venue,
    /// The festival that groups it.
    Festival,
    /// Its seats.
    Capacity,
    /// Its largest party.
    MaxParty,
    /// The terms on which answers get seats: approval, waitlist, offers, and the limit of a household.
    Terms,
    /// From when and until when it takes answers, as told before its start.
    RsvpWindow,
    /// When it starts, or how long it lasts.
    Time,
}

/// How often a rule of the Gregorian calendar repeats. Frequencies may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_calendar::rule::Frequency")]
pub enum RecurrenceFrequency {
    /// Every day, or those of the given weekdays, days and months.
    Daily,
    /// On the given weekdays, else on the weekday of the first day. Weeks begin on Monday.
    Weekly,
    /// On the given days or weekdays of the month, on both where they meet, else on the day of the first
    /// day. A month without that day is left out.
    Monthly,
    /// In the given months, else in the month and on the day of the first day; in the months as MONTHLY.
    Yearly,
}

/// Whether a day of a lunar month is also, or only, kept in the leap month (闰月) of the same number. Ways
/// may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_calendar::rule::LeapMonths")]
pub enum LeapMonths {
    /// In the ordinary month alone, as festivals are kept.
    Skip,
    /// In both.
    Also,
    /// In the leap month alone.
    Only,
}

/// A day at the end of the lunar year. Days may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
pub enum LunarYearEnd {
    /// 除夕, the last day of the year: the 29th or the 30th of its last month.
    NewYearsEve,
}

/// A day of the week, to which none may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "chrono::Weekday")]
pub enum Weekday {
    /// 星期一, Monday.
    Mon,
    /// 星期二, Tuesday.
    Tue,
    /// 星期三, Wednesday.
    Wed,
    /// 星期四, Thursday.
    Thu,
    /// 星期五, Friday.
    Fri,
    /// 星期六, Saturday.
    Sat,
    /// 星期日, Sunday.
    Sun,
}

/// How the clocks of a zone show a time of day on one day. Ways may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_domain::series::Clocks")]
pub enum ClockTime {
    /// Once, as on almost every day.
    Once,
    /// Twice, because they are put back: the earlier of the two is meant.
    Twice,
    /// Not at all, because they are put forward: it starts when the gap is over.
    Skipped,
}
