//! The ledger of consents: who agreed to what, told by whom, shown how, and until when.

mod confirm;
pub mod evidence;
mod record;
pub mod rules;
pub mod store;
mod withdraw;

use mulin_entities::{ConsentPurpose, PersonId};

use crate::error::Result;
use crate::tx::Tx;

pub use confirm::{ConfirmConsent, confirm_consent};
pub use record::{RecordConsent, record_consent};
pub(in crate::person) use withdraw::end;
pub use withdraw::{WithdrawConsent, withdraw_consent};

/// Whether the person's consent to this stands.
pub async fn stands(tx: &Tx, person: PersonId, purpose: ConsentPurpose) -> Result<bool> {
    let given = store::given(tx.db(), person, purpose).await?;
    Ok(given.is_some_and(|consent| rules::stands(&consent, tx.now())))
}
