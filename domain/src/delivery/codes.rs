//! Codes to sign in with, as far as messages need them: read, opened, and forgotten once no message
//! will carry them any more. They are sealed by `sign_in::store`.

use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, Value};

use crate::clock::Instant;
use crate::core::Core;
use crate::dialect;
use crate::error::{Error, Result};
use crate::sign_in::rules::GUESSES;
use crate::tx::Tx;

/// A code as of now.
#[derive(Clone, FromQueryResult)]
pub struct CodeRow {
    /// Its key.
    pub id: SignInCodeId,
    /// Language of the message (BCP 47).
    pub locale: String,
    /// Until when it counts.
    pub expires_at: Instant,
    /// Whether no other was made for its address since.
    pub is_newest: bool,
    sealed_address: Vec<u8>,
    sealed_code: Option<Vec<u8>>,
    key_id: String,
    guesses: i32,
    verified_at: Option<Instant>,
    used_at: Option<Instant>,
}

impl CodeRow {
    /// Whether somebody gave the right code, which they have then, or guessed at it too often.
    pub fn is_spent(&self) -> bool {
        self.verified_at.is_some() || self.used_at.is_some() || self.guesses >= GUESSES
    }

    /// The address and the code; none if the code is forgotten.
    pub fn open(&self, core: &Core) -> Result<Option<(String, String)>> {
        let Some(sealed_code) = &self.sealed_code else {
            return Ok(None);
        };
        let open = |context: &[u8], sealed: &[u8]| {
            let plain = core.keyring().open(&self.key_id, context, sealed)?;
            Ok::<_, Error>(String::from_utf8_lossy(&plain).into_owned())
        };
        let id = self.id.0.as_bytes().as_slice();
        let address = open(id, &self.sealed_address)?;
        let code = open(&[id, b"code"].concat(), sealed_code)?;
        Ok(Some((address, code)))
    }
}

/// Several codes, in no order.
pub async fn codes(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = SignInCodeId>,
) -> Result<Vec<CodeRow>> {
    let values: Vec<Value> = ids.into_iter().map(Value::from).collect();
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let places = vec!["?"; values.len()].join(", ");
    let text = format!(
        "SELECT code.id, code.locale, code.expires_at, code.sealed_address, code.sealed_code,
                code.key_id, code.guesses, code.verified_at, code.used_at,
                NOT EXISTS (SELECT 1 FROM sign_in_code AS newer WHERE newer.lookup = code.lookup
                    AND (newer.created_at, newer.id) > (code.created_at, code.id)) AS is_newest
         FROM sign_in_code AS code WHERE code.id IN ({places})"
    );
    Ok(CodeRow::find_by_statement(dialect::sql(db, &text, values))
        .all(db)
        .await?)
}

/// Forgets these codes: what is left of them can still be compared with, and no longer read.
pub async fn forget(tx: &Tx, ids: impl IntoIterator<Item = SignInCodeId>) -> Result<()> {
    let ids: Vec<SignInCodeId> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(());
    }
    sign_in_code::Entity::update_many()
        .col_expr(
            sign_in_code::Column::SealedCode,
            Expr::value(None::<Vec<u8>>),
        )
        .filter(sign_in_code::Column::Id.is_in(ids))
        .exec(tx.db())
        .await?;
    Ok(())
}
