//! The bearer of a personal link answers for its person.

use std::sync::Arc;

use chrono::TimeDelta;
use mulin_domain::actor::LinkActor;
use mulin_domain::input::BadId;
use mulin_domain::person::Acting;
use mulin_domain::rsvp::{
    Answer, RespondToEvent, WhenFull, WithdrawRsvp, respond_to_event, withdraw_rsvp,
};
use mulin_domain::{Actor, Error};
use mulin_entities::*;
use sea_orm::EntityTrait;

use super::{last_journalled, link};
use crate::both_databases;
use crate::factories::{Plan, Town, change_person, housemate};
use crate::rsvp::steps::*;

both_databases!(
    a_personal_link_answers_for_its_person_at_its_event_alone,
    |app| {
        let town = Town::found(&app).await;
        let plan = Plan {
            visibility: Visibility::Invited,
            ..Plan::default()
        };
        let event = town.event(&app, plan).await.id;
        let other = event_of(&app, &town, 5).await;
        let lan = town.resident(&app, "lan").await;
        let qiang = housemate(&app, lan, "qiang", Some(1958)).await;
        let bearer = Actor::Link(Arc::new(LinkActor {
            link_id: link(&app, &town, lan, event).await,
            person_id: lan,
            event_id: event,
        }));
        let answer = async |event, whom: Option<PersonId>, answer, key: &str| {
            let input = RespondToEvent {
                event_id: Ok(event),
                acting: Acting {
                    on_behalf_of: whom.map(Ok),
                    via: Via::App,
                },
                answer,
                party: None,
                note: None,
                when_full: WhenFull::Waitlist,
                answers: None,
            };
            respond_to_event(&app.core, &bearer, input, Some(key.to_owned())).await
        };
        let row = answer(event, None, Answer::Going, "k1")
            .await
            .expect("taken");
        assert_eq!(
            (row.person_id, row.answered_by, row.via),
            (lan, lan, Via::Link)
        );
        let journalled = last_journalled(&app).await;
        assert_eq!(
            (journalled.actor_id, journalled.on_behalf_of),
            (Some(lan), None)
        );
        assert_eq!(journalled.payload["via"], "LINK");
        app.advance(TimeDelta::seconds(1));
        let again = answer(event, Some(lan), Answer::Going, "k2")
            .await
            .expect("taken");
        assert_eq!(again.id, row.id);
        let again = answer(event, None, Answer::Going, "k1")
            .await
            .expect("replayed");
        assert_eq!(again.id, row.id);
        let reused = answer(event, None, Answer::Maybe, "k1").await;
        assert!(matches!(reused, Err(Error::Refused(_))), "{reused:?}");
        let elsewhere = answer(other, None, Answer::Going, "k3").await;
        assert!(matches!(elsewhere, Err(Error::Unauthenticated)));
        for whom in [qiang, town.steward] {
            let others = answer(event, Some(whom), Answer::Going, "k4").await;
            assert!(matches!(others, Err(Error::Refused(_))), "{others:?}");
        }
        let keys = idempotency::Entity::find()
            .all(app.core.db().reader())
            .await
            .expect("the table is read");
        let mut keys: Vec<_> = keys
            .iter()
            .map(|row| (row.actor_id, row.key.as_str()))
            .collect();
        keys.sort_unstable_by_key(|(_, key)| *key);
        assert_eq!(keys, [(lan, "k1"), (lan, "k2")], "of successes only");

        // It takes the answer back, and no other.
        let take_back = async |rsvp: RsvpId| {
            let input = WithdrawRsvp {
                rsvp_id: Ok(rsvp),
                via: Via::App,
            };
            withdraw_rsvp(&app.core, &bearer, input).await
        };
        going(&app, &town, qiang, other, 1).await;
        let theirs = rsvp_of(&app, other, qiang).await.expect("an answer");
        assert!(matches!(take_back(theirs.id).await, Err(Error::Refused(_))));
        going(&app, &town, lan, other, 1).await;
        let own = rsvp_of(&app, other, lan).await.expect("an answer");
        assert!(take_back(own.id).await.is_err(), "at another event");
        let taken = take_back(row.id).await.expect("taken back");
        assert_eq!((taken.state, taken.via), (RsvpState::Withdrawn, Via::Link));
        // Who only asked to be registered comes to what is public.
        change_person(&app, lan, |row| row.state = PersonState::Pending).await;
        let pending = answer(event, None, Answer::Going, "k5").await;
        assert!(matches!(pending, Err(Error::Refused(_))), "{pending:?}");
        // Malformed ids are told as such.
        let malformed = RespondToEvent {
            event_id: Err(BadId::Malformed),
            acting: Acting {
                on_behalf_of: Some(Err(BadId::Malformed)),
                via: Via::App,
            },
            answer: Answer::Going,
            party: None,
            note: None,
            when_full: WhenFull::Waitlist,
            answers: None,
        };
        let refused = respond_to_event(&app.core, &bearer, malformed, None).await;
        let Err(Error::Refused(faults)) = refused else {
            panic!("{refused:?}")
        };
        assert_eq!(faults.len(), 2);
    }
);
