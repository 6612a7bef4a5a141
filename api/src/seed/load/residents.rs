//! Households, their people, and who looks after whom.

use anyhow::Result;
use chrono::{Datelike, TimeDelta};
use mulin_domain::person::store::sealed_contact;
use mulin_entities::*;
use rand::RngExt;

use super::Loading;
use super::writer::{ROWS_A_BATCH, Writer};
use crate::seed::batch::Batch;
use crate::seed::names;

/// What an answer keeps of a person.
#[derive(Clone, Copy, Debug)]
pub(super) struct Resident {
    /// Who.
    pub id: PersonId,
    /// Household.
    pub household: HouseholdId,
    /// Unit.
    pub unit: AreaId,
}

impl Loading<'_> {
    /// Writes the people unit by unit, with an administrator of the city, an organiser a community
    /// and a steward a unit.
    pub async fn write_residents(
        &mut self,
        writer: &mut Writer<'_>,
        areas: &[AreaId],
    ) -> Result<Vec<Resident>> {
        let mut residents = Vec::with_capacity(self.plan.residents as usize);
        let mut batch = Batch::default();
        for unit in self.tree.level(AreaKind::Unit) {
            while residents.len() < self.tree.nodes[unit].people.end {
                self.add_household(&mut batch, areas, unit, &mut residents);
            }
            self.add_grants(&mut batch, areas, unit, &residents);
            if batch.len() >= ROWS_A_BATCH {
                let full = std::mem::take(&mut batch);
                let people = full.people.len() as u64;
                writer.submit(full, people).await?;
            }
        }
        let people = batch.people.len() as u64;
        writer.submit(batch, people).await?;
        writer.drain().await?;
        Ok(residents)
    }

    fn add_household(
        &mut self,
        batch: &mut Batch,
        areas: &[AreaId],
        unit: usize,
        residents: &mut Vec<Resident>,
    ) {
        let room = self.tree.nodes[unit].people.end - residents.len();
        let size = names::household_size(&mut self.rng).min(room);
        let moved_in = self.tree.made_at + TimeDelta::minutes(self.rng.random_range(1..500_000));
        let (house, stairs) = (self.rng.random_range(1..=18), self.rng.random_range(1..=4));
        let door = self.rng.random_range(1..=11) * 100 + self.rng.random_range(1..=4);
        let household = household::Model {
            id: self.ids.next(),
            root_area_id: areas[0],
            unit_id: areas[unit],
            building: format!("{house}号楼{stairs}单元{door}"),
            created_at: moved_in,
        };
        let members = names::household(&mut self.rng, size, self.now.year());
        for invented in members {
            let resident = Resident {
                id: self.ids.next(),
                household: household.id,
                unit: household.unit_id,
            };
            // Some elders have no address of their own.
            if self.plan.contacts && self.rng.random_bool(0.8) {
                let address = format!("{}.{}@example.org", invented.mailbox, residents.len());
                batch.contact_points.push(sealed_contact(
                    self.core,
                    self.ids.next(),
                    resident.id,
                    ContactKind::Email,
                    &address,
                    moved_in,
                ));
            }
            batch.people.push(person::Model {
                id: resident.id,
                root_area_id: areas[0],
                unit_id: resident.unit,
                household_id: resident.household,
                state: PersonState::Active,
                merged_into_id: None,
                preferred_name: None,
                external_ref: None,
                opted_out_of_proxies: false,
                name: invented.name,
                birth_year: Some(invented.birth_year),
                locale: self.core.settings().locale.clone(),
                quiet_from: None,
                quiet_until: None,
                time_zone: None,
                version: 1,
                created_at: moved_in,
                updated_at: moved_in,
            });
            residents.push(resident);
        }
        batch.households.push(household);
    }

    /// The first person of an area looks after it: of the city, of a community, of a unit. Who is
    /// the first of several has several roles.
    fn add_grants(
        &mut self,
        batch: &mut Batch,
        areas: &[AreaId],
        unit: usize,
        residents: &[Resident],
    ) {
        let first = self.tree.nodes[unit].people.start;
        for at in self.tree.upwards(unit) {
            let node = &self.tree.nodes[at];
            let role = match node.kind {
                AreaKind::Unit => Role::Steward,
                AreaKind::Community => Role::Organiser,
                AreaKind::City => Role::Admin,
                AreaKind::Street | AreaKind::Grid => continue,
            };
            if node.people.is_empty() || node.people.start != first {
                continue;
            }
            batch.role_grants.push(role_grant::Model {
                id: self.ids.next(),
                root_area_id: areas[0],
                person_id: residents[first].id,
                role,
                area_id: areas[at],
                area_path: node.path.clone(),
                valid_from: self.tree.made_at,
                valid_until: None,
                granted_by: None,
                created_at: self.tree.made_at,
            });
        }
    }
}
