//! The only SQL about codes, and what was counted against limits; that about sessions is next door.

use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait,
    FromQueryResult, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, Value,
};

use super::address::Address;
use super::rules::{CODE_LASTS, GUESSES, VERIFIED_LASTS};
use crate::blank_delivery::blank;
use crate::clock::Instant;
use crate::dialect;
use crate::error::{Error, Result};
use crate::tx::Tx;

/// People who may share one address and still be offered to choose from.
const MOST_PEOPLE: u64 = 50;

/// Counts one more of a limit, in the window that is open or a new one of this length. Answers how
/// many that makes, and when the window ends. The row stays locked until the transaction ends.
pub(super) async fn count(
    tx: &Tx,
    scope: &'static str,
    subject: &[u8],
    window: TimeDelta,
) -> Result<(i32, Instant)> {
    #[derive(FromQueryResult)]
    struct Row {
        used: i32,
        window_ends_at: Instant,
    }
    let text = "INSERT INTO rate_limit (scope, subject, window_ends_at, used) VALUES (?, ?, ?, 1)
        ON CONFLICT (scope, subject) DO UPDATE SET
            used = CASE WHEN rate_limit.window_ends_at <= ? THEN 1 ELSE rate_limit.used + 1 END,
            window_ends_at = CASE WHEN rate_limit.window_ends_at <= ?
                THEN excluded.window_ends_at ELSE rate_limit.window_ends_at END
        RETURNING used, window_ends_at";
    let values = [
        scope.into(),
        tx.core().keyring().limit_mac(scope, subject).into(),
        (tx.now() + window).into(),
        tx.now().into(),
        tx.now().into(),
    ];
    let statement = dialect::sql(tx.db(), text, values);
    let row = Row::find_by_statement(statement).one(tx.db()).await?;
    let row = row.ok_or_else(|| Error::internal("a limit was not counted"))?;
    Ok((row.used, row.window_ends_at))
}

