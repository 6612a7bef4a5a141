//! 人次, 人数 and 户数 against a naive count of what was done at the door.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use mulin_domain::check_in::attendance;
use mulin_entities::*;
use serde_json::{Value, json};

use super::{CHECK_IN, Door, event_in, helps};
use crate::both_databases;
use crate::factories::{gid, housemate, person_row};
use crate::support::app::TestApp;

/// A small generator: the same numbers each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % below
    }
}

/// What was noted and counts, as a child with a pencil would keep it.
#[derive(Default)]
struct Pencil {
    /// By check-in: the list, its heads, whether they are nameless, and who is known of them.
    marks: BTreeMap<String, (usize, i64, bool, Vec<PersonId>)>,
}

impl Pencil {
    fn measures(&self, list: Option<usize>, homes: &BTreeMap<PersonId, HouseholdId>) -> [i64; 5] {
        let marks = self
            .marks
            .values()
            .filter(|mark| list.is_none_or(|list| mark.0 == list));
        let marks: Vec<_> = marks.collect();
        let heads: i64 = marks.iter().map(|mark| mark.1).sum();
        let nameless: i64 = marks.iter().filter(|mark| mark.2).map(|mark| mark.1).sum();
        let places: Vec<PersonId> = marks.iter().flat_map(|mark| mark.3.clone()).collect();
        let people: BTreeSet<_> = places.iter().collect();
        let households: BTreeSet<_> = people.iter().map(|person| homes[person]).collect();
        let count = |number: usize| i64::try_from(number).unwrap();
        let unnamed = heads - nameless - count(places.len());
        [
            heads,
            count(people.len()),
            count(households.len()),
            nameless,
            unnamed,
        ]
    }
}

fn told(measures: &Value) -> [i64; 5] {
    [
        "attendances",
        "people",
        "households",
        "anonymous",
        "unnamed",
    ]
    .map(|field| measures[field].as_i64().unwrap())
}

const MEASURES: &str = "{ attendances people households anonymous unnamed }";

async fn lists(app: &TestApp, door: &Door) -> Vec<Value> {
    let input = door.input(json!({ "name": "午餐" }));
    let organiser = Some(door.town.organiser);
    app.mutate(organiser, "createCheckInList", "list { id }", input)
        .await
        .data();
    let lists = door.see(app, door.helper, "checkInLists { id }").await;
    let lists = lists.as_array().unwrap().iter();
    lists.map(|list| list["id"].clone()).collect()
}

