//! Mutations, and the promises that all of them keep: a refusal leaves no trace, a key makes a retry
//! safe, and nobody overwrites what they have not seen.

use chrono::TimeDelta;
use mulin_entities::PersonId;
use serde_json::{Value, json};
use uuid::Uuid;

use super::answer::Answer;
use super::app::TestApp;
use super::trace::Trace;

/// An object with some fields added or replaced.
pub fn with(base: &Value, more: Value) -> Value {
    let mut all = base.clone();
    for (name, value) in more.as_object().expect("an object") {
        all[name] = value.clone();
    }
    all
}

/// The row's own key in a global id.
pub fn key(id: &Value) -> Uuid {
    let id = id.as_str().expect("an id is text");
    mulin::graphql::id::split(id).expect("an id of ours").1
}

impl TestApp {
    /// Runs one mutation; `selection` is what is wanted of its payload beside the refusals.
    pub async fn mutate(
        &self,
        who: Option<PersonId>,
        mutation: &str,
        selection: &str,
        input: Value,
    ) -> Answer {
        let (first, rest) = mutation.split_at(1);
        let query = format!(
            "mutation ($input: {}{rest}Input!) {{ {mutation}(input: $input) {{ {selection} \
             userErrors {{ __typename code message path \
             ... on VersionConflictError {{ currentVersion }} }} }} }}",
            first.to_uppercase()
        );
        self.run(who, &query, json!({ "input": input })).await
    }

    /// Runs a mutation that must do nothing: no row changes and nothing is sent.
    pub async fn without_trace(
        &self,
        who: Option<PersonId>,
        mutation: &str,
        selection: &str,
        input: Value,
    ) -> Answer {
        let (before, sent) = (Trace::of(self).await, self.mail.sent().len());
        let answer = self.mutate(who, mutation, selection, input).await;
        assert_eq!(Trace::of(self).await, before, "{mutation} left a trace");
        assert_eq!(self.mail.sent().len(), sent, "{mutation} sent something");
        answer
    }

    /// The refusals, as `CODE path`, of a mutation that must do nothing and answer no object.
    pub async fn refusals(
        &self,
        who: PersonId,
        mutation: &str,
        object: &str,
        input: Value,
    ) -> Vec<String> {
        let selection = format!("{object} {{ __typename }}");
        let answer = self
            .without_trace(Some(who), mutation, &selection, input)
            .await;
        assert!(answer.at(&format!("/{mutation}/{object}")).is_null());
        answer.refusals(mutation)
    }

    /// Tries a mutation as each of these, who are all turned away with a top-level error of this
    /// code; nobody in particular is not signed in.
    pub async fn denied(
        &self,
        mutation: &str,
        object: &str,
        input: &Value,
        actors: &[(Option<PersonId>, &str)],
    ) {
        let selection = format!("{object} {{ __typename }}");
        for (who, code) in actors {
            let answer = self
                .without_trace(*who, mutation, &selection, input.clone())
                .await;
            assert_eq!(answer.error_code(), *code, "{mutation} as {who:?}");
            assert!(answer.body["data"].is_null(), "{:#}", answer.body);
        }
    }

    /// Gives the field each of these ids, each refused as told, as `CODE path`.
    pub async fn refuses_ids(
        &self,
        who: PersonId,
        mutation: &str,
        object: &str,
        input: &Value,
        field: &str,
        ids: &[(&str, &str)],
    ) {
        for (id, refusal) in ids {
            let input = with(input, json!({ field: id }));
            let refusals = self.refusals(who, mutation, object, input).await;
            assert_eq!(refusals, [format!("{refusal} {field}")], "{mutation} {id}");
        }
    }

    /// An edit with another version than the current one changes nothing and shows the object as it
    /// is now; with the current one it is done.
    pub async fn keeps_versions(
        &self,
        who: PersonId,
        mutation: &str,
        object: &str,
        selection: &str,
        input: &Value,
        now: &Value,
    ) {
        let version = now["version"].as_i64().expect("a version");
        let payload = format!("{object} {{ {selection} }}");
        for stale in [version - 1, version + 1] {
            let input = with(input, json!({ "expectedVersion": stale }));
            let answer = self
                .without_trace(Some(who), mutation, &payload, input)
                .await;
            let error = answer.at(&format!("/{mutation}/userErrors/0"));
            assert_eq!(error["__typename"], "VersionConflictError");
            assert_eq!(error["currentVersion"], version);
            let refusals = answer.refusals(mutation);
            assert_eq!(refusals, ["VERSION_CONFLICT expectedVersion"]);
            assert_eq!(answer.at(&format!("/{mutation}/{object}")), now);
        }
        let input = with(input, json!({ "expectedVersion": version }));
        let answer = self.mutate(Some(who), mutation, &payload, input).await;
        assert!(answer.refusals(mutation).is_empty());
        let edited = answer.at(&format!("/{mutation}/{object}/version"));
        assert_eq!(edited, version + 1);
    }

    /// A mutation that makes something, sent again under its key within 24 hours, answers the first
    /// result and does nothing. `changed` is what differs in another request; `other` may do the
    /// same as `who`.
    pub async fn keeps_idempotency(
        &self,
        (who, other): (PersonId, PersonId),
        mutation: &str,
        object: &str,
        input: &Value,
        changed: Value,
    ) {
        let payload = format!("{object} {{ id }}");
        let id = format!("/{mutation}/{object}/id");
        let keyed = with(input, json!({ "idempotencyKey": "0b8c9a9e-1" }));

        for word in ["", "two words", "钥匙", &"x".repeat(129)] {
            let input = with(input, json!({ "idempotencyKey": word }));
            let refusals = self.refusals(who, mutation, object, input).await;
            assert_eq!(refusals, ["INVALID_FORMAT idempotencyKey"], "{word:?}");
        }
        let first = self
            .mutate(Some(who), mutation, &payload, keyed.clone())
            .await;
        assert!(first.refusals(mutation).is_empty(), "{:#}", first.body);
        let first = first.at(&id).clone();

        self.advance(TimeDelta::hours(24));
        let again = self
            .without_trace(Some(who), mutation, &payload, keyed.clone())
            .await;
        assert_eq!(again.at(&id), &first);
        let reused = self
            .refusals(who, mutation, object, with(&keyed, changed))
            .await;
        assert_eq!(reused, ["IDEMPOTENCY_KEY_REUSED idempotencyKey"]);

        let theirs = self
            .mutate(Some(other), mutation, &payload, keyed.clone())
            .await;
        assert_ne!(theirs.at(&id), &first, "keys are each actor's own");

        self.advance(TimeDelta::microseconds(1));
        let fresh = self.mutate(Some(who), mutation, &payload, keyed).await;
        assert_ne!(fresh.at(&id), &first, "a key is forgotten after a day");
    }
}