/// Counts one less.
pub(super) async fn count_back(tx: &Tx, scope: &'static str, subject: &[u8]) -> Result<()> {
    let subject = tx.core().keyring().limit_mac(scope, subject);
    rate_limit::Entity::update_many()
        .col_expr(
            rate_limit::Column::Used,
            Expr::col(rate_limit::Column::Used).sub(1),
        )
        .filter(rate_limit::Column::Scope.eq(scope))
        .filter(rate_limit::Column::Subject.eq(subject))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Writes a code down, sealed, with the message that takes it to its address.
pub(super) async fn insert_code(
    tx: &Tx,
    address: &Address,
    code: &str,
    locale: String,
) -> Result<sign_in_code::Model> {
    let (core, now) = (tx.core(), tx.now());
    let (keyring, id) = (core.keyring(), tx.new_id::<SignInCodeId>());
    let seal =
        |context: &[u8], plain: &str| keyring.seal(core.entropy(), context, plain.as_bytes());
    let (of_address, of_code) = (
        id.0.as_bytes(),
        [id.0.as_bytes().as_slice(), b"code"].concat(),
    );
    let row = sign_in_code::ActiveModel {
        id: Set(id),
        channel: Set(address.channel),
        lookup: Set(keyring.lookup(&address.text)),
        sealed_address: Set(seal(of_address, &address.text)),
        sealed_code: Set(Some(seal(&of_code, code))),
        code_mac: Set(keyring.code_mac(id.0.as_bytes(), code)),
        key_id: Set(keyring.key_id().to_owned()),
        locale: Set(locale),
        guesses: Set(0),
        created_at: Set(now),
        expires_at: Set(now + CODE_LASTS),
        verified_at: Set(None),
        used_at: Set(None),
    }
    .insert(tx.db())
    .await?;
    let key = format!("sign_in_code:{id}");
    let message = delivery::Model {
        sign_in_code_id: Some(id),
        ..blank(tx, MessageKind::SignInCode, address.channel, key, now)
    };
    delivery::Entity::insert(message.into_active_model().reset_all())
        .exec_without_returning(tx.db())
        .await?;
    Ok(row)
}

/// Spends a guess at the newest code of an address, and answers it as it is then; none if that code
/// counts no more or has no guess left. The row stays locked until the transaction ends.
pub(super) async fn spend_guess(
    tx: &Tx,
    lookups: Vec<Vec<u8>>,
) -> Result<Option<sign_in_code::Model>> {
    let places = vec!["?"; lookups.len()].join(", ");
    let text = format!(
        "UPDATE sign_in_code SET guesses = guesses + 1
        WHERE id = (SELECT id FROM sign_in_code WHERE lookup IN ({places})
                    ORDER BY created_at DESC, id DESC LIMIT 1)
            AND guesses < ? AND used_at IS NULL AND expires_at > ?
        RETURNING *"
    );
    let mut values: Vec<Value> = lookups.into_iter().map(Value::from).collect();
    values.extend([GUESSES.into(), tx.now().into()]);
    let statement = dialect::sql(tx.db(), &text, values);
    let row = sign_in_code::Model::find_by_statement(statement);
    Ok(row.one(tx.db()).await?)
}

/// The code was right: its guess is given back, and the first time it is given time.
pub(super) async fn mark_verified(tx: &Tx, row: &sign_in_code::Model) -> Result<()> {
    let mut update = sign_in_code::Entity::update_many()
        .col_expr(sign_in_code::Column::Guesses, Expr::value(row.guesses - 1))
        .filter(sign_in_code::Column::Id.eq(row.id));
    if row.verified_at.is_none() {
        let until = tx.now() + VERIFIED_LASTS;
        update = update
            .col_expr(sign_in_code::Column::VerifiedAt, Expr::value(tx.now()))
            .col_expr(sign_in_code::Column::ExpiresAt, Expr::value(until));
    }
    update.exec(tx.db()).await?;
    Ok(())
}

/// Uses a code up; answers whether it still counted.
pub(super) async fn use_code(tx: &Tx, id: SignInCodeId) -> Result<bool> {
    let used = sign_in_code::Entity::update_many()
        .col_expr(sign_in_code::Column::UsedAt, Expr::value(tx.now()))
        .col_expr(
            sign_in_code::Column::SealedCode,
            Expr::value(None::<Vec<u8>>),
        )
        .filter(sign_in_code::Column::Id.eq(id))
        .filter(sign_in_code::Column::UsedAt.is_null())
        .filter(sign_in_code::Column::ExpiresAt.gt(tx.now()))
        .exec(tx.db())
        .await?;
    Ok(used.rows_affected == 1)
}

/// How many codes were made since, and how many of these were given back.
pub(super) async fn sent_and_verified(
    db: &impl ConnectionTrait,
    since: Instant,
) -> Result<(i64, i64)> {
    #[derive(FromQueryResult)]
    struct Row {
        sent: i64,
        verified: i64,
    }
    // A code outlives its making, so the index by end finds all that were made since.
    let text = "SELECT count(*) AS sent, count(verified_at) AS verified FROM sign_in_code
        WHERE expires_at > ? AND created_at > ?";
    let statement = dialect::sql(db, text, [since.into(), since.into()]);
    let row = Row::find_by_statement(statement).one(db).await?;
    Ok(row.map_or((0, 0), |row| (row.sent, row.verified)))
}

/// Who may sign in with the address, in the order they were registered.
pub(super) async fn people_at(tx: &Tx, address: &Address) -> Result<Vec<person::Model>> {
    let lookups = tx.core().keyring().lookups(&address.text);
    let reached = Query::select()
        .column(contact_point::Column::PersonId)
        .from(contact_point::Entity)
        .and_where(contact_point::Column::Lookup.is_in(lookups))
        .and_where(contact_point::Column::Kind.eq(address.kind()))
        .to_owned();
    Ok(person::Entity::find()
        .filter(person::Column::Id.in_subquery(reached))
        .filter(person::Column::State.is_in([PersonState::Active, PersonState::Pending]))
        .order_by_asc(person::Column::CreatedAt)
        .order_by_asc(person::Column::Id)
        .limit(MOST_PEOPLE)
        .all(tx.db())
        .await?)
}

/// The person proved to hold the address.
pub(super) async fn verify_contact(tx: &Tx, person: PersonId, address: &Address) -> Result<()> {
    contact_point::Entity::update_many()
        .col_expr(contact_point::Column::VerifiedAt, Expr::value(tx.now()))
        .filter(contact_point::Column::PersonId.eq(person))
        .filter(contact_point::Column::Kind.eq(address.kind()))
        .filter(contact_point::Column::Lookup.is_in(tx.core().keyring().lookups(&address.text)))
        .filter(contact_point::Column::VerifiedAt.is_null())
        .exec(tx.db())
        .await?;
    Ok(())
}

/// What outside issuers know of one record, and its personal links, belong to another from now on.
pub(super) async fn move_identities(tx: &Tx, from: PersonId, into: PersonId) -> Result<()> {
    external_identity::Entity::update_many()
        .col_expr(external_identity::Column::PersonId, Expr::value(into))
        .filter(external_identity::Column::PersonId.eq(from))
        .exec(tx.db())
        .await?;
    personal_link::Entity::update_many()
        .col_expr(personal_link::Column::PersonId, Expr::value(into))
        .filter(personal_link::Column::PersonId.eq(from))
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Outside issuers know the person no more, and the personal links open nothing. What the person
/// called their devices is gone, too.
pub(super) async fn drop_identities(tx: &Tx, person: PersonId) -> Result<()> {
    session::Entity::update_many()
        .col_expr(session::Column::Device, Expr::value(""))
        .filter(session::Column::PersonId.eq(person))
        .exec(tx.db())
        .await?;
    external_identity::Entity::delete_many()
        .filter(external_identity::Column::PersonId.eq(person))
        .exec(tx.db())
        .await?;
    personal_link::Entity::update_many()
        .col_expr(personal_link::Column::RevokedAt, Expr::value(tx.now()))
        .filter(personal_link::Column::PersonId.eq(person))
        .filter(personal_link::Column::RevokedAt.is_null())
        .exec(tx.db())
        .await?;
    Ok(())
}
