//! What becomes of invitations when people merge or are erased.

use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use super::steps::*;
use crate::both_databases;
use crate::factories::{Town, gid};
use crate::support::app::TestApp;

async fn standing(app: &TestApp, who: PersonId) -> u64 {
    invitation::Entity::find()
        .filter(invitation::Column::PersonId.eq(who))
        .filter(invitation::Column::RevokedAt.is_null())
        .count(app.core.db().writer())
        .await
        .expect("invitations can be counted")
}

both_databases!(the_keeper_has_the_invitations_of_both, |app| {
    let town = Town::found(&app).await;
    let (one, both) = (private(&app, &town).await, private(&app, &town).await);
    let (keeper, double) = (
        town.resident(&app, "wang").await,
        town.resident(&app, "wang2").await,
    );
    let invited = json!({ "personIds": [*gid(&town, double)] });
    invite(&app, &town, one, invited).await;
    let invited = json!({ "personIds": [*gid(&town, double), *gid(&town, keeper)] });
    invite(&app, &town, both, invited).await;
    town.merge(&app, keeper, double).await;
    assert_eq!(standing(&app, keeper).await, 2);
    assert_eq!(standing(&app, double).await, 0);
    assert!(sees(&app, &town, keeper, one).await);
    assert!(sees(&app, &town, keeper, both).await);
});

both_databases!(who_is_erased_was_never_invited, |app| {
    let town = Town::found(&app).await;
    let event = private(&app, &town).await;
    let wang = town.resident(&app, "wang").await;
    let link = link(&app, &town, event, json!({ "maxUses": 3 })).await;
    accept(&app, wang, &link).await;
    assert_eq!(standing(&app, wang).await, 1);
    town.erase(&app, wang).await;
    assert!(invitations(&app, &town, event).await.is_empty());
    assert_eq!(uses(&app, &town, event).await, 1);
});
