//! The households of the demo, who among them has a role, and how they are reached.

use chrono::{Datelike, TimeDelta};
use mulin_domain::Core;
use mulin_domain::person::store::sealed_contact;
use mulin_entities::*;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::keys::{SEED, Table, key};
use super::places::{CITY, COMMUNITY, NEIGHBOURING_UNITS, UNITS, area_id, path};
use crate::seed::batch::Batch;
use crate::seed::names::{self, Invented};

/// Households a unit of the community …
const HOUSEHOLDS: usize = 9;
/// … and of its neighbour.
const NEIGHBOURING_HOUSEHOLDS: usize = 3;

/// Somebody whom visitors act as.
pub(super) struct Named {
    number: usize,
    /// The unit where they live.
    pub unit: usize,
    name: &'static str,
    birth_year: i32,
    mailbox: &'static str,
    grant: Option<(Role, usize)>,
    /// Names and years of birth of the rest of the household.
    family: &'static [(&'static str, i32)],
}

/// Administrator of the city.
pub(super) const ADMIN: Named = Named {
    number: 0,
    unit: 26,
    name: "周建国",
    birth_year: 1968,
    mailbox: "admin",
    grant: Some((Role::Admin, CITY)),
    family: &[("方丽华", 1970)],
};

/// Organiser of the community.
pub(super) const ORGANISER: Named = Named {
    number: 10,
    unit: 18,
    name: "陈晓梅",
    birth_year: 1979,
    mailbox: "organiser",
    grant: Some((Role::Organiser, COMMUNITY)),
    family: &[("许志远", 1977), ("许一诺", 2009)],
};

/// Steward (邻长) of 友善邻.
pub(super) const STEWARD: Named = Named {
    number: 20,
    unit: 15,
    name: "王桂芳",
    birth_year: 1958,
    mailbox: "steward",
    grant: Some((Role::Steward, 15)),
    family: &[],
};

/// Somebody in 友善邻.
pub(super) const RESIDENT: Named = Named {
    number: 30,
    unit: 15,
    name: "林小雨",
    birth_year: 1990,
    mailbox: "resident",
    grant: None,
    family: &[("赵磊", 1988), ("赵欣怡", 2018), ("吴秀兰", 1961)],
};

const NAMED: [&Named; 4] = [&ADMIN, &ORGANISER, &STEWARD, &RESIDENT];
/// Number of the first person who is not named here.
const FIRST_INVENTED: usize = 100;

impl Named {
    /// Key.
    pub fn id(&self) -> PersonId {
        key(Table::Person, self.number)
    }
}

/// People whom the demo does not move: visitors act as them.
pub(super) fn named() -> [PersonId; 4] {
    NAMED.map(Named::id)
}

/// Adds households, people, addresses and roles.
pub(super) fn add(batch: &mut Batch, core: &Core) {
    let mut homes = Homes {
        core,
        batch,
        households: 0,
    };
    for named in NAMED {
        homes.add_named(named);
    }
    let mut rng = StdRng::seed_from_u64(SEED);
    let mut number = FIRST_INVENTED;
    let units = UNITS.flat_map(|unit| [unit; HOUSEHOLDS]);
    let units = units.chain(NEIGHBOURING_UNITS.flat_map(|unit| [unit; NEIGHBOURING_HOUSEHOLDS]));
    for unit in units {
        let size = names::household_size(&mut rng);
        let home = homes.household(unit);
        for invented in names::household(&mut rng, size, core.now().year()) {
            // Small children and some elders have none.
            let reachable = match core.now().year() - invented.birth_year {
                ..14 => false,
                14..65 => rng.random_bool(0.8),
                _ => rng.random_bool(0.3),
            };
            let mailbox = reachable.then(|| format!("{}.{number}", invented.mailbox));
            homes.person(number, unit, home, &invented, mailbox.as_deref());
            number += 1;
        }
    }
}

struct Homes<'a> {
    core: &'a Core,
    batch: &'a mut Batch,
    households: usize,
}

impl Homes<'_> {
    fn add_named(&mut self, named: &Named) {
        let home = self.household(named.unit);
        let invent = |name: &str, birth_year| Invented {
            name: name.to_owned(),
            mailbox: String::new(),
            birth_year,
        };
        let own = invent(named.name, named.birth_year);
        self.person(named.number, named.unit, home, &own, Some(named.mailbox));
        for (place, (name, birth_year)) in named.family.iter().enumerate() {
            let number = named.number + 1 + place;
            self.person(number, named.unit, home, &invent(name, *birth_year), None);
        }
        if let Some((role, area)) = named.grant {
            self.batch.role_grants.push(role_grant::Model {
                id: self.core.new_id(),
                root_area_id: area_id(CITY),
                person_id: named.id(),
                role,
                area_id: area_id(area),
                area_path: path(area),
                // They have done things already.
                valid_from: self.core.now() - TimeDelta::days(30),
                valid_until: None,
                granted_by: None,
                created_at: self.core.now(),
            });
        }
    }

    fn household(&mut self, unit: usize) -> HouseholdId {
        let number = self.households;
        self.households += 1;
        let id = key(Table::Household, number);
        // Units stand together: three houses each.
        let house = (unit - UNITS.start) * 3 + number % 3 + 1;
        let (stairs, door) = (
            1 + number % 2,
            (1 + number % 11) * 100 + 1 + number / 11 % 4,
        );
        self.batch.households.push(household::Model {
            id,
            root_area_id: area_id(CITY),
            unit_id: area_id(unit),
            building: format!("{house}号楼{stairs}单元{door}"),
            created_at: self.core.now(),
        });
        id
    }

    fn person(
        &mut self,
        number: usize,
        unit: usize,
        home: HouseholdId,
        who: &Invented,
        mailbox: Option<&str>,
    ) {
        let now = self.core.now();
        let id = key(Table::Person, number);
        self.batch.people.push(person::Model {
            id,
            root_area_id: area_id(CITY),
            unit_id: area_id(unit),
            household_id: home,
            state: PersonState::Active,
            merged_into_id: None,
            preferred_name: None,
            external_ref: None,
            opted_out_of_proxies: false,
            name: who.name.clone(),
            birth_year: Some(who.birth_year),
            locale: "zh-CN".to_owned(),
            // Whoever looks around at night wants to see messages leave.
            quiet_from: Some(0),
            quiet_until: Some(0),
            time_zone: None,
            version: 1,
            created_at: now,
            updated_at: now,
        });
        if let Some(mailbox) = mailbox {
            let address = format!("{mailbox}@example.org");
            let (row, kind) = (self.core.new_id(), ContactKind::Email);
            let sealed = sealed_contact(self.core, row, id, kind, &address, now);
            self.batch.contact_points.push(sealed);
        }
    }
}
