//! Volunteers at a service day: a team with its lead, shifts, and who is on them, made as organisers and
//! residents make them.

use mulin_entities::*;
use serde_json::{Value, json};

use super::ServiceDay;
use crate::support::app::TestApp;
use crate::support::mutation::{key, with};

/// What tests look at of a shift.
pub const SHIFT: &str = "shift { id name place startsAt endsAt state cancelUntil minorsFromAge version \
    team { name } stall { id } calledAt viewerCan { edit } \
    roles { id name skill needsProof places left } }";

/// What tests look at of a sign-up.
pub const SIGN_UP: &str = "signUp { id state endedReason minor name version attendedFrom attendedUntil \
    attendedHow signedUpBy { name } confirmedBy { name } role { id } swap { with { name } } \
    serviceRecord { id minutes content } }";

/// A service day with a team that helps there.
pub struct HelpDay {
    /// The day, a week ahead.
    pub day: ServiceDay,
    /// The team's id.
    pub team: String,
    /// Who leads it.
    pub lead: PersonId,
}

impl HelpDay {
    /// Plans it. The team lets its volunteers serve without a rest between shifts.
    pub async fn plan(app: &TestApp) -> Self {
        let day = ServiceDay::plan(app).await;
        let lead = day.town.resident(app, "领队").await;
        let input = json!({ "areaId": day.id(day.town.community.id), "name": "邻里帮帮团" });
        let made = day
            .done(app, day.organiser(), "createTeam", "team { id }", input)
            .await;
        let team = made["id"].as_str().expect("an id").to_owned();
        let input = json!({ "teamId": team, "personId": day.id(lead) });
        day.done(app, day.organiser(), "grantTeamLead", "team { id }", input)
            .await;
        let input = json!({ "teamId": team, "restMinutes": 0 });
        day.done(app, day.organiser(), "updateTeam", "team { id }", input)
            .await;
        Self { day, team, lead }
    }

    /// Makes somebody a volunteer of the team.
    pub async fn join(&self, app: &TestApp, who: PersonId) -> Value {
        let input = json!({ "teamId": self.team, "personId": self.day.id(who) });
        let selection = "teamMember { id state name }";
        self.day
            .done(app, self.lead, "addTeamMember", selection, input)
            .await
    }

    /// A shift of the team from nine to twelve with two places for keeping order, with more said of it.
    pub async fn shift(&self, app: &TestApp, more: Value) -> Value {
        let input = json!({
            "eventId": self.day.id(self.day.event.id), "name": "上午", "teamId": self.team,
            "startsAt": "2026-11-28T09:00", "endsAt": "2026-11-28T12:00",
            "roles": [{ "name": "秩序引导", "places": 2 }],
        });
        let input = with(&input, more);
        self.day
            .done(app, self.day.organiser(), "addShift", SHIFT, input)
            .await
    }

    /// Signs somebody up for the first role of a shift, which must be done.
    pub async fn sign_up(&self, app: &TestApp, who: PersonId, shift: &Value) -> Value {
        app.advance(chrono::TimeDelta::milliseconds(1));
        let input = json!({ "shiftRoleId": shift["roles"][0]["id"] });
        self.day
            .done(app, who, "signUpForShift", SIGN_UP, input)
            .await
    }

    /// The same, on the waitlist if need be.
    pub async fn wait_for(&self, app: &TestApp, who: PersonId, shift: &Value) -> Value {
        app.advance(chrono::TimeDelta::milliseconds(1));
        let input = json!({ "shiftRoleId": shift["roles"][0]["id"], "waitlist": true });
        self.day
            .done(app, who, "signUpForShift", SIGN_UP, input)
            .await
    }

    /// Why somebody may not sign up.
    pub async fn refused(&self, app: &TestApp, who: PersonId, shift: &Value) -> Vec<String> {
        let input = json!({ "shiftRoleId": shift["roles"][0]["id"] });
        app.refusals(who, "signUpForShift", "signUp", input).await
    }

    /// A step about a sign-up, which must be done.
    pub async fn step(&self, app: &TestApp, who: PersonId, step: &str, sign_up: &Value) -> Value {
        let input = json!({ "signUpId": sign_up["id"] });
        self.day.done(app, who, step, SIGN_UP, input).await
    }

    /// The sign-up as it is now, as somebody sees it.
    pub async fn look(&self, app: &TestApp, who: PersonId, sign_up: &Value) -> Value {
        let fields = SIGN_UP.strip_prefix("signUp ").expect("an object");
        let query =
            format!("query ($id: ID!) {{ node(id: $id) {{ ... on ShiftSignUp {fields} }} }}");
        let answer = app
            .run(Some(who), &query, json!({ "id": sign_up["id"] }))
            .await;
        answer.at("/node").clone()
    }

    /// The shift as it is now.
    pub async fn shift_now(&self, app: &TestApp, shift: &Value) -> Value {
        let fields = SHIFT.strip_prefix("shift ").expect("an object");
        let query = format!("query ($id: ID!) {{ node(id: $id) {{ ... on Shift {fields} }} }}");
        let who = self.day.organiser();
        let answer = app
            .run(Some(who), &query, json!({ "id": shift["id"] }))
            .await;
        answer.at("/node").clone()
    }

    /// Lets somebody serve a shift to its end, and certifies it; gives the record.
    pub async fn serve(&self, app: &TestApp, who: PersonId, shift: &Value) -> Value {
        let sign_up = self.sign_up(app, who, shift).await;
        let ends = shift["endsAt"].as_str().expect("an instant");
        let ends: chrono::DateTime<chrono::Utc> = ends.parse().expect("an instant");
        app.advance(ends - app.now());
        self.step(app, self.lead, "confirmAttendance", &sign_up)
            .await;
        self.certify(app, &sign_up).await
    }

    /// Certifies what somebody did.
    pub async fn certify(&self, app: &TestApp, sign_up: &Value) -> Value {
        let input = json!({ "signUpIds": [sign_up["id"]] });
        let selection =
            "serviceRecords { id minutes content place startsAt endsAt certifiedBy { name } }";
        let records = self
            .day
            .done(app, self.lead, "certifyService", selection, input)
            .await;
        records[0].clone()
    }
}

/// The key of a sign-up that a client was shown.
pub fn sign_up_key(sign_up: &Value) -> ShiftSignUpId {
    ShiftSignUpId(key(&sign_up["id"]))
}
