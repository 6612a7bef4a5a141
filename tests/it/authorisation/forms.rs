//! What the organisers of the stage ask and whom they invite: a form on the public event, which the
//! resident has answered, and invitations to the event for those who were invited.

use chrono::TimeDelta;
use mulin_domain::id;
use mulin_entities::*;
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::actors::Who;
use super::stage::Stage;
use crate::factories::gid;
use crate::support::app::TestApp;
use crate::support::mutation::key;

/// What the link to the invited event is opened by.
pub const TOKEN: &str = "invite_c3RhZ2U";

/// See the module.
pub struct Forms {
    /// For helpers too: a number, with everything known of it.
    pub number: QuestionId,
    /// For organisers: some of several.
    pub choices: QuestionId,
    /// Of the resident.
    pub person: InvitationId,
    /// Of a household of another community.
    pub household: InvitationId,
    /// Of another unit.
    pub area: InvitationId,
    /// Of the helper, taken from a link and taken back.
    pub revoked: InvitationId,
    /// Counts.
    pub link: InvitationLinkId,
    /// Was taken back.
    pub revoked_link: InvitationLinkId,
}

impl Forms {
    /// Before anybody asked or invited.
    pub fn none() -> Self {
        let (invitation, link) = (InvitationId(Uuid::nil()), InvitationLinkId(Uuid::nil()));
        Self {
            number: QuestionId(Uuid::nil()),
            choices: QuestionId(Uuid::nil()),
            person: invitation,
            household: invitation,
            area: invitation,
            revoked: invitation,
            link,
            revoked_link: link,
        }
    }

    /// Asks and invites.
    pub async fn of(app: &TestApp, stage: &Stage) -> Self {
        let (number, choices) = asked(app, stage).await;
        let link = link(app, stage, TOKEN, false).await;
        let revoked_link = Self::old_link(app, stage).await;
        let helper = stage.person(Who::Helper);
        Self {
            number,
            choices,
            person: invitation(app, stage, |row| row.person_id = Some(stage.resident())).await,
            household: invitation(app, stage, |row| {
                row.household_id = Some(stage.away_household);
            })
            .await,
            area: invitation(app, stage, |row| {
                row.area_id = Some(stage.town.other_unit.id)
            })
            .await,
            revoked: invitation(app, stage, |row| {
                (row.person_id, row.link_id) = (helper, Some(link));
                row.revoked_at = Some(row.created_at);
            })
            .await,
            link,
            revoked_link,
        }
    }

    async fn old_link(app: &TestApp, stage: &Stage) -> InvitationLinkId {
        link(app, stage, "", true).await
    }
}

/// A form with a question of each kind, none of which must be answered; the resident's answer to the
/// public event answers them all.
async fn asked(app: &TestApp, stage: &Stage) -> (QuestionId, QuestionId) {
    let event = json!(*gid(&stage.town, stage.public));
    let form = json!([
        { "kind": "NUMBER", "label": "几张椅子？", "help": "自带的不算", "min": 0, "max": 9,
          "audience": "HELPERS" },
        { "kind": "TEXT", "label": "电话找谁？" },
        { "kind": "CHOICES", "label": "带什么？", "choices": ["菜", "碗"] },
        { "kind": "YES_NO", "label": "会跳舞吗？" },
        { "kind": "DATE", "label": "哪天来排练？" },
    ]);
    let input = json!({ "eventId": event, "questions": form });
    let organiser = stage.person(Who::Organiser);
    let set = app
        .mutate(
            organiser,
            "setEventQuestions",
            "event { questions { id } }",
            input,
        )
        .await;
    let ids = set.at("/setEventQuestions/event/questions");
    let values = json!([
        { "number": 2 }, { "text": "王梅" }, { "choices": ["菜"] }, { "yesNo": true },
        { "date": "2027-02-20" },
    ]);
    let mut answers = values.as_array().expect("a list").clone();
    for (index, answer) in answers.iter_mut().enumerate() {
        answer["questionId"] = ids[index]["id"].clone();
    }
    let input = json!({ "eventId": event, "status": "GOING", "answers": answers });
    let own = Some(stage.resident());
    let answered = app
        .mutate(own, "respondToEvent", "rsvp { id }", input)
        .await;
    assert_eq!(answered.refusals("respondToEvent"), [""; 0]);
    let id = |index: usize| QuestionId(key(&ids[index]["id"]));
    (id(0), id(2))
}

async fn invitation(
    app: &TestApp,
    stage: &Stage,
    of: impl FnOnce(&mut invitation::Model),
) -> InvitationId {
    let mut row = invitation::Model {
        id: id::new_id(app.now(), app.core.entropy()),
        root_area_id: stage.town.city.id,
        event_id: stage.invited,
        person_id: None,
        household_id: None,
        area_id: None,
        link_id: None,
        invited_by: stage.person(Who::Organiser).expect("there is one"),
        created_at: app.now(),
        revoked_at: None,
    };
    of(&mut row);
    let row = row.into_active_model().reset_all();
    let written = row.insert(app.core.db().writer()).await;
    written.expect("an invitation is written").id
}

async fn link(app: &TestApp, stage: &Stage, token: &str, revoked: bool) -> InvitationLinkId {
    let id: InvitationLinkId = id::new_id(app.now(), app.core.entropy());
    // There may be several stages in one database, and a token opens one link.
    let token = format!("{token}{}", stage.town.city.id.0.simple());
    let row = invitation_link::Model {
        id,
        root_area_id: stage.town.city.id,
        event_id: stage.invited,
        token_hash: Sha256::digest(if revoked { id.0.to_string() } else { token }).to_vec(),
        max_uses: 100,
        uses: 1,
        created_by: stage.person(Who::Organiser).expect("there is one"),
        created_at: app.now(),
        expires_at: app.now() + TimeDelta::days(7),
        revoked_at: revoked.then(|| app.now()),
    };
    let row = row.into_active_model().reset_all();
    let written = row.insert(app.core.db().writer()).await;
    written.expect("a link is written").id
}

/// The token of the stage's link.
pub fn token(stage: &Stage) -> Value {
    json!(format!("{TOKEN}{}", stage.town.city.id.0.simple()))
}
