//! `refreshSession`: each token once, a moment's grace, and an end for both when one was stolen.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;

use super::guesses::{PATIENT, at_once, count};
use super::steps::*;
use crate::both_databases;
use crate::factories::Town;
use crate::support::app::TestApp;
use crate::support::trace::Trace;

const LAN: &str = "lan@example.org";

/// A resident who is signed in.
async fn signed_in(app: &TestApp) -> (PersonId, Tokens) {
    let town = Town::found(app).await;
    let lan = town.resident(app, "lan").await;
    (lan, sign_in(app, LAN).await)
}

async fn fresh(app: &TestApp, token: &str) -> Tokens {
    Tokens::of(&refresh(app, token).await, "refreshSession")
}

async fn is_over(app: &TestApp, token: &str) {
    let answer = refresh(app, token).await;
    assert_eq!(
        answer.refusals("refreshSession"),
        ["SESSION_OVER refreshToken"]
    );
    assert!(answer.at("/refreshSession/session").is_null());
}

both_databases!(
    each_refresh_brings_fresh_tokens_of_the_same_session,
    |app| {
        let (lan, first) = signed_in(&app).await;
        app.advance(TimeDelta::minutes(20));
        assert!(!works(&app, &first.access).await);
        let answer = refresh(&app, &first.refresh).await;
        let second = Tokens::of(&answer, "refreshSession");
        assert_eq!(second.session, first.session);
        assert_ne!(second.refresh, first.refresh);
        assert!(works(&app, &second.access).await);
        let session = answer.at("/refreshSession/session");
        assert_eq!(session["expiresAt"], "2026-11-21T04:35:00Z");
        assert_eq!(session["refreshExpiresAt"], "2027-02-19T04:20:00Z");
        assert_eq!(session["session"]["lastUsedAt"], "2026-11-21T04:20:00Z");
        assert_eq!(session["session"]["createdAt"], "2026-11-21T04:00:00Z");
        assert_eq!(sessions_of(&app, lan).await.len(), 1);

        let trace = Trace::of(&app).await;
        for token in [&first, &second] {
            let secret = token.refresh.strip_prefix("refresh_").expect("its prefix");
            assert!(!trace.holds(secret), "only hashes are kept");
        }
    }
);

both_databases!(who_lost_the_answer_asks_again_and_both_pairs_live, |app| {
    let (_, first) = signed_in(&app).await;
    let lost = fresh(&app, &first.refresh).await;
    app.advance(TimeDelta::seconds(30));
    let found = fresh(&app, &first.refresh).await;
    assert_ne!(lost.refresh, found.refresh);
    app.advance(TimeDelta::minutes(1));
    for pair in [&lost, &found] {
        assert!(works(&app, &pair.access).await);
        assert!(works(&app, &fresh(&app, &pair.refresh).await.access).await);
    }
});

both_databases!(after_that_both_are_out, |app| {
    let (lan, first) = signed_in(&app).await;
    let second = fresh(&app, &first.refresh).await;
    let third = fresh(&app, &second.refresh).await;
    app.advance(TimeDelta::seconds(30) + TimeDelta::microseconds(1));
    assert!(works(&app, &third.access).await);
    is_over(&app, &first.refresh).await;
    let session = sessions_of(&app, lan).await.remove(0);
    assert_eq!(
        session.end_reason,
        Some(SessionEnd::Reused),
        "although it was refused"
    );
    assert_eq!(session.ended_at, Some(app.now()));
    for tokens in [&first, &second, &third] {
        assert!(!works(&app, &tokens.access).await, "at once");
        is_over(&app, &tokens.refresh).await;
    }
    sign_in_again(&app).await;
});

/// The person is not locked out.
async fn sign_in_again(app: &TestApp) {
    app.advance(TimeDelta::minutes(1));
    assert!(works(app, &sign_in(app, LAN).await.access).await);
}

both_databases!(a_thief_loses_the_session_when_its_owner_comes, |app| {
    let (_, own) = signed_in(&app).await;
    app.advance(TimeDelta::hours(1));
    let stolen = fresh(&app, &own.refresh).await;
    app.advance(TimeDelta::minutes(10));
    let kept = fresh(&app, &stolen.refresh).await;
    is_over(&app, &own.refresh).await;
    assert!(!works(&app, &kept.access).await);
    is_over(&app, &kept.refresh).await;
});

