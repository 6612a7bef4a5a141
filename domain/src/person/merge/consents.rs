//! What becomes of the consents of two records of one person.

use mulin_entities::{ConsentRelationship, PersonId, Via, consent};

use crate::error::Result;
use crate::person::consent as consents;
use crate::tx::Tx;

/// Gives the keeper the duplicate's consents. Where both have one for the same purpose, the keeper's
/// stays and the other is withdrawn, unless the keeper's has lapsed and the other still stands.
pub(super) async fn merge(tx: &mut Tx, from: PersonId, into: PersonId) -> Result<()> {
    let rows = consents::store::all_of(tx.db(), from).await?;
    for mut row in rows {
        if row.withdrawn_at.is_none() {
            let stands = |row: &consent::Model| consents::rules::stands(row, tx.now());
            if let Some(kept) = consents::store::given(tx.db(), into, row.purpose).await? {
                if stands(&kept) || !stands(&row) {
                    consents::end(tx, row, Via::App).await?;
                    continue;
                }
                consents::end(tx, kept, Via::App).await?;
            }
        }
        row.person_id = into;
        // Who spoke as either record spoke for themselves.
        if row.given_by == from || row.given_by == into {
            row.given_by = into;
            row.relationship = ConsentRelationship::Oneself;
            (row.confirm_by, row.confirmed_by, row.confirmed_at) = (None, None, None);
        }
        consents::store::update(tx, row).await?;
    }
    consents::store::note_as(tx, from, into).await
}
