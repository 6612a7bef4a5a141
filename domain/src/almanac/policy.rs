//! Who may write the almanac.

use crate::actor::Actor;
use crate::error::{Error, Result};

/// The calendar of all cities is the operator's business.
pub fn may_import(actor: &Actor) -> Result<()> {
    if matches!(actor, Actor::System) {
        Ok(())
    } else {
        Err(Error::Forbidden)
    }
}
