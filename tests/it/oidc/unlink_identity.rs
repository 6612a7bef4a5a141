//! `unlinkIdentity`

use serde_json::json;

use super::issuer::{Issuer, Key};
use super::{linked, name, refused, with_issuer};
use crate::factories::Town;
use crate::support::app::TestApp;

const SELECTION: &str = "identities { issuer }";

with_issuer!(
    what_was_unlinked_stays_so_until_it_is_linked_on_purpose,
    |app, issuer, key| {
        let town = Town::found(&app).await;
        let lan = town.resident(&app, "lan").await;
        let mei = town.resident(&app, "mei").await;
        // Its address would link it by itself, and has done so once.
        let token = key.sign(&issuer.claims_of(&app, "7", "lan@example.org"));
        assert_eq!(name(&app, &token).await, "lan");
        let second = key.sign(&issuer.claims(&app, "8"));
        let linking = json!({ "token": second });
        app.mutate(Some(lan), "linkIdentity", "identity { issuer }", linking)
            .await
            .data();

        let input = json!({ "issuer": issuer.url });
        let answer = app
            .mutate(Some(lan), "unlinkIdentity", SELECTION, input.clone())
            .await;
        assert!(answer.refusals("unlinkIdentity").is_empty());
        assert_eq!(answer.at("/unlinkIdentity/identities"), &json!([]));
        for token in [&token, &second] {
            refused(&app, token, "linkIdentity").await;
        }
        let gone = app
            .refusals(lan, "unlinkIdentity", "identities", input)
            .await;
        assert_eq!(gone, ["NOT_FOUND issuer"]);

        // It is nobody's now: whoever shows it may have it.
        let input = json!({ "token": token });
        let answer = app
            .mutate(Some(mei), "linkIdentity", "identity { issuer }", input)
            .await;
        assert!(answer.refusals("linkIdentity").is_empty());
        assert_eq!(name(&app, &token).await, "mei");
        let rows = linked(&app).await;
        assert_eq!(
            rows,
            [("7".to_owned(), mei, true), ("8".to_owned(), lan, false)]
        );
    }
);

with_issuer!(only_ones_own_identities_are_unlinked, |app, issuer, key| {
    let town = Town::found(&app).await;
    let lan = town.resident(&app, "lan").await;
    let token = key.sign(&issuer.claims_of(&app, "7", "lan@example.org"));
    assert_eq!(name(&app, &token).await, "lan");
    let input = json!({ "issuer": issuer.url });
    for other in [town.steward, town.admin] {
        let refusals = app
            .refusals(other, "unlinkIdentity", "identities", input.clone())
            .await;
        assert_eq!(refusals, ["NOT_FOUND issuer"]);
    }
    for wrong in ["", "https://elsewhere.example.org", "%"] {
        let input = json!({ "issuer": wrong });
        let refusals = app
            .refusals(lan, "unlinkIdentity", "identities", input)
            .await;
        assert_eq!(refusals, ["NOT_FOUND issuer"], "{wrong}");
    }
    app.denied(
        "unlinkIdentity",
        "identities",
        &input,
        &[(None, "UNAUTHENTICATED")],
    )
    .await;
    assert_eq!(name(&app, &token).await, "lan");
});
