//! What is to be written, and writing it.

use std::vec::IntoIter;

use mulin_entities::{
    AreaId, ContactPointId, HouseholdId, PersonState, contact_point, household, person,
};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::IntoActiveModel;

use super::check::{Checked, Contact};
use super::homes::Homes;
use super::store::{self, Known};
use super::units::Unit;
use super::{ImportedPeople, is_closed};
use crate::bulk;
use crate::change::What;
use crate::error::Result;
use crate::import::Counter;
use crate::tx::Tx;

/// People that are written between two reports.
const STEP: usize = 1_000;

/// What a file changes.
#[derive(Default)]
pub(super) struct Plan {
    counts: ImportedPeople,
    households: Vec<household::Model>,
    new: Vec<person::Model>,
    changed: Vec<person::Model>,
    new_contacts: Vec<contact_point::ActiveModel>,
    changed_contacts: Vec<contact_point::ActiveModel>,
    old_contacts: Vec<ContactPointId>,
    journal: Vec<(AreaId, What)>,
}

impl Plan {
    /// Compares each line with what is known.
    pub fn make(
        tx: &Tx,
        lines: Vec<Checked>,
        units: &[Option<Unit>],
        homes: Homes,
        mut known: Known,
    ) -> Self {
        let mut plan = Self::default();
        plan.counts.households = homes.new.len() as u64;
        plan.households = homes.new;
        for ((line, unit), home) in lines.into_iter().zip(units).zip(homes.of_lines) {
            let Some(unit) = *unit else { continue };
            match known.take_person(unit, &line.external_ref) {
                None => plan.register(tx, line, unit, home),
                Some(person) if is_closed(person.state) => plan.counts.merged += 1,
                Some(person) => {
                    let contacts = known.take_contacts(person.id);
                    plan.compare(tx, line, unit, home, person, contacts);
                }
            }
        }
        plan
    }

    /// What it comes to.
    pub fn counts(&self) -> ImportedPeople {
        self.counts
    }

    fn register(&mut self, tx: &Tx, line: Checked, unit: Unit, household_id: HouseholdId) {
        let person_id = tx.new_id();
        let settings = tx.core().settings();
        self.new.push(person::Model {
            id: person_id,
            root_area_id: unit.root_area_id,
            unit_id: unit.id,
            household_id,
            state: PersonState::Active,
            merged_into_id: None,
            name: line.name,
            preferred_name: line.preferred_name,
            external_ref: Some(line.external_ref),
            opted_out_of_proxies: false,
            birth_year: line.birth_year,
            locale: line.locale.unwrap_or_else(|| settings.locale.clone()),
            quiet_from: None,
            quiet_until: None,
            time_zone: None,
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        });
        for Contact { mut row, .. } in line.contacts {
            row.person_id = Set(person_id);
            self.new_contacts.push(row);
        }
        self.record(unit, What::PersonRegistered { person_id });
        self.counts.new += 1;
    }

    fn compare(
        &mut self,
        tx: &Tx,
        line: Checked,
        unit: Unit,
        household_id: HouseholdId,
        person: person::Model,
        contacts: Vec<contact_point::Model>,
    ) {
        let (person_id, from_unit) = (person.id, person.unit_id);
        let mut edit = person.clone();
        edit.name = line.name;
        edit.preferred_name = line.preferred_name.or(edit.preferred_name);
        edit.birth_year = line.birth_year.or(edit.birth_year);
        edit.locale = line.locale.unwrap_or(edit.locale);
        let reached = self.compare_contacts(line.contacts, &person, &contacts);
        let updated = reached || edit != person;
        let moved = (person.unit_id, person.household_id) != (unit.id, household_id);
        if !updated && !moved {
            self.counts.unchanged += 1;
            return;
        }
        edit.unit_id = unit.id;
        edit.household_id = household_id;
        edit.version += 1;
        edit.updated_at = tx.now();
        self.changed.push(edit);
        self.counts.changed += 1;
        if updated {
            self.record(unit, What::PersonUpdated { person_id });
        }
        if moved {
            self.counts.moved += 1;
            let to_unit = unit.id;
            self.record(
                unit,
                What::PersonMoved {
                    person_id,
                    from_unit,
                    to_unit,
                },
            );
        }
    }

    /// Whether the person is reached in another way from now on. An address that nobody knew takes
    /// the place of the person's first of its kind, as when a command sets it.
    fn compare_contacts(
        &mut self,
        fresh: Vec<Contact>,
        person: &person::Model,
        present: &[contact_point::Model],
    ) -> bool {
        let mut changed = false;
        for Contact {
            mut row,
            lookups,
            is_shared,
        } in fresh
        {
            let mut of_kind = present.iter().filter(|one| *row.kind.as_ref() == one.kind);
            let first = of_kind.clone().next();
            match of_kind.find(|one| lookups.contains(&one.lookup)) {
                Some(same) if is_shared.is_none_or(|shared| shared == same.is_shared) => continue,
                Some(same) => {
                    let mut edit = same.clone().into_active_model();
                    edit.is_shared = is_shared.map_or(Unchanged(same.is_shared), Set);
                    self.changed_contacts.push(edit);
                }
                None => {
                    if let Some(first) = first {
                        row.created_at = Set(first.created_at);
                        self.old_contacts.push(first.id);
                    }
                    row.person_id = Set(person.id);
                    self.new_contacts.push(row);
                }
            }
            changed = true;
        }
        changed
    }

    fn record(&mut self, unit: Unit, what: What) {
        self.journal.push((unit.root_area_id, what));
    }

    /// Writes everything, what is referred to before what refers to it.
    pub async fn write(self, tx: &mut Tx, mut counter: Counter) -> Result<()> {
        counter.add(self.counts.unchanged + self.counts.merged);
        bulk::insert(tx.db(), self.households).await?;
        for people in steps(self.new) {
            counter.add(bulk::insert(tx.db(), people).await?);
        }
        for people in steps(self.changed) {
            let lines = people.len() as u64;
            bulk::update(tx.db(), people, &EDITED).await?;
            counter.add(lines);
        }
        store::remove_contacts(tx.db(), &self.old_contacts).await?;
        let shared = [contact_point::Column::IsShared];
        bulk::update(tx.db(), self.changed_contacts, &shared).await?;
        bulk::insert(tx.db(), self.new_contacts).await?;
        for (root_area_id, what) in self.journal {
            tx.record(root_area_id, what);
        }
        Ok(())
    }
}

const EDITED: [person::Column; 8] = [
    person::Column::UnitId,
    person::Column::HouseholdId,
    person::Column::Name,
    person::Column::PreferredName,
    person::Column::BirthYear,
    person::Column::Locale,
    person::Column::Version,
    person::Column::UpdatedAt,
];

/// The people in portions.
fn steps(people: Vec<person::Model>) -> impl Iterator<Item = Vec<person::Model>> {
    let mut rest: IntoIter<person::Model> = people.into_iter();
    std::iter::from_fn(move || {
        let step: Vec<_> = rest.by_ref().take(STEP).collect();
        (!step.is_empty()).then_some(step)
    })
}
