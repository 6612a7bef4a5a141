//! What keeps a household from a table, and a plan from being made.

/// How a household is called among those who run the event: the names of those who answered. It stands
/// in answers, and never in logs.
#[derive(Clone, PartialEq, Eq)]
pub struct Named(pub Vec<String>);

impl std::fmt::Debug for Named {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Named").finish_non_exhaustive()
    }
}

/// Why no plan keeps all hard rules: one provable contradiction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Impossibility {
    /// There are fewer seats than guests.
    TooFewSeats {
        /// Guests.
        wanted: u32,
        /// Seats.
        there: u32,
    },
    /// A household has more guests than each table that it may sit at has seats.
    LargerThanEveryTable {
        /// The household.
        household: Named,
        /// Its guests.
        wanted: u32,
    },
    /// More guests are pinned to a table than it has seats.
    PinsOverfill {
        /// The table.
        table: String,
        /// Guests.
        wanted: u32,
        /// Seats.
        there: u32,
    },
    /// Two households that have to be apart are pinned to one table.
    PinnedApart {
        /// The one.
        household: Named,
        /// The other.
        other: Named,
        /// The table.
        table: String,
    },
    /// A household that needs an accessible table is pinned to one that is not.
    PinNotAccessible {
        /// The household.
        household: Named,
        /// The table.
        table: String,
    },
    /// A household needs an accessible table, and there is none.
    NoAccessibleTable {
        /// The household.
        household: Named,
    },
    /// There are fewer seats at accessible tables than guests of households that need one.
    TooFewAccessibleSeats {
        /// Guests.
        wanted: u32,
        /// Seats.
        there: u32,
    },
    /// A household would have to be apart from itself.
    ApartFromItself {
        /// The household.
        household: Named,
    },
    /// A guest would sit alone wherever there is a seat.
    AloneEverywhere {
        /// The household.
        household: Named,
    },
}

impl Impossibility {
    /// The stable name of the contradiction.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::TooFewSeats { .. } => "TOO_FEW_SEATS",
            Self::LargerThanEveryTable { .. } => "LARGER_THAN_EVERY_TABLE",
            Self::PinsOverfill { .. } => "PINS_OVERFILL",
            Self::PinnedApart { .. } => "PINNED_APART",
            Self::PinNotAccessible { .. } => "PIN_NOT_ACCESSIBLE",
            Self::NoAccessibleTable { .. } => "NO_ACCESSIBLE_TABLE",
            Self::TooFewAccessibleSeats { .. } => "TOO_FEW_ACCESSIBLE_SEATS",
            Self::ApartFromItself { .. } => "APART_FROM_ITSELF",
            Self::AloneEverywhere { .. } => "ALONE_EVERYWHERE",
        }
    }
}

/// A household does not get the table, or nobody gets one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SeatingError {
    /// The banquet has no tables yet.
    #[error("the banquet has no tables yet")]
    NotSet,
    /// A table would have fewer seats than its guests need.
    #[error("the table has {taken} guests and would have {capacity} seats")]
    TooSmall {
        /// Place in the input.
        index: usize,
        /// The table.
        table: String,
        /// Guests in the plan.
        taken: i32,
        /// Seats that it would have.
        capacity: i32,
    },
    /// No plan keeps all hard rules.
    #[error("no plan is possible: {}", .0.reason())]
    Impossible(Impossibility),
    /// The table has too few free seats.
    #[error("the table has {free} free seats")]
    TableFull {
        /// The table.
        table: String,
        /// Free seats.
        free: i32,
    },
    /// Somebody sits there from whom the household has to be apart.
    #[error("the households have to sit apart")]
    MustBeApart {
        /// Who sits there.
        other: Named,
        /// The table.
        table: String,
    },
    /// Somebody of the household needs a table that a wheelchair comes to.
    #[error("the table is not accessible")]
    NotAccessible {
        /// The table.
        table: String,
    },
    /// Only who is pinned to a head table sits there.
    #[error("the table is a head table")]
    HeadTable {
        /// The table.
        table: String,
    },
    /// The household is pinned to another table.
    #[error("the household is pinned to another table")]
    PinnedElsewhere {
        /// That table.
        table: String,
    },
    /// The guest would sit there alone.
    #[error("the guest would sit alone")]
    Alone {
        /// The table.
        table: String,
    },
}

impl SeatingError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotSet => "TABLES_NOT_SET",
            Self::TooSmall { .. } => "TABLE_TOO_SMALL",
            Self::Impossible(_) => "SEATING_IMPOSSIBLE",
            Self::TableFull { .. } => "TABLE_FULL",
            Self::MustBeApart { .. } => "MUST_BE_APART",
            Self::NotAccessible { .. } => "TABLE_NOT_ACCESSIBLE",
            Self::HeadTable { .. } => "HEAD_TABLE",
            Self::PinnedElsewhere { .. } => "PINNED_ELSEWHERE",
            Self::Alone { .. } => "ALONE_AT_TABLE",
        }
    }

    /// The input field it is about.
    pub fn path(&self) -> Vec<String> {
        match self {
            Self::NotSet | Self::Impossible(_) => vec!["eventId".to_owned()],
            Self::TooSmall { index, .. } => {
                vec![
                    "tables".to_owned(),
                    index.to_string(),
                    "capacity".to_owned(),
                ]
            }
            Self::TableFull { .. }
            | Self::MustBeApart { .. }
            | Self::NotAccessible { .. }
            | Self::HeadTable { .. }
            | Self::PinnedElsewhere { .. }
            | Self::Alone { .. } => vec!["tableId".to_owned()],
        }
    }
}
