//! What a certificate says: to everybody who has its code, and, with its records, to those who may see what the
//! person has done.

use mulin_entities::*;

use super::{issue_certificate, store};
use crate::actor::Actor;
use crate::core::Core;
use crate::error::{Error, Result};
use crate::person::acting::store::acted_for;
use crate::person::{rules::masked, store as people};
use crate::place;
use crate::volunteer::{member_store, policy};

/// Most records that a sheet lists.
const MOST: u64 = 500;

/// A certificate, and what it says beside its row.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Its row.
    pub certificate: certificate::Model,
    /// Whose it is; masked for whoever only has the code, none once the person was erased.
    pub name: Option<String>,
    /// The records that it sums, in the order of time; none for whoever only has the code.
    pub records: Vec<service_record::Model>,
}

/// What the certificate with a code says to everybody; none if none has it.
pub async fn proof(core: &Core, typed: &str) -> Result<Option<Sheet>> {
    let db = core.db().reader();
    let code = issue_certificate::read_code(typed);
    let Some(certificate) = store::by_code(db, &code).await? else {
        return Ok(None);
    };
    let person = match certificate.person_id {
        Some(id) => people::person(db, id).await?,
        None => None,
    };
    Ok(Some(Sheet {
        certificate,
        name: person.map(|person| masked(&person.name)),
        records: Vec::new(),
    }))
}

/// A certificate to print, for those who may see what the person has done.
///
/// Errors: `id` is not found for everybody else.
pub async fn sheet(core: &Core, actor: &Actor, id: CertificateId) -> Result<Sheet> {
    actor.person()?;
    let db = core.db().reader();
    let missing = || Error::not_found("id");
    let certificate = store::certificates(db, [id]).await?.into_iter().next();
    let certificate = certificate.ok_or_else(missing)?;
    let person = certificate.person_id.ok_or_else(missing)?;
    let person = people::person(db, person).await?.ok_or_else(missing)?;
    let unit = place::store::area(db, person.unit_id).await?;
    let unit = unit.ok_or_else(missing)?;
    let teams = member_store::of_people(db, [person.id]).await?;
    let teams: Vec<TeamId> = teams.into_iter().map(|row| row.team_id).collect();
    let acts_for = !acted_for(db, actor, [person.id], core.now())
        .await?
        .is_empty();
    if !policy::may_see_volunteer(actor, &person, &unit.path, &teams, acts_for) {
        return Err(missing());
    }
    let days = (certificate.from_day, certificate.until_day);
    let span = issue_certificate::span(core, days.0, days.1)?;
    let records = store::of_certificate(db, person.id, span, certificate.issued_at, MOST).await?;
    Ok(Sheet {
        certificate,
        name: Some(person.name),
        records,
    })
}
