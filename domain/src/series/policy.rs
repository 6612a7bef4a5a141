//! Who may do what with series. Who may see one is told by what they may see of its occurrences, in
//! [`super::store`].

use mulin_entities::{Role, area, series};

use crate::actor::Actor;
use crate::error::{Error, Result};
use crate::event;

/// Who plans events in the area plans series there.
pub fn may_create(actor: &Actor, area: &area::Model) -> Result<()> {
    event::policy::may_create(actor, area)
}

/// Whether the actor runs the series: the organisers of its area. The co-organisers of an occurrence
/// run that one alone.
pub fn manages(actor: &Actor, series: &series::Model) -> bool {
    actor.has_role(&[Role::Organiser], &series.area_path)
}

/// Those who run the series may edit it.
pub fn may_manage(actor: &Actor, series: &series::Model) -> Result<()> {
    if manages(actor, series) {
        Ok(())
    } else {
        Err(Error::Forbidden)
    }
}