both_databases!(two_tabs_at_once_both_stay_signed_in, with PATIENT, |app| {
    let (lan, first) = signed_in(&app).await;
    let app = Arc::new(app);
    let inputs = (0..8).map(|_| json!({ "refreshToken": first.refresh })).collect();
    let answers = at_once(&app, "refreshSession", SESSION, inputs).await;
    let pairs: Vec<Tokens> = answers.iter().map(|one| Tokens::of(one, "refreshSession")).collect();
    let different: BTreeSet<&str> = pairs.iter().map(|pair| pair.refresh.as_str()).collect();
    assert_eq!(different.len(), 8);
    for pair in &pairs {
        assert!(works(&app, &pair.access).await);
        fresh(&app, &pair.refresh).await;
    }
    assert_eq!(sessions_of(&app, lan).await.len(), 1);
});

both_databases!(many_who_come_too_late_end_the_session_once, with PATIENT, |app| {
    let (lan, first) = signed_in(&app).await;
    fresh(&app, &first.refresh).await;
    app.advance(TimeDelta::minutes(1));
    let app = Arc::new(app);
    let before = refresh_token::Entity::find().count(app.core.db().reader()).await;
    let inputs = (0..20).map(|_| json!({ "refreshToken": first.refresh })).collect();
    let answers = at_once(&app, "refreshSession", SESSION, inputs).await;
    assert_eq!(count(&answers, "refreshSession", "SESSION_OVER refreshToken"), 20);
    let after = refresh_token::Entity::find().count(app.core.db().reader()).await;
    assert_eq!(before.expect("a number"), after.expect("a number"));
    let session = sessions_of(&app, lan).await.remove(0);
    assert_eq!(session.end_reason, Some(SessionEnd::Reused));
});

both_databases!(a_session_that_is_used_lasts_a_year, |app| {
    let (_, mut tokens) = signed_in(&app).await;
    for _ in 0..4 {
        app.advance(TimeDelta::days(89));
        tokens = fresh(&app, &tokens.refresh).await;
    }
    app.advance(TimeDelta::days(9) - TimeDelta::microseconds(1));
    let answer = refresh(&app, &tokens.refresh).await;
    tokens = Tokens::of(&answer, "refreshSession");
    let ends = answer.at("/refreshSession/session/refreshExpiresAt");
    assert_eq!(ends, "2027-11-21T04:00:00Z");
    app.advance(TimeDelta::microseconds(1));
    is_over(&app, &tokens.refresh).await;
    assert!(!works(&app, &tokens.access).await);
});

both_databases!(one_that_is_not_used_lasts_ninety_days, |app| {
    let (_, tokens) = signed_in(&app).await;
    app.advance(TimeDelta::days(90) - TimeDelta::microseconds(1));
    let tokens = fresh(&app, &tokens.refresh).await;
    app.advance(TimeDelta::days(90));
    is_over(&app, &tokens.refresh).await;
});

both_databases!(old_tokens_are_forgotten, |app| {
    let (_, first) = signed_in(&app).await;
    let mut newest = first.clone();
    for _ in 0..3 {
        newest = fresh(&app, &newest.refresh).await;
        app.advance(TimeDelta::days(20));
    }
    newest = fresh(&app, &newest.refresh).await;
    let kept = refresh_token::Entity::find()
        .count(app.core.db().reader())
        .await;
    assert_eq!(
        kept.expect("a number"),
        3,
        "exchanged 20 days ago and now, and the newest"
    );
    is_over(&app, &first.refresh).await;
    assert!(
        works(&app, &newest.access).await,
        "one that is forgotten harms nobody"
    );
});

both_databases!(what_was_never_given_out_is_refused_without_a_trace, |app| {
    signed_in(&app).await;
    for token in ["", "refresh_", "refresh_AAAA", "一"] {
        let input = json!({ "refreshToken": token });
        let answer = app
            .without_trace(None, "refreshSession", SESSION, input)
            .await;
        assert_eq!(
            answer.refusals("refreshSession"),
            ["SESSION_OVER refreshToken"]
        );
    }
});
