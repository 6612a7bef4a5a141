//! What is known of a file's people. The SQL of importing people.

use std::collections::{BTreeMap, HashMap, HashSet};

use mulin_entities::{
    AreaId, ContactPointId, HouseholdId, PersonId, PersonState, contact_point, household, person,
};
use sea_orm::sea_query::{LockType, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::check::Checked;
use super::units::Unit;
use crate::bulk;
use crate::error::Result;
use crate::tx::Tx;

/// What is known already of those whom the lines are about, and of the households they may join.
pub(super) struct Known {
    /// The lines' numbers in the register, in their order.
    refs: Vec<String>,
    people: HashMap<(AreaId, String), person::Model>,
    contacts: HashMap<PersonId, Vec<contact_point::Model>>,
    households: BTreeMap<HouseholdId, household::Model>,
}

impl Known {
    /// Loads it, with the people locked for an edit.
    pub async fn load(tx: &Tx, lines: &[Checked], units: &[Option<Unit>]) -> Result<Self> {
        let refs: Vec<String> = lines.iter().map(|line| line.external_ref.clone()).collect();
        let mut of_root: BTreeMap<AreaId, Vec<&str>> = BTreeMap::new();
        let mut unit_ids: HashSet<AreaId> = HashSet::new();
        for (external_ref, unit) in refs.iter().zip(units) {
            let Some(unit) = unit else { continue };
            of_root
                .entry(unit.root_area_id)
                .or_default()
                .push(external_ref);
            unit_ids.insert(unit.id);
        }
        let ids = people_of_refs(tx.db(), &of_root).await?;
        let people = lock_people(tx.db(), &ids).await?;
        let mut contacts: HashMap<PersonId, Vec<contact_point::Model>> = HashMap::new();
        for contact in contacts_of(tx.db(), &ids).await? {
            contacts.entry(contact.person_id).or_default().push(contact);
        }
        let key = |person: person::Model| {
            let external_ref = person.external_ref.clone()?;
            Some(((person.root_area_id, external_ref), person))
        };
        let unit_ids: Vec<AreaId> = unit_ids.into_iter().collect();
        Ok(Self {
            refs,
            people: people.into_iter().filter_map(key).collect(),
            contacts,
            households: registered_households(tx.db(), &unit_ids).await?,
        })
    }

    /// Whom a line is about, if they are known.
    pub fn person(&self, unit: Unit, line: usize) -> Option<&person::Model> {
        let key = (unit.root_area_id, self.refs.get(line)?.clone());
        self.people.get(&key)
    }

    /// Takes the person out.
    pub fn take_person(&mut self, unit: Unit, external_ref: &str) -> Option<person::Model> {
        let key = (unit.root_area_id, external_ref.to_owned());
        self.people.remove(&key)
    }

    /// Takes out how the person is reached.
    pub fn take_contacts(&mut self, person: PersonId) -> Vec<contact_point::Model> {
        self.contacts.remove(&person).unwrap_or_default()
    }

    /// A household of the lines' units in which somebody lives whom a register knows.
    pub fn household(&self, id: HouseholdId) -> Option<&household::Model> {
        self.households.get(&id)
    }

    /// All of them, the eldest first.
    pub fn households(&self) -> impl Iterator<Item = &household::Model> {
        self.households.values()
    }
}

/// In order of id, which is the order in which locks are taken.
async fn people_of_refs(
    db: &impl ConnectionTrait,
    refs: &BTreeMap<AreaId, Vec<&str>>,
) -> Result<Vec<PersonId>> {
    let mut ids: Vec<PersonId> = Vec::new();
    for (root, refs) in refs {
        for refs in refs.chunks(bulk::ROWS) {
            let page: Vec<PersonId> = person::Entity::find()
                .filter(person::Column::RootAreaId.eq(*root))
                .filter(person::Column::ExternalRef.is_in(refs.iter().copied()))
                .filter(person::Column::ExternalRef.is_not_null())
                .select_only()
                .column(person::Column::Id)
                .into_tuple()
                .all(db)
                .await?;
            ids.extend(page);
        }
    }
    ids.sort_unstable();
    Ok(ids)
}

/// The lock leaves the key alone, so that answers to events may come meanwhile.
async fn lock_people(db: &impl ConnectionTrait, ids: &[PersonId]) -> Result<Vec<person::Model>> {
    let mut people = Vec::with_capacity(ids.len());
    for ids in ids.chunks(bulk::ROWS) {
        let page = person::Entity::find()
            .filter(person::Column::Id.is_in(ids.iter().copied()))
            .order_by_asc(person::Column::Id)
            .lock(LockType::NoKeyUpdate)
            .all(db)
            .await?;
        people.extend(page);
    }
    Ok(people)
}

/// Each person's oldest first.
async fn contacts_of(
    db: &impl ConnectionTrait,
    people: &[PersonId],
) -> Result<Vec<contact_point::Model>> {
    let mut contacts = Vec::new();
    for people in people.chunks(bulk::ROWS) {
        let page = contact_point::Entity::find()
            .filter(contact_point::Column::PersonId.is_in(people.iter().copied()))
            .order_by_asc(contact_point::Column::CreatedAt)
            .order_by_asc(contact_point::Column::Id)
            .all(db)
            .await?;
        contacts.extend(page);
    }
    Ok(contacts)
}

async fn registered_households(
    db: &impl ConnectionTrait,
    units: &[AreaId],
) -> Result<BTreeMap<HouseholdId, household::Model>> {
    let registered = Query::select()
        .column(person::Column::HouseholdId)
        .from(person::Entity)
        .and_where(person::Column::ExternalRef.is_not_null())
        .and_where(person::Column::State.is_in([PersonState::Active, PersonState::Pending]))
        .to_owned();
    let mut households = BTreeMap::new();
    for units in units.chunks(bulk::ROWS) {
        let mut registered = registered.clone();
        registered.and_where(person::Column::UnitId.is_in(units.iter().copied()));
        let page = household::Entity::find()
            .filter(household::Column::UnitId.is_in(units.iter().copied()))
            .filter(household::Column::Id.in_subquery(registered))
            .all(db)
            .await?;
        households.extend(page.into_iter().map(|household| (household.id, household)));
    }
    Ok(households)
}

/// Removes addresses.
pub(super) async fn remove_contacts(
    db: &impl ConnectionTrait,
    ids: &[ContactPointId],
) -> Result<()> {
    for ids in ids.chunks(bulk::ROWS) {
        contact_point::Entity::delete_many()
            .filter(contact_point::Column::Id.is_in(ids.iter().copied()))
            .exec(db)
            .await?;
    }
    Ok(())
}
