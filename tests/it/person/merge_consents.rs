//! `mergePeople`: what becomes of consents, and of what they allow.

use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::merge_people::merge;
use crate::both_databases;
use crate::factories::{Town, agrees, consent_row, gid, noted};
use crate::support::app::TestApp;

async fn needs_hearing(app: &TestApp, who: PersonId) {
    let input = json!({ "kinds": ["HEARING"] });
    let answer = app
        .mutate(Some(who), "setNeeds", "person { id }", input)
        .await;
    assert_eq!(answer.refusals("setNeeds"), [""; 0]);
}

async fn needs(app: &TestApp, town: &Town, who: PersonId) -> Value {
    let query = "query ($id: ID!) { person(id: $id) { needs { kinds } } }";
    let answer = app
        .run(Some(who), query, json!({ "id": *gid(town, who) }))
        .await;
    answer.at("/person/needs").clone()
}

both_databases!(consents_and_what_they_allow_move, |app| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let twin = town.resident(&app, "twin").await;
    let kept = agrees(&app, lan, ConsentPurpose::ActOnBehalf).await;
    let other = agrees(&app, twin, ConsentPurpose::ActOnBehalf).await;
    let own = agrees(&app, twin, ConsentPurpose::SensitiveData).await;
    let steward = noted(&app, town.steward, twin, ConsentPurpose::Photos).await;
    needs_hearing(&app, twin).await;
    let query = "query ($id: ID!) { person(id: $id) { needs { kinds } } }";
    app.run(
        Some(town.steward),
        query,
        json!({ "id": *gid(&town, twin) }),
    )
    .await;
    merge(&app, &town, town.admin, lan, twin).await;

    let of = async |id| {
        let row = consent_row(&app, id).await;
        (row.person_id, row.given_by, row.withdrawn_at.is_some())
    };
    assert_eq!(of(kept.id).await, (lan, lan, false));
    assert_eq!(
        of(other.id).await,
        (twin, twin, true),
        "the kept one's stands"
    );
    assert_eq!(of(own.id).await, (lan, lan, false));
    assert_eq!(of(steward.id).await, (lan, town.steward, false));
    assert_eq!(
        needs(&app, &town, lan).await,
        json!({ "kinds": ["HEARING"] })
    );
    let rows = person_need::Entity::find()
        .all(app.core.db().reader())
        .await;
    assert_eq!(rows.expect("needs").len(), 1);
    let reads = sensitive_read::Entity::find()
        .filter(sensitive_read::Column::PersonId.eq(lan))
        .all(app.core.db().reader())
        .await;
    assert_eq!(
        reads.expect("looks").len(),
        1,
        "the person still sees who looked"
    );
});

both_databases!(
    a_consent_that_stands_counts_more_than_one_that_lapsed,
    |app| {
        let town = Town::found(&app).await;
        let lan = town.resident(&app, "lan").await;
        let twin = town.resident(&app, "twin").await;
        let lapsed = noted(&app, town.steward, lan, ConsentPurpose::SensitiveData).await;
        needs_hearing(&app, lan).await;
        app.advance(TimeDelta::days(31));
        let stands = agrees(&app, twin, ConsentPurpose::SensitiveData).await;
        let input = json!({ "kinds": ["SIGHT"] });
        app.mutate(Some(twin), "setNeeds", "person { id }", input)
            .await
            .data();
        merge(&app, &town, town.admin, lan, twin).await;
        assert!(consent_row(&app, lapsed.id).await.withdrawn_at.is_some());
        let moved = consent_row(&app, stands.id).await;
        assert_eq!((moved.person_id, moved.withdrawn_at), (lan, None));
        assert_eq!(needs(&app, &town, lan).await, json!({ "kinds": ["SIGHT"] }));

        // What the keeper is known to need stays, where somebody agrees to that.
        let third = town.resident(&app, "third").await;
        agrees(&app, third, ConsentPurpose::SensitiveData).await;
        needs_hearing(&app, third).await;
        merge(&app, &town, town.admin, lan, third).await;
        assert_eq!(needs(&app, &town, lan).await, json!({ "kinds": ["SIGHT"] }));
    }
);
