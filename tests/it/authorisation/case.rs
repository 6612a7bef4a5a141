//! One way to call one root field, and what becomes of it.

use serde_json::Value;

use super::actors::Who;
use super::stage::Stage;
use crate::support::answer::Answer;
use crate::support::app::TestApp;
use crate::support::trace::Trace;

/// A call of a root field.
pub struct Case {
    /// The field.
    pub field: &'static str,
    /// Of what, as the table calls it.
    pub about: &'static str,
    /// The operation.
    pub operation: String,
    /// Its variables.
    pub variables: Value,
}

/// What an actor gets, as the table writes it: `ok`, `empty`, `refused CODE`, or the code of the
/// error.
pub fn outcome(field: &str, answer: &Answer) -> String {
    if answer.body.get("errors").is_some() {
        return answer.error_code().to_owned();
    }
    let value = answer.at(&format!("/{field}"));
    let refusal = value.pointer("/userErrors/0/code");
    // What decides about several tells of each for itself.
    let refusal = refusal.or_else(|| value.pointer("/results/0/userErrors/0/code"));
    if let Some(refusal) = refusal {
        return format!("refused {}", refusal.as_str().unwrap_or("?"));
    }
    let list = value.get("nodes").unwrap_or(value);
    let empty = match list {
        Value::Null => true,
        Value::Array(items) => items.iter().all(Value::is_null),
        _ => false,
    };
    if empty { "empty" } else { "ok" }.to_owned()
}

/// The cases of a stage, always in the same order.
pub type Cases = fn(&Stage) -> Vec<Case>;

