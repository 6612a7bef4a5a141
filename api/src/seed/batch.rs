//! Many rows of many tables, written together.

use mulin_domain::bulk;
use mulin_entities::*;
use sea_orm::{ConnectionTrait, DbErr};

macro_rules! batch {
    ($($(#[$doc:meta])* $name:ident: $row:ty),+ $(,)?) => {
        /// Rows of all tables that a seeder fills, written together.
        #[derive(Debug, Default)]
        pub(super) struct Batch {
            $($(#[$doc])* pub $name: Vec<$row>),+
        }

        /// How many rows were written of each table.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct Counts {
            $($(#[$doc])* pub $name: u64),+
        }

        impl Batch {
            /// Rows in all.
            pub fn len(&self) -> usize {
                0 $(+ self.$name.len())+
            }

            /// Writes everything, what is referred to before what refers to it.
            pub async fn write(self, db: &impl ConnectionTrait) -> Result<Counts, DbErr> {
                Ok(Counts { $($name: bulk::insert(db, self.$name).await?),+ })
            }
        }

        impl Counts {
            /// Adds another batch's.
            pub fn add(&mut self, other: Self) {
                $(self.$name += other.$name;)+
            }

            /// Rows in all.
            pub fn rows(&self) -> u64 {
                0 $(+ self.$name)+
            }

            /// Each table's rows, in the order in which they are written.
            pub fn tables(&self) -> Vec<(&'static str, u64)> {
                vec![$((stringify!($name), self.$name)),+]
            }
        }
    };
}

batch! {
    /// Areas, parents first.
    areas: area::Model,
    /// Venues.
    venues: venue::Model,
    /// Households.
    households: household::Model,
    /// People.
    people: person::Model,
    /// Sealed addresses.
    contact_points: contact_point::ActiveModel,
    /// Roles.
    role_grants: role_grant::Model,
    /// Events.
    events: event::Model,
    /// Places of events in the lists of their areas.
    event_areas: event_area::Model,
    /// Seats of events.
    event_seats: event_seats::Model,
    /// Answers.
    rsvps: rsvp::Model,
    /// Reminder rules.
    reminder_rules: reminder_rule::Model,
    /// Planned fan-outs.
    schedules: delivery_schedule::Model,
    /// What falls due.
    due_work: due_work::Model,
}
