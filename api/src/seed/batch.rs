//! Many rows of many tables in as few statements as both databases take.

use mulin_domain::dialect;
use mulin_entities::*;
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel,
    Iterable,
};

/// Rows a statement at most: measured, 500 beat 2,000 by a tenth, and many short statements take turns.
const ROWS_A_STATEMENT: usize = 500;

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
                Ok(Counts { $($name: insert(db, self.$name).await?),+ })
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

async fn insert<M, A>(db: &impl ConnectionTrait, rows: Vec<M>) -> Result<u64, DbErr>
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait + ActiveModelBehavior,
{
    let columns = <A::Entity as EntityTrait>::Column::iter().count();
    let fits = dialect::max_parameters(db.get_database_backend()) / columns.max(1);
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    let mut written = 0;
    loop {
        let chunk: Vec<A> = rows.by_ref().take(fits.min(ROWS_A_STATEMENT)).collect();
        if chunk.is_empty() {
            return Ok(written);
        }
        written += A::Entity::insert_many(chunk)
            .exec_without_returning(db)
            .await?;
    }
}
