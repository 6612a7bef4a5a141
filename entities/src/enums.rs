//! Database enums. Each is stored as its SCREAMING_SNAKE_CASE name and guarded by a named CHECK.

mod almanac;
mod banquet;
mod channel;
mod delivery;
mod event;
mod person;
mod place;
mod rsvp;
mod service_day;
mod volunteer;

pub use almanac::*;
pub use banquet::*;
pub use channel::*;
pub use delivery::*;
pub use event::*;
pub use person::*;
pub use place::*;
pub use rsvp::*;
pub use service_day::*;
pub use volunteer::*;

macro_rules! text_enums {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize,
            serde::Deserialize, sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
        )]
        #[sea_orm(
            rs_type = "String",
            db_type = "Text",
            rename_all = "SCREAMING_SNAKE_CASE"
        )]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        pub enum $name {
            $($(#[$vdoc])* $variant),+
        }

        impl $name {
            /// The name as it is stored and as clients see it.
            pub fn as_str(self) -> String {
                sea_orm::ActiveEnum::into_value(self)
            }
        }
    )+};
}

use text_enums;
