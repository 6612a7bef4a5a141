//! The volunteers of the stage: what the resident can do and has done, shifts of the public event and of the
//! one for those who were invited, a shift that is on, and what points are exchanged for. The helper leads
//! the team.

use chrono::{DateTime, TimeDelta, Utc};
use mulin_domain::shift::code;
use mulin_entities::*;
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::actors::Who;
use super::stage::Stage;
use crate::factories::gid;
use crate::support::app::TestApp;
use crate::support::mutation::key;

/// See the module.
pub struct Volunteers {
    /// The resident's part in the team.
    pub member: TeamMemberId,
    /// The neighbour's, who asks to join.
    pub asked: TeamMemberId,
    /// The resident's paper, which nobody has seen.
    pub paper: QualificationId,
    /// Likewise, and the helper has seen it.
    pub seen: QualificationId,
    /// Likewise, and it was taken away.
    pub ended: QualificationId,
    /// Of the public event, with everything told of it.
    pub shift: (ShiftId, ShiftRoleId),
    /// Of the public event, with nobody on it.
    pub spare: (ShiftId, ShiftRoleId),
    /// Of the event for those who were invited.
    pub hidden: (ShiftId, ShiftRoleId),
    /// Of the public event, and called off.
    pub called_off: ShiftId,
    /// The resident's, offered to the housemate for the housemate's.
    pub offered: ShiftSignUpId,
    /// The housemate's, at another shift of that time.
    pub wanted: ShiftSignUpId,
    /// The resident's, on the shift that is on.
    pub on: ShiftSignUpId,
    /// The resident's, who was there, which is certified and put right.
    pub served: ShiftSignUpId,
    /// Likewise, and nothing is certified.
    pub there: ShiftSignUpId,
    /// The resident's, who left.
    pub left: ShiftSignUpId,
    /// What was certified first.
    pub record: ServiceRecordId,
    /// What stands in its place.
    pub correction: ServiceRecordId,
    /// The resident's.
    pub certificate: CertificateId,
    /// What it is looked up by.
    pub code: String,
    /// The code that is shown where the shift is that is on.
    pub shown: String,
    /// Of the community.
    pub rule: PointsRuleId,
    /// Of the community.
    pub reward: RewardId,
    /// Likewise, and given no more.
    pub over: RewardId,
    /// Asked for by the resident.
    pub redemption: RedemptionId,
    /// Handed over to the resident.
    pub given: RedemptionId,
    /// By which the resident earned points.
    pub earned: PointsEntryId,
    /// By which they spent some.
    pub spent: PointsEntryId,
}

impl Volunteers {
    /// Before there are any.
    pub fn none() -> Self {
        let nil = Uuid::nil();
        Self {
            member: TeamMemberId(nil),
            asked: TeamMemberId(nil),
            paper: QualificationId(nil),
            seen: QualificationId(nil),
            ended: QualificationId(nil),
            shift: (ShiftId(nil), ShiftRoleId(nil)),
            spare: (ShiftId(nil), ShiftRoleId(nil)),
            hidden: (ShiftId(nil), ShiftRoleId(nil)),
            called_off: ShiftId(nil),
            offered: ShiftSignUpId(nil),
            wanted: ShiftSignUpId(nil),
            on: ShiftSignUpId(nil),
            served: ShiftSignUpId(nil),
            there: ShiftSignUpId(nil),
            left: ShiftSignUpId(nil),
            record: ServiceRecordId(nil),
            correction: ServiceRecordId(nil),
            certificate: CertificateId(nil),
            code: String::new(),
            shown: String::new(),
            rule: PointsRuleId(nil),
            reward: RewardId(nil),
            over: RewardId(nil),
            redemption: RedemptionId(nil),
            given: RedemptionId(nil),
            earned: PointsEntryId(nil),
            spent: PointsEntryId(nil),
        }
    }

