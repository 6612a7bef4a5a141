//! What people's records do when something else changed: what was kept by consent goes with it.

use mulin_entities::ConsentPurpose;

use super::{diet, need};
use crate::change::{Change, What};
use crate::error::Result;
use crate::tx::Tx;

/// See the module.
pub async fn follow(tx: &mut Tx, changes: &[Change]) -> Result<()> {
    for change in changes {
        if let What::ConsentWithdrawn {
            person_id,
            purpose: ConsentPurpose::SensitiveData,
            ..
        } = change.what
        {
            need::forget_unless_agreed(tx, person_id).await?;
            diet::forget_unless_agreed(tx, person_id).await?;
        }
    }
    Ok(())
}
