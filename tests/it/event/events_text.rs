//! `events`: finding them by words, the same ones on both databases.

use mulin_domain::event::CreateEvent;
use serde_json::json;

use super::{about, titles};
use crate::both_databases;
use crate::factories::Town;
use crate::support::app::TestApp;

async fn found(app: &TestApp, text: &str) -> Vec<String> {
    let query = "query ($text: String) { events(filter: { text: $text }) { nodes { title } } }";
    let mut found = titles(&app.run(None, query, json!({ "text": text })).await);
    found.sort_unstable();
    found
}

both_databases!(words_of_any_length_in_both_languages, |app| {
    let town = Town::found(&app).await;
    let texts = [
        ("元宵灯会", "赏灯、猜谜，吃汤圆。"),
        ("邻里茶话会 Tea & Talk 2027", "Für alle: Café, 茶。"),
        (
            "Tea party",
            "Newcomers welcome; bring 2 friends. 汤是热的，圆桌。",
        ),
        ("百家宴", ""),
    ];
    for (index, (title, description)) in texts.into_iter().enumerate() {
        let input = CreateEvent {
            description: Some(description.to_owned()),
            venue_id: (index == 3).then_some(Ok(town.venue.id)),
            ..town.gathering(&app, title)
        };
        town.publish(&app, input).await;
    }
    let [lanterns, talk, party, banquet] = texts.map(|(title, _)| title);
    for (text, expected) in [
        // One character, two, a whole title, more than one word.
        ("灯", vec![lanterns]),
        ("会", vec![lanterns, talk]),
        ("灯会", vec![lanterns]),
        ("元宵灯会", vec![lanterns]),
        ("灯 茶", vec![]),
        ("灯会 汤圆", vec![lanterns]),
        // Characters that do not stand side by side are no word.
        ("元会", vec![]),
        ("宵会", vec![]),
        ("汤圆", vec![lanterns]),
        ("汤", vec![lanterns, party]),
        // English words, whole and in any case.
        ("tea", vec![party, talk]),
        ("TEA party", vec![party]),
        ("newcomers", vec![party]),
        ("newcomer", vec![]),
        ("2027", vec![talk]),
        ("2", vec![party]),
        ("für", vec![talk]),
        ("FÜR", vec![talk]),
        ("café", vec![talk]),
        ("cafe", vec![]),
        ("fur", vec![]),
        // Both together, with the marks that people write.
        ("Tea，茶话！", vec![talk]),
        ("（tea）", vec![party, talk]),
        ("茶话tea", vec![talk]),
        // The venue's name and address.
        ("邻里中心", vec![banquet]),
        ("桂花路", vec![banquet]),
        ("18", vec![banquet]),
        ("邻里", vec![banquet, talk]),
    ] {
        let mut expected = expected;
        expected.sort_unstable();
        assert_eq!(found(&app, text).await, expected, "{text}");
    }
});

both_databases!(nothing_but_words_is_looked_for, |app| {
    let town = Town::found(&app).await;
    for title in ["Tea", "Talk", "words"] {
        town.publish(&app, town.gathering(&app, title)).await;
    }
    for text in ["", "   "] {
        assert_eq!(found(&app, text).await.len(), 3, "no words, no condition");
    }
    for text in [
        "!",
        "' | \" & * ( ) : -",
        "，。！",
        "tea | talk",
        "tea OR talk",
        "tea* NOT talk",
        "tal*",
        "te:*",
        "event_key : tea",
        "') OR 1=1 --",
        "\u{0}",
        "tea\u{0}talk",
    ] {
        assert_eq!(found(&app, text).await, [""; 0], "{text:?}");
    }
    assert_eq!(found(&app, "words : tea").await, [""; 0]);
    assert_eq!(found(&app, "\"tea\"").await, ["Tea"]);
    let long = "茶".repeat(100);
    assert_eq!(found(&app, &long).await, [""; 0]);
    let query = "query ($text: String) { events(filter: { text: $text }) { nodes { title } } }";
    let answer = app
        .run(None, query, json!({ "text": "茶".repeat(101) }))
        .await;
    assert_eq!(answer.error_code(), "BAD_USER_INPUT");
});

both_databases!(an_edit_is_found_by_its_new_words_only, |app| {
    let town = Town::found(&app).await;
    let event = town.publish(&app, town.gathering(&app, "茶话会")).await.id;
    assert_eq!(found(&app, "茶话").await, ["茶话会"]);
    let input = about(
        &town,
        event,
        json!({ "title": "灯会", "description": "猜谜" }),
    );
    app.mutate(Some(town.organiser), "updateEvent", "event { id }", input)
        .await
        .data();
    assert_eq!(found(&app, "茶话").await, [""; 0]);
    assert_eq!(found(&app, "灯会 猜谜").await, ["灯会"]);
});
