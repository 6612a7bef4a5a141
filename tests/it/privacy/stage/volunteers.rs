//! How she helps.

use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::EntityTrait;
use serde_json::json;

use super::{Everything, put};
use crate::support::app::TestApp;

impl Everything {
    /// Her part in a team, what she can do, and a shift that she has served, with what was certified of it.
    pub(super) async fn help(&self, app: &TestApp) {
        let (root_area_id, person_id, now) = (self.town.city.id, self.lan, app.now());
        let team = team::Entity::find()
            .one(app.core.db().reader())
            .await
            .expect("teams are read")
            .expect("she leads one");
        let member = team_member::Model {
            id: app.core.new_id(),
            root_area_id,
            team_id: team.id,
            person_id,
            state: MemberState::Active,
            created_at: now,
            joined_at: Some(now),
            approved_by: Some(self.town.organiser),
            ended_at: None,
        };
        put(app, member).await;
        for (name, object, input) in [
            (
                "setSkills",
                "volunteer { skills }",
                json!({ "skills": ["NURSING"] }),
            ),
            (
                "recordQualification",
                "qualification { id }",
                json!({ "skill": "NURSING", "number": "N-7731", "issuer": "卫生局" }),
            ),
        ] {
            let answer = app.mutate(Some(self.lan), name, object, input).await;
            assert_eq!(answer.refusals(name), [""; 0], "{name}");
        }
        let sign_up = self.serve(app, team.id).await;
        let record = service_record::Model {
            id: app.core.new_id(),
            root_area_id,
            event_id: sign_up.event_id,
            sign_up_id: sign_up.id,
            team_id: Some(team.id),
            person_id: Some(person_id),
            content: "量血压".to_owned(),
            place: None,
            starts_at: sign_up.starts_at,
            ends_at: sign_up.ends_at,
            minutes: 60,
            certified_by: Some(self.town.organiser),
            corrects: None,
            reason: None,
            created_at: now,
        };
        put(app, record.clone()).await;
        let entry = hours_entry::Model {
            id: app.core.new_id(),
            root_area_id,
            person_id: Some(person_id),
            record_id: record.id,
            minutes: record.minutes,
            created_at: now,
        };
        put(app, entry).await;
        let certificate = certificate::Model {
            id: app.core.new_id(),
            root_area_id,
            person_id: Some(person_id),
            serial: "2026-000001".to_owned(),
            code: "LANLANLANLANLANL".to_owned(),
            from_day: record.starts_at.date_naive(),
            until_day: record.ends_at.date_naive(),
            records: 1,
            minutes: record.minutes,
            issued_by: Some(person_id),
            issued_at: now,
        };
        put(app, certificate).await;
    }

    /// Her hour on a shift of the past event.
    async fn serve(&self, app: &TestApp, team: TeamId) -> shift_sign_up::Model {
        let (root_area_id, now) = (self.town.city.id, app.now());
        let (event_id, starts_at) = (self.past.id, self.past.starts_at);
        let ends_at = starts_at + TimeDelta::hours(1);
        let shift = shift::Model {
            id: app.core.new_id(),
            root_area_id,
            event_id,
            team_id: Some(team),
            stall_id: None,
            name: "上午".to_owned(),
            place: None,
            starts_at,
            ends_at,
            cancel_until_minutes: 0,
            minors_from_age: None,
            state: ShiftState::Open,
            called_at: None,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        put(app, shift.clone()).await;
        let role = shift_role::Model {
            id: app.core.new_id(),
            event_id,
            shift_id: shift.id,
            name: "量血压".to_owned(),
            skill: None,
            needs_proof: false,
            places: 2,
            taken: 1,
            ordinal: 1,
            removed_at: None,
        };
        put(app, role.clone()).await;
        let sign_up = shift_sign_up::Model {
            id: app.core.new_id(),
            root_area_id,
            event_id,
            shift_id: shift.id,
            role_id: role.id,
            person_id: Some(self.lan),
            state: SignUpState::Attended,
            ended_reason: None,
            minor: false,
            signed_by: Some(self.lan),
            via: Via::App,
            starts_at,
            ends_at,
            created_at: now,
            signed_up_at: Some(now),
            attended_from: Some(starts_at),
            attended_until: Some(ends_at),
            attended_how: Some(AttendedHow::Code),
            confirmed_by: Some(self.town.organiser),
            swap_offered_at: None,
            swap_with_id: None,
            swap_for_id: None,
            updated_at: now,
            version: 1,
        };
        put(app, sign_up.clone()).await;
        sign_up
    }
}