/// What a row of the table is about, and the outcome for each actor in their order.
pub type Row = (&'static str, Vec<String>);

/// The rows of one root field. Whoever is turned away leaves no trace, and what is hidden cannot be
/// told from what is not there. The stage is built anew once something was taken away.
pub async fn rows(app: &TestApp, field: &str, cases: Cases) -> Vec<Row> {
    let own = |stage: &Stage| -> Vec<Case> {
        cases(stage)
            .into_iter()
            .filter(|case| case.field == field)
            .collect()
    };
    let mut fresh = build(app).await;
    let mut rows = Vec::new();
    for index in 0..own(&fresh.0).len() {
        let mut row = Vec::new();
        for who in Who::ALL {
            let (stage, before) = &fresh;
            let case = &own(stage)[index];
            let (outcome, after) = case.run(app, stage, before, *who).await;
            if after != *before && takes_away(field) {
                fresh = build(app).await;
            } else {
                fresh.1 = after;
            }
            row.push(outcome);
        }
        rows.push((own(&fresh.0)[index].about, row));
    }
    rows
}

/// Whether what one actor does leaves less for the next to do.
fn takes_away(field: &str) -> bool {
    let verbs = [
        "publish",
        "cancel",
        "remove",
        "withdraw",
        "confirm",
        "grant",
        "revoke",
        "erase",
        "unlink",
        "merge",
        "move",
        "refuse",
        "accept",
        "registerMyself",
        "signIn",
        "createCheckInList",
        "updateSeries",
        "endSeries",
        "skip",
        "planBanquet",
        "close",
        "bookSlot",
        "takeTicket",
        "checkInBooking",
        "openStation",
        "pauseStation",
        "callNext",
        "startServing",
        "finishServing",
        "makeReady",
        "collectItems",
        "returnToQueue",
        "holdTicket",
        "transferTicket",
        "undoTicketMove",
        "joinTeam",
        "addTeamMember",
        "approveTeamMember",
        "endTeamMembership",
        "endQualification",
        "callForVolunteers",
        "signUpForShift",
        "offerShiftSwap",
        "attendShift",
        "markNoShow",
        "certifyService",
        "correctServiceRecord",
        "handOverRedemption",
        "redeemReward",
    ];
    verbs.iter().any(|verb| field.starts_with(verb))
}

async fn build(app: &TestApp) -> (Stage, Trace) {
    let stage = Stage::build(app).await;
    // A subscription would do it, which is no trace of whoever is turned away.
    let sequence = async || mulin_domain::journal::sequence(&app.core).await;
    while sequence().await.expect("the journal is sequenced") > 0 {}
    (stage, Trace::of(app).await)
}

impl Case {
    async fn ask(&self, app: &TestApp, token: Option<&str>, variables: &Value) -> Answer {
        if self.operation.starts_with("subscription") {
            return app
                .watch(token, self.field, &self.operation, variables)
                .await;
        }
        app.run_with(token, &self.operation, variables.clone())
            .await
    }

    /// The outcome, and what is in the database then.
    async fn run(&self, app: &TestApp, stage: &Stage, before: &Trace, who: Who) -> (String, Trace) {
        let place = format!("{} ({}) as {}", self.field, self.about, who.title());
        let (token, sent) = (stage.token(app, who).await, app.mail.sent().len());
        let token = token.as_deref();
        let answer = self.ask(app, token, &self.variables).await;
        let outcome = outcome(self.field, &answer);
        if outcome != "ok" {
            self.hides(app, stage, token, &answer, &outcome, &place)
                .await;
        }
        assert_eq!(app.mail.sent().len(), sent, "{place} sent something");
        let after = Trace::of(app).await;
        assert!(
            outcome == "ok" || after == *before,
            "{place} left a trace: {after:?}"
        );
        (outcome, after)
    }

    /// The answer about something hidden is, to the byte, that about something that is not there.
    async fn hides(
        &self,
        app: &TestApp,
        stage: &Stage,
        token: Option<&str>,
        hidden: &Answer,
        outcome: &str,
        place: &str,
    ) {
        let at = |place: &str| format!("/data/{}{place}/userErrors/0/path", self.field);
        let path = hidden.body.pointer(&at(""));
        let path = path.or_else(|| hidden.body.pointer(&at("/results/0")));
        let path = path.and_then(Value::as_array);
        let key = match outcome {
            "empty" => None,
            // Of a list the path ends with a place in it.
            "refused NOT_FOUND" => path.and_then(|path| {
                let names = path.iter().filter_map(Value::as_str);
                names.rev().find(|name| name.parse::<usize>().is_err())
            }),
            _ => return,
        };
        let mut variables = self.variables.clone();
        exchange(&mut variables, key, stage);
        let names_one = key.is_some() || variables.get("id").is_some();
        assert!(variables != self.variables || !names_one, "{place}");
        let missing = self.ask(app, token, &variables).await;
        assert_eq!(hidden.text, missing.text, "{place}: hidden or missing");
        assert_eq!(hidden.status, missing.status, "{place}");
        let headers = |answer: &Answer| {
            let mut headers = answer.headers.clone();
            headers.remove("x-request-id");
            headers
        };
        assert_eq!(headers(hidden), headers(&missing), "{place}");
    }
}

/// Puts the id of nothing in place of ids: of those under the key, or of all.
fn exchange(part: &mut Value, key: Option<&str>, stage: &Stage) {
    match part {
        Value::Object(fields) => {
            for (name, value) in fields {
                let meant = key.is_none_or(|key| key == name);
                match value {
                    Value::String(text) if meant => exchange_text(text, stage),
                    Value::Array(_) if meant => exchange(value, None, stage),
                    other => exchange(other, key, stage),
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                match item {
                    Value::String(text) if key.is_none() => exchange_text(text, stage),
                    other => exchange(other, key, stage),
                }
            }
        }
        _ => {}
    }
}

fn exchange_text(text: &mut String, stage: &Stage) {
    use mulin::graphql::id::split;
    use mulin_entities::*;

    use crate::factories::unknown;
    if text.as_str() == super::belongings::ISSUER {
        "https://nobody.example.org".clone_into(text);
        return;
    }
    if text.starts_with(super::forms::TOKEN) {
        "invite_bm90aGluZw".clone_into(text);
        return;
    }
    let nothing = match split(text).map(|(prefix, _)| prefix) {
        Some("person") => unknown::<PersonId>(&stage.town),
        Some("household") => unknown::<HouseholdId>(&stage.town),
        Some("grant") => unknown::<RoleGrantId>(&stage.town),
        Some("event") => unknown::<EventId>(&stage.town),
        Some("item") => unknown::<ProgrammeItemId>(&stage.town),
        Some("rsvp") => unknown::<RsvpId>(&stage.town),
        Some("question") => unknown::<QuestionId>(&stage.town),
        Some("invitation") => unknown::<InvitationId>(&stage.town),
        Some("ilink") => unknown::<InvitationLinkId>(&stage.town),
        Some("plink") => unknown::<PersonalLinkId>(&stage.town),
        Some("consent") => unknown::<ConsentId>(&stage.town),
        Some("eventrole") => unknown::<EventRoleId>(&stage.town),
        Some("session") => unknown::<SessionId>(&stage.town),
        Some("contact") => unknown::<ContactPointId>(&stage.town),
        Some("checkin") => unknown::<CheckInId>(&stage.town),
        Some("checkinlist") => unknown::<CheckInListId>(&stage.town),
        Some("announcement") => unknown::<AnnouncementId>(&stage.town),
        Some("team") => unknown::<TeamId>(&stage.town),
        Some("delivery") => unknown::<DeliveryId>(&stage.town),
        Some("channelconsent") => unknown::<ChannelConsentId>(&stage.town),
        Some("calltask") => unknown::<CallTaskId>(&stage.town),
        Some("series") => unknown::<SeriesId>(&stage.town),
        Some("calendarfeed") => unknown::<CalendarFeedId>(&stage.town),
        Some("dish") => unknown::<DishId>(&stage.town),
        Some("table") => unknown::<BanquetTableId>(&stage.town),
        Some("wanteddish") => unknown::<WantedDishId>(&stage.town),
        Some("filingtask") => unknown::<FilingTaskId>(&stage.town),
        Some("foodsample") => unknown::<FoodSampleId>(&stage.town),
        Some("cookcertificate") => unknown::<CookCertificateId>(&stage.town),
        Some("stall") => unknown::<StallId>(&stage.town),
        Some("stallservice") => unknown::<StallServiceId>(&stage.town),
        Some("station") => unknown::<StationId>(&stage.town),
        Some("slot") => unknown::<SlotId>(&stage.town),
        Some("ticket") => unknown::<TicketId>(&stage.town),
        Some("teammember") => unknown::<TeamMemberId>(&stage.town),
        Some("qualification") => unknown::<QualificationId>(&stage.town),
        Some("shift") => unknown::<ShiftId>(&stage.town),
        Some("shiftrole") => unknown::<ShiftRoleId>(&stage.town),
        Some("signup") => unknown::<ShiftSignUpId>(&stage.town),
        Some("servicerecord") => unknown::<ServiceRecordId>(&stage.town),
        Some("certificate") => unknown::<CertificateId>(&stage.town),
        Some("pointsrule") => unknown::<PointsRuleId>(&stage.town),
        Some("pointsentry") => unknown::<PointsEntryId>(&stage.town),
        Some("reward") => unknown::<RewardId>(&stage.town),
        Some("redemption") => unknown::<RedemptionId>(&stage.town),
        // Areas, venues, and what the authorities ask are public.
        _ => return,
    };
    *text = nothing.0;
}
