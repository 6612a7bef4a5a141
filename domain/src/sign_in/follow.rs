//! What becomes of sessions, identities and personal links when a record is merged into another or
//! erased.

use mulin_entities::SessionEnd;

use super::{session_store, store};
use crate::change::{Change, What};
use crate::error::Result;
use crate::tx::Tx;

/// See the module.
pub async fn follow(tx: &mut Tx, changes: &[Change]) -> Result<()> {
    for change in changes {
        match change.what {
            What::PersonMerged { from, into } => {
                session_store::end_sessions(tx, from, SessionEnd::Merged).await?;
                store::move_identities(tx, from, into).await?;
            }
            What::PersonErased { person_id } => {
                session_store::end_sessions(tx, person_id, SessionEnd::Erased).await?;
                store::drop_identities(tx, person_id).await?;
            }
            _ => {}
        }
    }
    Ok(())
}
