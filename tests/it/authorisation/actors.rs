//! Everybody who may ask, from nobody to the city's administrator.

use mulin_entities::{EventRole, Role};

/// Where somebody lives, or what a role is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The unit that the resident of all cases lives in.
    Unit,
    /// That resident's own household.
    Home,
    /// Another unit of the same grid.
    OtherUnit,
    /// The community that plans the events; the unit lies in it.
    Community,
    /// A unit of another community of the same street.
    Away,
    /// That other community.
    AwayCommunity,
    /// The whole city.
    City,
    /// A unit of another city.
    Abroad,
}

macro_rules! actors {
    ($($name:ident $title:literal $lives:expr, $role:expr;)+) => {
        /// Who asks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Who { $($name),+ }

        impl Who {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// As the table calls them.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title),+ }
            }

            /// Where they live; none for nobody.
            pub fn lives(self) -> Option<Place> {
                match self { $(Self::$name => $lives),+ }
            }

            /// What they may do, and over what.
            pub fn role(self) -> Option<(Role, Place)> {
                match self { $(Self::$name => $role),+ }
            }
        }
    };
}

// One line an actor. Those with a role live in another community, so that they see by their role
// alone. The link bearer holds the resident's personal link to the public event; helper and
// co-organiser have their part in some of the events.
actors! {
    Anonymous "anonymous" None, None;
    LinkBearer "link bearer" None, None;
    Stranger "stranger" Some(Place::Abroad), None;
    Neighbour "neighbour" Some(Place::Unit), None;
    Housemate "household" Some(Place::Home), None;
    Oneself "oneself" Some(Place::Home), None;
    StewardElsewhere "steward elsewhere" Some(Place::Away), Some((Role::Steward, Place::OtherUnit));
    Steward "steward" Some(Place::Away), Some((Role::Steward, Place::Unit));
    Helper "helper" Some(Place::Away), None;
    CoOrganiser "co-organiser" Some(Place::Away), None;
    OrganiserElsewhere "organiser elsewhere" Some(Place::Away), Some((Role::Organiser, Place::AwayCommunity));
    Organiser "organiser" Some(Place::Away), Some((Role::Organiser, Place::Community));
    AdminElsewhere "admin elsewhere" Some(Place::Away), Some((Role::Admin, Place::AwayCommunity));
    Admin "admin" Some(Place::Away), Some((Role::Admin, Place::City));
}

impl Who {
    /// Their part in some of the events.
    pub fn part(self) -> Option<EventRole> {
        match self {
            Self::Helper => Some(EventRole::CheckInHelper),
            Self::CoOrganiser => Some(EventRole::CoOrganiser),
            _ => None,
        }
    }
}
