//! Refusals of text messages, and wanting them again.

use mulin_domain::Actor;
use mulin_entities::*;

use super::stage::{answer_of, ledger, planned, told, with_phone, writes, writes_from};
use crate::both_databases;
use crate::factories::{Plan, Town};

both_databases!(
    a_refusal_counts_for_everybody_who_has_the_telephone,
    |app| {
        use ChannelPurpose::{Promotion, Service};
        use ConsentStep::{OptIn, OptOut};
        let town = Town::found(&app).await;
        let wang = with_phone(&app, &town, "wang").await;
        let li = with_phone(&app, &town, "li").await;
        let event = town.event(&app, Plan::default()).await;
        told(&app, wang, &event).await;

        let taken = writes(&app, "1", "ＴＤ").await;
        assert_eq!(taken.outcome, InboundOutcome::OptedOut);
        let out = [
            (wang, Service, OptOut),
            (wang, Promotion, OptOut),
            (li, Service, OptOut),
            (li, Promotion, OptOut),
        ];
        let sorted = |mut entries: Vec<_>| {
            entries.sort_unstable();
            entries
        };
        assert_eq!(sorted(ledger(&app).await), sorted(out.to_vec()));
        assert_eq!(answer_of(&app, wang, &event).await, None);
        assert!(writes(&app, "1", "TD").await.again);
        assert_eq!(
            writes(&app, "2", "退订").await.outcome,
            InboundOutcome::OptedOut
        );
        assert_eq!(ledger(&app).await.len(), 4, "said twice, noted once");

        app.advance(chrono::TimeDelta::minutes(1));
        assert_eq!(
            writes(&app, "3", "恢復").await.outcome,
            InboundOutcome::OptedIn
        );
        let all = ledger(&app).await;
        let back = out.map(|(who, purpose, _)| (who, purpose, OptIn));
        assert_eq!(sorted(all[4..].to_vec()), sorted(back.to_vec()));
        assert_eq!(
            writes(&app, "4", "START").await.outcome,
            InboundOutcome::OptedIn
        );
        assert_eq!(ledger(&app).await.len(), 8);
        // Nobody gets a reply to such a word.
        assert_eq!(
            planned(&app, MessageKind::SmsHelp, Channel::Sms)
                .await
                .len(),
            0
        );
    }
);

both_databases!(wanting_messages_again_asks_for_no_more_than_before, |app| {
    let town = Town::found(&app).await;
    with_phone(&app, &town, "wang").await;
    assert_eq!(
        writes(&app, "1", "START").await.outcome,
        InboundOutcome::OptedIn
    );
    assert_eq!(ledger(&app).await, []);
});

both_databases!(who_was_merged_or_erased_is_not_meant, |app| {
    let town = Town::found(&app).await;
    let wang = with_phone(&app, &town, "wang").await;
    app.core
        .transact(&Actor::System, move |tx| {
            Box::pin(async move { mulin_domain::person::erase::erase(tx, wang).await })
        })
        .await
        .expect("a person can be erased");
    assert_eq!(
        writes(&app, "1", "TD").await.outcome,
        InboundOutcome::Nobody
    );
    assert_eq!(ledger(&app).await, []);
});

both_databases!(
    words_can_be_chosen_also_for_one_provider,
    with & [("MULIN_TEXTS__OPT_OUT_WORDS", "smpp:QX,aliyun:R")],
    |app| {
        let town = Town::found(&app).await;
        with_phone(&app, &town, "wang").await;
        for (reference, text) in [("1", "TD"), ("2", "R")] {
            let taken = writes(&app, reference, text).await;
            assert_eq!(taken.outcome, InboundOutcome::Unclear, "{text}");
        }
        assert_eq!(
            writes(&app, "3", "qx").await.outcome,
            InboundOutcome::OptedOut
        );
        assert_eq!(ledger(&app).await.len(), 2);
    }
);

both_databases!(numbers_are_found_in_any_spelling, |app| {
    let town = Town::found(&app).await;
    with_phone(&app, &town, "wang").await;
    for (reference, from) in [
        ("1", "8613812345678"),
        ("2", "13812345678"),
        ("3", "008613812345678"),
    ] {
        let taken = writes_from(&app, from, reference, "hello").await;
        assert_eq!(taken.outcome, InboundOutcome::Unclear, "{from}");
    }
    for (reference, from) in [("4", "10086"), ("5", "BANK"), ("6", "")] {
        let taken = writes_from(&app, from, reference, "TD").await;
        assert_eq!(taken.outcome, InboundOutcome::Nobody, "{from}");
    }
});
