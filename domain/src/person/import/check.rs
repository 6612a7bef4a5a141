//! What a line says by itself. The rules are those of registering one person.

use std::collections::HashMap;

use mulin_entities::{ContactKind, PersonId, contact_point};
use sea_orm::ActiveValue::Set;

use crate::clock::Instant;
use crate::core::Core;
use crate::import::{Counter, FileFaults, Options, Wrong};
use crate::input::{Faults, Rule};
use crate::names;
use crate::person::{rules, store};

/// A person as a line of a file describes them, cell by cell; none for a blank one.
#[derive(Default)]
pub struct PersonLine {
    /// Number of the line, from 1.
    pub line: u64,
    /// Number of the person in the register that the file comes from.
    pub external_ref: Option<String>,
    /// Name.
    pub name: Option<String>,
    /// How the person likes to be called.
    pub preferred_name: Option<String>,
    /// Year of birth.
    pub birth_year: Option<String>,
    /// Names of the areas from the city down to the unit. The city may be left out where there is
    /// only one.
    pub areas: [Option<String>; 5],
    /// Building (楼栋) and door.
    pub building: Option<String>,
    /// What people of one household have in common within their unit; building and door if left out.
    pub household: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// Whether the whole household uses it, as `yes` or `no`.
    pub phone_shared: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Language of messages.
    pub locale: Option<String>,
}

const COLUMNS: [&str; 10] = [
    "ref",
    "name",
    "preferred_name",
    "birth_year",
    "building",
    "household",
    "phone",
    "phone_shared",
    "email",
    "locale",
];

/// What a line says, once it is clear.
pub(super) struct Checked {
    pub line: u64,
    pub external_ref: String,
    pub name: String,
    pub preferred_name: Option<String>,
    pub birth_year: Option<i32>,
    /// Tidy names.
    pub areas: [Option<String>; 5],
    pub building: String,
    pub household: Option<String>,
    /// Sealed; whose they are is not known yet.
    pub contacts: Vec<Contact>,
    pub locale: Option<String>,
}

/// One way to reach the person.
pub(super) struct Contact {
    pub row: contact_point::ActiveModel,
    /// What the address may be found by, if it is known.
    pub lookups: Vec<Vec<u8>>,
    /// What the file says; none if it says nothing.
    pub is_shared: Option<bool>,
}

/// Checks every line. Those with faults are kept as far as they go: what they say together with
/// others is looked at too.
pub(super) fn all(
    core: &Core,
    lines: &[PersonLine],
    options: &Options,
    faults: &mut FileFaults,
) -> Vec<Checked> {
    let now = core.now();
    let mut counter = Counter::new(&options.report);
    let mut seen: HashMap<String, u64> = HashMap::new();
    let mut checked = Vec::with_capacity(lines.len());
    for line in lines {
        let one = check(core, line, now, faults);
        if !one.external_ref.is_empty() {
            let on = *seen.entry(one.external_ref.clone()).or_insert(one.line);
            if on != one.line {
                faults.add(one.line, "ref", Wrong::Repeated { on });
            }
        }
        checked.push(one);
        counter.add(1);
    }
    checked
}

fn check(core: &Core, line: &PersonLine, now: Instant, faults: &mut FileFaults) -> Checked {
    let mut wrong = Faults::default();
    let written = |cell: &Option<String>| cell.clone().unwrap_or_default();
    let name = wrong.name("name", &written(&line.name), 1..=40);
    let preferred_name = line.preferred_name.as_deref();
    let preferred_name = preferred_name.map(|name| wrong.name("preferred_name", name, 1..=40));
    let birth_year = line.birth_year.as_deref();
    let birth_year = birth_year.and_then(|year| birth_year_of(&mut wrong, year, now));
    let email = rules::email_address(&mut wrong, "email", line.email.as_deref());
    let phone = rules::phone_number(&mut wrong, "phone", line.phone.as_deref());
    let shared = line.phone_shared.as_deref();
    let is_shared = shared.and_then(|word| wrong.yes_or_no("phone_shared", word));
    if is_shared == Some(true) && line.phone.is_none() {
        let other = "phone";
        wrong.add("phone_shared", Rule::Together { other });
    }
    let locale = line.locale.as_deref();
    let locale = locale.map(|locale| rules::locale(&mut wrong, "locale", locale));
    let building = wrong.line("building", &written(&line.building), 1..=60);
    let household = line.household.as_deref();
    let household = household.map(|number| wrong.line("household", number, 1..=60));
    let external_ref = wrong.line("ref", &written(&line.external_ref), 1..=64);

    let is_sound = wrong.is_empty();
    faults.take(line.line, &COLUMNS, wrong);
    let phone = phone.map(|phone| (ContactKind::Phone, phone, is_shared));
    let email = email.map(|email| (ContactKind::Email, email, None));
    // Sealing takes time, and nothing of a file with a fault is written.
    let contacts = phone.into_iter().chain(email).filter(|_| is_sound);
    Checked {
        line: line.line,
        external_ref,
        name,
        preferred_name,
        birth_year,
        areas: line
            .areas
            .each_ref()
            .map(|name| name.as_deref().map(names::tidy)),
        building,
        household,
        contacts: contacts
            .map(|(kind, address, is_shared)| contact(core, kind, &address, is_shared, now))
            .collect(),
        locale,
    }
}

fn birth_year_of(wrong: &mut Faults, year: &str, now: Instant) -> Option<i32> {
    match rules::half_width(year.trim()).parse() {
        Ok(year) => {
            let this_year = chrono::Datelike::year(&now);
            Some(wrong.number("birth_year", year, 1880..=this_year))
        }
        Err(_) => {
            let expected = "a year, for example 1956";
            wrong.add("birth_year", Rule::Format { expected });
            None
        }
    }
}

fn contact(
    core: &Core,
    kind: ContactKind,
    address: &str,
    is_shared: Option<bool>,
    now: Instant,
) -> Contact {
    let nobody = PersonId(uuid::Uuid::nil());
    let mut row = store::sealed_contact(core, core.new_id(), nobody, kind, address, now);
    row.is_shared = Set(is_shared.unwrap_or(false));
    Contact {
        row,
        lookups: core.keyring().lookups(address),
        is_shared,
    }
}