    /// The resident helps, and others look after that.
    pub async fn of(app: &TestApp, stage: &Stage) -> Self {
        let set_up = SetUp { app, stage };
        let mut made = Self::none();
        set_up.abilities(&mut made).await;
        set_up.shifts(&mut made).await;
        set_up.records(&mut made).await;
        set_up.points(&mut made).await;
        made
    }
}

struct SetUp<'a> {
    app: &'a TestApp,
    stage: &'a Stage,
}

impl SetUp<'_> {
    async fn put<M, A>(&self, row: M)
    where
        M: IntoActiveModel<A>,
        A: ActiveModelTrait + ActiveModelBehavior + Send,
    {
        A::Entity::insert(row.into_active_model().reset_all())
            .exec_without_returning(self.app.core.db().writer())
            .await
            .expect("the row can be written");
    }

    fn person(&self, who: Who) -> PersonId {
        self.stage.person(who).expect("they have a record")
    }

    async fn done(&self, who: Who, name: &str, selection: &str, input: Value) -> Value {
        let person = self.stage.person(who);
        let answer = self.app.mutate(person, name, selection, input).await;
        assert_eq!(answer.refusals(name), [""; 0], "{name}");
        let object = selection.split(' ').next().expect("an object");
        answer.at(&format!("/{name}/{object}")).clone()
    }

    async fn abilities(&self, made: &mut Volunteers) {
        let (now, root) = (self.app.now(), self.stage.town.city.id);
        for (who, state) in [
            (Who::Oneself, MemberState::Active),
            (Who::Neighbour, MemberState::Requested),
        ] {
            let active = state == MemberState::Active;
            let row = team_member::Model {
                id: self.app.core.new_id(),
                root_area_id: root,
                team_id: self.stage.team,
                person_id: self.person(who),
                state,
                created_at: now,
                joined_at: active.then_some(now),
                approved_by: active.then(|| self.person(Who::Helper)),
                ended_at: None,
            };
            if active {
                made.member = row.id;
            } else {
                made.asked = row.id;
            }
            self.put(row).await;
        }
        let skills = json!({ "skills": ["SEWING"] });
        self.done(Who::Oneself, "setSkills", "volunteer { skills }", skills)
            .await;
        let mut papers = Vec::new();
        for number in ["1", "2", "3"] {
            let input = json!({
                "skill": "SEWING", "number": number, "issuer": "人社局", "validUntil": self.day(300),
            });
            let paper = "qualification { id }";
            let paper = self
                .done(Who::Oneself, "recordQualification", paper, input)
                .await;
            papers.push(QualificationId(key(&paper["id"])));
        }
        (made.paper, made.seen, made.ended) = (papers[0], papers[1], papers[2]);
        let gone = json!({ "qualificationId": *gid(&self.stage.town, made.ended) });
        self.done(
            Who::Oneself,
            "endQualification",
            "qualification { id }",
            gone,
        )
        .await;
        let seen = json!({ "qualificationId": *gid(&self.stage.town, made.seen) });
        self.done(
            Who::Helper,
            "confirmQualification",
            "qualification { id }",
            seen,
        )
        .await;
    }

    /// A shift of the team at an event, with one role.
    async fn shift(
        &self,
        event: EventId,
        (from, until): (DateTime<Utc>, DateTime<Utc>),
    ) -> (ShiftId, ShiftRoleId) {
        let now = self.app.now();
        let days = &self.stage.service_days;
        let row = shift::Model {
            id: self.app.core.new_id(),
            root_area_id: self.stage.town.city.id,
            event_id: event,
            team_id: Some(self.stage.team),
            stall_id: (event == self.stage.public).then_some(days.public.stall),
            name: "引导".to_owned(),
            place: Some("南门".to_owned()),
            starts_at: from,
            ends_at: until,
            cancel_until_minutes: 0,
            minors_from_age: Some(14),
            state: ShiftState::Open,
            called_at: (event == self.stage.public).then_some(now - TimeDelta::days(1)),
            version: 1,
            created_at: now,
            updated_at: now,
        };
        let role = shift_role::Model {
            id: self.app.core.new_id(),
            event_id: event,
            shift_id: row.id,
            name: "缝补".to_owned(),
            skill: (event == self.stage.public).then_some(Skill::Sewing),
            needs_proof: false,
            places: 40,
            taken: 1,
            ordinal: 0,
            removed_at: None,
        };
        let ids = (row.id, role.id);
        self.put(row).await;
        self.put(role).await;
        ids
    }

    async fn sign_up(
        &self,
        event: EventId,
        (shift_id, role_id): (ShiftId, ShiftRoleId),
        (from, until): (DateTime<Utc>, DateTime<Utc>),
        who: Who,
        more: impl FnOnce(&mut shift_sign_up::Model),
    ) -> ShiftSignUpId {
        let now = self.app.now();
        let mut row = shift_sign_up::Model {
            id: self.app.core.new_id(),
            root_area_id: self.stage.town.city.id,
            event_id: event,
            shift_id,
            role_id,
            person_id: Some(self.person(who)),
            state: SignUpState::SignedUp,
            ended_reason: None,
            minor: false,
            signed_by: Some(self.person(Who::Housemate)),
            via: Via::App,
            starts_at: from,
            ends_at: until,
            created_at: now,
            signed_up_at: Some(now),
            attended_from: None,
            attended_until: None,
            attended_how: None,
            confirmed_by: None,
            swap_offered_at: None,
            swap_with_id: None,
            swap_for_id: None,
            updated_at: now,
            version: 1,
        };
        more(&mut row);
        let id = row.id;
        self.put(row).await;
        id
    }

    async fn shifts(&self, made: &mut Volunteers) {
        let stage = self.stage;
        let (public, now) = (self.span(stage.public).await, self.app.now());
        made.shift = self.shift(stage.public, public).await;
        made.spare = self
            .shift(stage.public, (public.1, public.1 + TimeDelta::minutes(20)))
            .await;
        (made.called_off, _) = self.shift(stage.public, public).await;
        let called_off = shift::ActiveModel {
            id: Set(made.called_off),
            state: Set(ShiftState::Cancelled),
            ..Default::default()
        };
        let called_off = called_off.update(self.app.core.db().writer()).await;
        called_off.expect("the shift is called off");
        let other = self.shift(stage.public, public).await;
        let hidden = self.span(stage.invited).await;
        made.hidden = self.shift(stage.invited, hidden).await;
        made.wanted = self
            .sign_up(stage.public, other, public, Who::Housemate, |_| {})
            .await;
        let (wanted, housemate) = (made.wanted, self.person(Who::Housemate));
        made.offered = self
            .sign_up(stage.public, made.shift, public, Who::Oneself, |row| {
                row.swap_offered_at = Some(now);
                row.swap_with_id = Some(housemate);
                row.swap_for_id = Some(wanted);
            })
            .await;
        made.left = self
            .sign_up(stage.public, made.shift, public, Who::Oneself, |row| {
                row.state = SignUpState::Cancelled;
                row.ended_reason = Some(SignUpEnd::Volunteer);
            })
            .await;
        let day = stage.service_days.day;
        let helper = self.person(Who::Helper);
        let half_hours = |from: i64, until: i64| {
            let at = |halves: i64| now + TimeDelta::minutes(30 * halves);
            (at(from), at(until))
        };
        let mut over = Vec::new();
        for span in [half_hours(-4, -3), half_hours(-3, -2)] {
            let shift = self.shift(day, span).await;
            let attended = |row: &mut shift_sign_up::Model| {
                row.state = SignUpState::Attended;
                row.attended_from = Some(span.0);
                row.attended_until = Some(span.1);
                row.attended_how = Some(AttendedHow::Lead);
                row.confirmed_by = Some(helper);
            };
            over.push(self.sign_up(day, shift, span, Who::Oneself, attended).await);
        }
        (made.served, made.there) = (over[0], over[1]);
        let span = half_hours(-2, 2);
        let on = self.shift(day, span).await;
        made.on = self.sign_up(day, on, span, Who::Oneself, |_| {}).await;
        (made.shown, _) = code::shown(self.app.core.keyring(), on.0, now);
    }

    /// So many days from today: stages are built one after another, years apart.
    fn day(&self, later: i64) -> String {
        let day = self.app.now() + TimeDelta::days(later);
        day.date_naive().to_string()
    }

    /// The first half hour of an event.
    async fn span(&self, event: EventId) -> (DateTime<Utc>, DateTime<Utc>) {
        let row = event::Entity::find_by_id(event)
            .one(self.app.core.db().reader())
            .await
            .expect("events are read")
            .expect("it is there");
        (row.starts_at, row.starts_at + TimeDelta::minutes(30))
    }

    async fn records(&self, made: &mut Volunteers) {
        let town = &self.stage.town;
        // It had begun before the resident served.
        let began = self.app.now() - TimeDelta::days(1);
        made.rule = self.app.core.new_id();
        self.put(points_rule::Model {
            id: made.rule,
            root_area_id: town.city.id,
            area_id: town.community.id,
            area_path: town.community.path.clone(),
            version: 1,
            points_per_hour: 100,
            valid_from: began,
            created_by: None,
            created_at: began,
        })
        .await;
        let input = json!({ "signUpIds": [*gid(town, made.served)] });
        let records = self
            .done(
                Who::Helper,
                "certifyService",
                "serviceRecords { id }",
                input,
            )
            .await;
        made.record = ServiceRecordId(key(&records[0]["id"]));
        let input = json!({
            "serviceRecordId": *gid(town, made.record), "content": "指路", "reason": "记错了",
        });
        let right = self
            .done(
                Who::Helper,
                "correctServiceRecord",
                "serviceRecord { id }",
                input,
            )
            .await;
        made.correction = ServiceRecordId(key(&right["id"]));
        let input = json!({ "from": self.day(-2), "until": self.day(1) });
        let certificate = self
            .done(
                Who::Oneself,
                "issueCertificate",
                "certificate { id code }",
                input,
            )
            .await;
        made.certificate = CertificateId(key(&certificate["id"]));
        made.code = certificate["code"].as_str().expect("a code").to_owned();
    }

    async fn points(&self, made: &mut Volunteers) {
        let town = &self.stage.town;
        let input = json!({
            "areaId": *gid(town, town.community.id), "name": "洗衣液", "description": "两公斤",
            "cost": 10, "stock": 90,
        });
        for reward in [&mut made.reward, &mut made.over] {
            let added = self
                .done(Who::Organiser, "addReward", "reward { id }", input.clone())
                .await;
            *reward = RewardId(key(&added["id"]));
        }
        let over = json!({ "rewardId": *gid(town, made.over), "ended": true });
        self.done(Who::Organiser, "updateReward", "reward { id }", over)
            .await;
        let mut asked = Vec::new();
        for _ in 0..2 {
            let input = json!({ "rewardId": *gid(town, made.reward) });
            let one = self
                .done(Who::Oneself, "redeemReward", "redemption { id }", input)
                .await;
            asked.push(RedemptionId(key(&one["id"])));
        }
        (made.redemption, made.given) = (asked[0], asked[1]);
        let given = json!({ "redemptionId": *gid(town, made.given) });
        self.done(
            Who::Organiser,
            "handOverRedemption",
            "redemption { id }",
            given,
        )
        .await;
        let query = "{ viewer { points { entries { nodes { id kind } } } } }";
        let answer = self
            .app
            .run(self.stage.person(Who::Oneself), query, json!({}))
            .await;
        let nodes = answer.at("/viewer/points/entries/nodes").clone();
        let nodes = nodes.as_array().expect("a list");
        let entry = |at: usize| PointsEntryId(key(&nodes[at]["id"]));
        (made.earned, made.spent) = (entry(nodes.len() - 1), entry(0));
    }
}
