//! Issues certificates of what somebody has served.

use chrono::{NaiveDate, NaiveTime, TimeDelta, TimeZone};
use mulin_entities::*;
use serde::Serialize;

use super::{ServiceRecordError, store};
use crate::actor::Actor;
use crate::almanac;
use crate::change::{VolunteerChange, What};
use crate::clock::Instant;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, Rule};
use crate::person::{self, Acting};
use crate::tx::Tx;

/// A certificate.
#[derive(Clone, Debug, Serialize)]
pub struct IssueCertificate {
    /// Whose, and the way they told so.
    pub acting: Acting,
    /// First day of the time that it is about.
    pub from: String,
    /// Last day.
    pub until: String,
}

/// Issues a certificate of all that somebody did in a time and that was certified, for oneself or somebody
/// one may act for. What is certified, or corrected, later does not change it.
pub async fn issue_certificate(
    core: &Core,
    actor: &Actor,
    input: IssueCertificate,
    key: Option<String>,
) -> Result<certificate::Model> {
    actor.person()?;
    core.transact(actor, move |tx| Box::pin(issue(tx, input, key)))
        .await
}

async fn issue(
    tx: &mut Tx,
    input: IssueCertificate,
    key: Option<String>,
) -> Result<certificate::Model> {
    if let Claim::Replay(id) = claim(tx, key.as_deref(), "issueCertificate", &input).await? {
        let rows = store::certificates(tx.db(), [CertificateId(id)]).await?;
        let row = rows.into_iter().next();
        return row.ok_or_else(|| Error::not_found("idempotencyKey"));
    }
    let mut faults = Faults::default();
    input.acting.check(&mut faults);
    let from = almanac::day(&mut faults, "from", &input.from);
    let until = almanac::day(&mut faults, "until", &input.until);
    if let (Some(from), Some(until)) = (from, until)
        && until < from
    {
        faults.add("until", Rule::EndBeforeStart);
    }
    faults.finish()?;
    let (Some(from_day), Some(until_day)) = (from, until) else {
        return Err(Error::not_found("from"));
    };
    let subject = input.acting.subject(tx).await?;
    person::store::hold(tx.db(), subject.person.id).await?;
    let (from, until) = span(tx.core(), from_day, until_day)?;
    let (records, minutes) = store::sum(tx, subject.person.id, from, until).await?;
    if records == 0 {
        return Err(Refusal::from(ServiceRecordError::NothingServed).into());
    }
    let zone = tx.core().settings().time_zone;
    let today = tx.now().with_timezone(&zone).date_naive();
    let root_area_id = subject.person.root_area_id;
    let row = certificate::Model {
        id: tx.new_id(),
        root_area_id,
        person_id: Some(subject.person.id),
        serial: store::draw_serial(tx, root_area_id, today).await?,
        code: code(tx),
        from_day,
        until_day,
        records,
        minutes,
        issued_by: Some(subject.by),
        issued_at: tx.now(),
    };
    store::insert_certificate(tx, &row).await?;
    let change = VolunteerChange::CertificateIssued {
        certificate_id: row.id,
        person_id: subject.person.id,
    };
    tx.record(root_area_id, What::Volunteering(change));
    Ok(row)
}

/// From the first instant of the one day until the last of the other, by the clock of the operator.
pub fn span(core: &Core, from: NaiveDate, until: NaiveDate) -> Result<(Instant, Instant)> {
    let zone = core.settings().time_zone;
    let midnight = |day: NaiveDate| {
        let local = day.and_time(NaiveTime::MIN);
        let found = zone.from_local_datetime(&local).earliest();
        let found = found.or_else(|| {
            let later = local + TimeDelta::hours(1);
            zone.from_local_datetime(&later).earliest()
        });
        let at = found.map(|at| at.with_timezone(&chrono::Utc));
        at.ok_or_else(|| Error::internal("a day does not begin"))
    };
    let after = until
        .succ_opt()
        .ok_or_else(|| Error::input("until", Rule::NotFound))?;
    Ok((midnight(from)?, midnight(after)?))
}

/// What certificates are looked up by: 60 bits in letters and digits that nobody takes for one another
/// (Crockford's Base32), in groups of four.
fn code(tx: &Tx) -> String {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut bytes = [0; 12];
    tx.core().entropy().fill(&mut bytes);
    let letters = bytes
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(byte % 32)]));
    let mut code = String::with_capacity(14);
    for (index, letter) in letters.enumerate() {
        if index > 0 && index % 4 == 0 {
            code.push('-');
        }
        code.push(letter);
    }
    code
}

/// A code as people type it: case, spaces and dashes do not matter, nor letters that look like digits.
pub fn read_code(typed: &str) -> String {
    let mut letters =
        typed
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            });
    let mut code = String::new();
    for index in 0..12 {
        let Some(letter) = letters.next() else {
            return code;
        };
        if index > 0 && index % 4 == 0 {
            code.push('-');
        }
        code.push(letter);
    }
    code
}

#[cfg(test)]
mod tests {
    use super::read_code;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        assert_eq!(read_code("ab2d-ef6h-jkmn"), "AB2D-EF6H-JKMN");
        assert_eq!(read_code(" AB2DEF6HJKMN "), "AB2D-EF6H-JKMN");
        assert_eq!(read_code("OIl1 0000 0000"), "0111-0000-0000");
        assert_eq!(read_code(""), "");
    }
}
