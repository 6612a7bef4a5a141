//! How she comes in: sessions, identities, links, codes, and requests that are remembered.

use chrono::TimeDelta;
use mulin_entities::*;

use super::{EMAIL, Everything, put};
use crate::support::app::TestApp;

impl Everything {
    /// A session, an outside identity, a personal link, a calendar, a code on its way, a remembered request.
    pub(super) async fn sign_in(&self, app: &TestApp) {
        let (root_area_id, person_id, now) = (self.town.city.id, self.lan, app.now());
        let (in_a_week, keyring) = (now + TimeDelta::days(7), app.core.keyring());
        let session = session::Model {
            id: app.core.new_id(),
            root_area_id,
            person_id,
            device: "兰的手机".to_owned(),
            created_at: now,
            last_used_at: now,
            expires_at: in_a_week,
            ended_at: None,
            end_reason: None,
        };
        put(app, session.clone()).await;
        put(
            app,
            refresh_token::Model {
                id: app.core.new_id(),
                session_id: session.id,
                token_hash: vec![1; 32],
                created_at: now,
                used_at: None,
            },
        )
        .await;
        put(
            app,
            external_identity::Model {
                issuer: "https://id.example.org".to_owned(),
                subject: "lan-1961".to_owned(),
                person_id,
                created_at: now,
                unlinked_at: None,
            },
        )
        .await;
        put(
            app,
            personal_link::Model {
                id: app.core.new_id(),
                root_area_id,
                event_id: self.coming.id,
                person_id,
                token_hash: vec![2; 32],
                created_by: Some(self.town.organiser),
                created_at: now,
                expires_at: in_a_week,
                revoked_at: None,
            },
        )
        .await;
        let id: SignInCodeId = app.core.new_id();
        let sealed = keyring.seal(app.core.entropy(), id.0.as_bytes(), EMAIL.as_bytes());
        put(
            app,
            sign_in_code::Model {
                id,
                channel: Channel::Email,
                lookup: keyring.lookup(EMAIL),
                sealed_address: sealed,
                sealed_code: None,
                code_mac: keyring.code_mac(id.0.as_bytes(), "123456"),
                key_id: keyring.key_id().to_owned(),
                locale: "zh-CN".to_owned(),
                guesses: 0,
                created_at: now,
                expires_at: in_a_week,
                verified_at: None,
                used_at: None,
            },
        )
        .await;
        put(
            app,
            calendar_feed::Model {
                id: app.core.new_id(),
                root_area_id,
                person_id,
                label: "兰的手机".to_owned(),
                secret_hash: vec![4; 32],
                created_at: now,
                revoked_at: None,
            },
        )
        .await;
        put(
            app,
            idempotency::Model {
                actor_id: person_id,
                key: "lan-answers".to_owned(),
                command: "respondToEvent".to_owned(),
                input_hmac: vec![3; 32],
                result_id: None,
                created_at: now,
            },
        )
        .await;
    }
}