both_databases!(they_are_what_a_naive_count_says, |app| {
    let door = Door::open(&app).await;
    let lists = lists(&app, &door).await;
    let mut homes = BTreeMap::new();
    let mut parties = Vec::new();
    for number in 0..5 {
        let guest = door.guest(&app, &format!("g{number}"), 3).await;
        let partner = housemate(&app, guest.person_id, &format!("p{number}"), Some(1961)).await;
        door.names(&app, guest.id, &[partner]).await;
        for person in [guest.person_id, partner] {
            homes.insert(person, guest.household_id);
        }
        parties.push((guest, partner));
    }
    let mut others = Vec::new();
    for number in 0..4 {
        let person = door.town.resident(&app, &format!("w{number}")).await;
        homes.insert(person, person_row(&app, person).await.household_id);
        others.push(person);
    }
    let mut pencil = Pencil::default();
    let mut dice = Dice(2027);
    for _ in 0..60 {
        let list = dice.roll(2);
        let on = json!({ "listId": lists[list] });
        let (mutation, more, known, nameless) = match dice.roll(5) {
            0 => {
                let (guest, partner) = &parties[dice.roll(5)];
                let more = json!({ "rsvpId": *gid(&door.town, guest.id) });
                ("checkIn", more, vec![guest.person_id, *partner], false)
            }
            1 => {
                let (guest, _) = &parties[dice.roll(5)];
                let more = json!({ "rsvpId": *gid(&door.town, guest.id), "adults": 2 });
                ("checkIn", more, vec![guest.person_id], false)
            }
            2 => {
                let person = others[dice.roll(4)];
                (
                    "recordWalkIn",
                    json!({ "personId": *gid(&door.town, person) }),
                    vec![person],
                    false,
                )
            }
            3 => (
                "recordWalkIn",
                json!({ "adults": 2, "children": 1 }),
                vec![],
                true,
            ),
            _ => {
                let at = dice.roll(pencil.marks.len().max(1));
                let Some(id) = pencil.marks.keys().nth(at).cloned() else {
                    continue;
                };
                pencil.marks.remove(&id);
                let undo = json!({ "checkInId": id });
                app.mutate(Some(door.helper), "undoCheckIn", "checkIn { id }", undo)
                    .await
                    .data();
                continue;
            }
        };
        let input = crate::support::mutation::with(&door.input(more), on);
        let answer = app
            .mutate(Some(door.helper), mutation, CHECK_IN, input)
            .await;
        assert_eq!(answer.refusals(mutation), [""; 0]);
        let answer = answer.at(&format!("/{mutation}"));
        if answer["alreadyCheckedIn"] == false {
            let heads = &answer["checkIn"]["heads"];
            let heads = heads["adults"].as_i64().unwrap() + heads["children"].as_i64().unwrap();
            let id = answer["checkIn"]["id"].as_str().unwrap().to_owned();
            pencil.marks.insert(id, (list, heads, nameless, known));
        }
        let field = format!(
            "attendance {{ total {MEASURES} byList {{ list {{ id }} measures {MEASURES} }} }}"
        );
        let seen = door.see(&app, door.town.organiser, &field).await;
        assert_eq!(told(&seen["total"]), pencil.measures(None, &homes));
        for one in seen["byList"].as_array().unwrap() {
            let list = lists.iter().position(|list| *list == one["list"]["id"]);
            assert_eq!(told(&one["measures"]), pencil.measures(list, &homes));
        }
    }
    assert!(pencil.marks.len() > 10, "enough was done");
});

both_databases!(an_area_adds_up_its_subtree_in_a_time, |app| {
    let door = Door::open(&app).await;
    let other = event_in(&app, &door.town, 3).await;
    helps(&app, &door.town, other, door.helper).await;
    let person = door.town.resident(&app, "王小梅").await;
    for event in [door.event, other] {
        let input = json!({
            "eventId": *gid(&door.town, event), "personId": *gid(&door.town, person),
        });
        app.mutate(Some(door.helper), "recordWalkIn", CHECK_IN, input)
            .await
            .data();
    }
    let heads = door.input(json!({ "adults": 4 }));
    app.mutate(Some(door.helper), "recordWalkIn", CHECK_IN, heads)
        .await
        .data();
    let query = format!(
        "query ($id: ID!, $from: DateTime!, $until: DateTime!) {{ area(id: $id) {{ \
         attendance(from: $from, until: $until) {MEASURES} }} }}"
    );
    let ask = async |who: PersonId, area: &area::Model, from: i64, until: i64| {
        let at = |hours| (app.now() + TimeDelta::hours(hours)).to_rfc3339();
        let id = gid(&door.town, area.id);
        let variables = json!({ "id": *id, "from": at(from), "until": at(until) });
        let seen = app.run(Some(who), &query, variables).await;
        seen.at("/area/attendance").clone()
    };
    let (town, organiser) = (&door.town, door.town.organiser);
    let both = ask(organiser, &town.community, 0, 24).await;
    assert_eq!(told(&both), [6, 1, 1, 4, 0]);
    let city = ask(town.admin, &town.city, 0, 24).await;
    assert_eq!(told(&city), [6, 1, 1, 4, 0]);
    // Until is left out, from is not.
    let late = ask(organiser, &town.community, 3, 24).await;
    assert_eq!(told(&late), [1, 1, 1, 0, 0]);
    let early = ask(organiser, &town.community, 0, 3).await;
    assert_eq!(told(&early), [5, 1, 1, 4, 0]);
    assert!(ask(door.helper, &town.community, 0, 24).await.is_null());
    assert!(ask(organiser, &town.city, 0, 24).await.is_null());
    let db = app.core.db().reader();
    let none = attendance::of_event(db, EventId(uuid::Uuid::nil()))
        .await
        .unwrap();
    assert_eq!(none, attendance::Measures::default());
});
