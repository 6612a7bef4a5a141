//! Imports the people of a city, all or nothing.

mod check;
mod homes;
mod plan;
mod store;
mod units;

use mulin_entities::PersonState;
use uuid::Uuid;

pub use check::PersonLine;

use self::plan::Plan;
use super::policy;
use crate::actor::Actor;
use crate::core::Core;
use crate::dialect;
use crate::error::Result;
use crate::import::{Counter, FileFaults, Options, Outcome};
use crate::place;
use crate::place::tree::Tree;
use crate::tx::CommandResult;

/// What became of the people that a file names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportedPeople {
    /// Were registered.
    pub new: u64,
    /// Were known, and something of them changed.
    pub changed: u64,
    /// Those among the changed who moved to another unit or household.
    pub moved: u64,
    /// Were known so.
    pub unchanged: u64,
    /// Records that were merged into others and are edited no more: left alone.
    pub merged: u64,
    /// Households that were made.
    pub households: u64,
}

impl CommandResult for Outcome<ImportedPeople> {
    fn result_id(&self) -> Option<Uuid> {
        None
    }
}

/// Registers the people who are not known yet, and brings those who are in line with the file. A
/// person is known by the city and the number in the register; what a line leaves out stays as it is.
pub async fn import_people(
    core: &Core,
    actor: &Actor,
    lines: Vec<PersonLine>,
    options: Options,
) -> Result<Outcome<ImportedPeople>> {
    policy::may_import(actor)?;
    let mut faults = FileFaults::default();
    // Numbers are parsed and addresses sealed here, because nobody else writes to SQLite while the
    // transaction is open.
    let checked = check::all(core, &lines, &options, &mut faults);
    core.transact(actor, move |tx| {
        Box::pin(async move {
            dialect::one_at_a_time(tx.db(), place::IMPORTS).await?;
            let cities = units::cities(tx, &checked).await?;
            let tree = Tree::new(place::store::trees(tx.db(), &cities).await?);
            let housed = units::find(&tree, &checked, &mut faults);
            let groups = homes::group(&checked, &housed, &mut faults);
            if !faults.is_empty() {
                return Ok(Outcome::Faulty(faults.in_order()));
            }
            let known = store::Known::load(tx, &checked, &housed).await?;
            let homes = homes::assign(tx, groups, &housed, &known);
            let plan = Plan::make(tx, checked, &housed, homes, known);
            let imported = plan.counts();
            if !options.dry_run {
                plan.write(tx, Counter::new(&options.report)).await?;
            }
            Ok(Outcome::Done(imported))
        })
    })
    .await
}

/// Whether a record is edited no more.
fn is_closed(state: PersonState) -> bool {
    matches!(state, PersonState::Merged | PersonState::Erased)
}
