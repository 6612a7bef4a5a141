//! The demo's volunteers: a team that cleaned the river bank last week and got points for it, and its
//! shift at the next service day, where more are needed.

use std::sync::Arc;

use anyhow::{Context as _, Result};
use chrono::{Days, NaiveDateTime, TimeDelta};
use mulin_domain::check_in::{CheckIn, check_in};
use mulin_domain::clock::{Instant, ManualClock};
use mulin_domain::event::store as events;
use mulin_domain::input::Patch;
use mulin_domain::person::Acting;
use mulin_domain::points::{AddReward, SetPointsRule, add_reward, set_points_rule};
use mulin_domain::service_record::{CertifyService, certify_service};
use mulin_domain::shift::{
    AddShift, ConfirmAttendance, NewRole, Settings, SignUpForShift, add_shift, confirm_attendance,
    sign_up_for_shift, store as shifts,
};
use mulin_domain::volunteer::{
    CreateTeam, GrantTeamLead, JoinTeam, OfMember, approve_team_member, create_team,
    grant_team_lead, join_team,
};
use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::calendar::{Answers, Occasion, Plan, Stand, ZONE};
use super::stage::Stage;
use super::{descriptions, homes, places};

const TEAM: &str = "桂花邻里帮帮团";
/// Neighbours who volunteer beside the resident.
const HELPERS: usize = 3;
/// Of those who said that they come, who came.
const CAME: usize = 9;

/// Makes what is missing of them.
pub(super) async fn help(stage: &Stage<'_>, service_day: EventId) -> Result<()> {
    let known = team::Entity::find()
        .filter(team::Column::AreaId.eq(places::area_id(places::COMMUNITY)))
        .filter(team::Column::Name.eq(TEAM))
        .one(stage.core.db().reader())
        .await?;
    let team = match known {
        Some(team) => team.id,
        None => last_week(stage).await?,
    };
    let reader = stage.core.db().reader();
    if !shifts::of_events(reader, [service_day]).await?.is_empty() {
        return Ok(());
    }
    let day = events::event(reader, service_day).await?;
    let begins = day.context("the service day is missing")?.starts_local;
    let roles = [("引导员", 4), ("登记员", 2)];
    let made = shift(
        stage,
        service_day,
        team,
        ("上午迎宾", "一楼大厅"),
        begins,
        &roles,
    )
    .await?;
    for helper in helpers(stage) {
        sign_up(stage, helper, made).await?;
    }
    Ok(())
}

/// Plays last week, on its own clock: the team is made, signs up, and serves.
async fn last_week(stage: &Stage<'_>) -> Result<TeamId> {
    let today = stage.core.now().with_timezone(&ZONE).date_naive();
    let day = today.checked_sub_days(Days::new(6)).unwrap_or(today);
    let begins = day.and_hms_opt(9, 0, 0).context("a morning has no nine")?;
    let begins_at = instant(begins).context("nine is no time there")?;
    let clock = Arc::new(ManualClock::at(begins_at - TimeDelta::days(3)));
    let core = stage.core.at(clock.clone());
    let then = Stage::enter(&core).await?;

    let team = found(&then).await?;
    let event = then.draft(&clean_up(begins)).await?;
    then.publish(event).await?;
    let guests = then.guests(places::COMMUNITY, 11);
    let answers = Answers {
        going: CAME + 2,
        ..Answers::default()
    };
    then.answer(event, &guests, answers, 3).await?;
    let roles = [("清扫员", 5)];
    let made = shift(&then, event, team, ("河岸清扫", "文化广场"), begins, &roles).await?;
    let mut on = Vec::new();
    for who in helpers(&then).into_iter().chain([homes::RESIDENT.id()]) {
        on.push(sign_up(&then, who, made).await?);
    }
    clock.set(begins_at + TimeDelta::minutes(20));
    receive(&then, event).await?;
    clock.set(begins_at + TimeDelta::hours(3));
    thank(&then, &on).await?;
    Ok(team)
}

fn instant(local: NaiveDateTime) -> Option<Instant> {
    let at = local.and_local_timezone(ZONE).earliest()?;
    Some(at.to_utc())
}

/// The team, which the steward leads and the resident joins, and what its service is worth.
async fn found(then: &Stage<'_>) -> Result<TeamId> {
    let community = places::area_id(places::COMMUNITY);
    let input = CreateTeam {
        area_id: Ok(community),
        name: TEAM.to_owned(),
    };
    let team = create_team(then.core, &then.organiser, input, None)
        .await?
        .id;
    let input = GrantTeamLead {
        team_id: Ok(team),
        person_id: Ok(homes::STEWARD.id()),
    };
    grant_team_lead(then.core, &then.organiser, input, None).await?;
    let input = JoinTeam {
        acting: Acting::default(),
        team_id: Ok(team),
    };
    let resident = then.actor(homes::RESIDENT.id()).await?;
    let asked = join_team(then.core, &resident, input, None).await?;
    let input = OfMember {
        team_member_id: Ok(asked.id),
    };
    let lead = then.actor(homes::STEWARD.id()).await?;
    approve_team_member(then.core, &lead, input).await?;
    let input = SetPointsRule {
        area_id: Ok(community),
        points_per_hour: 10,
        valid_from: None,
    };
    set_points_rule(then.core, &then.organiser, input, None).await?;
    let input = AddReward {
        area_id: Ok(community),
        name: "洗衣液".to_owned(),
        description: Some("一瓶，两公斤；在邻里中心领取。".to_owned()),
        cost: 15,
        stock: 30,
    };
    add_reward(then.core, &then.organiser, input, None).await?;
    Ok(team)
}

fn clean_up(begins: NaiveDateTime) -> Plan {
    Plan {
        occasion: Occasion::CleanUp,
        kind: EventKind::Gathering,
        visibility: Visibility::Public,
        title: "河岸清洁日",
        description: descriptions::CLEAN_UP,
        area: places::COMMUNITY,
        venue: places::SQUARE,
        festival: None,
        starts: begins,
        length: TimeDelta::hours(2),
        capacity: None,
        max_party: None,
        closes_before: None,
        stand: Stand::Published,
        answers: Answers::default(),
    }
}

/// A shift of two hours.
async fn shift(
    stage: &Stage<'_>,
    event: EventId,
    team: TeamId,
    (name, place): (&str, &str),
    begins: NaiveDateTime,
    roles: &[(&str, i32)],
) -> Result<ShiftId> {
    let clock = |at: NaiveDateTime| at.format("%Y-%m-%dT%H:%M").to_string();
    let role = |(name, places): &(&str, i32)| NewRole {
        id: None,
        name: (*name).to_owned(),
        skill: None,
        needs_proof: false,
        places: *places,
    };
    let input = AddShift {
        event_id: Ok(event),
        settings: Settings {
            name: Patch::Set(name.to_owned()),
            place: Patch::Set(place.to_owned()),
            team_id: Patch::Set(Ok(team)),
            starts_at: Patch::Set(clock(begins)),
            ends_at: Patch::Set(clock(begins + TimeDelta::hours(2))),
            ..Settings::default()
        },
        roles: roles.iter().map(role).collect(),
    };
    Ok(add_shift(stage.core, &stage.organiser, input, None)
        .await?
        .id)
}

fn helpers(stage: &Stage<'_>) -> Vec<PersonId> {
    let mut guests = stage.guests(places::COMMUNITY, 12);
    guests.truncate(HELPERS);
    guests
}

/// For the first role of the shift.
async fn sign_up(stage: &Stage<'_>, who: PersonId, shift: ShiftId) -> Result<ShiftSignUpId> {
    let roles = shifts::roles_of(stage.core.db().reader(), [shift]).await?;
    let first = roles.iter().min_by_key(|role| role.ordinal);
    let input = SignUpForShift {
        acting: Acting::default(),
        shift_role_id: Ok(first.context("a shift needs nobody")?.id),
        waitlist: false,
    };
    let who = stage.actor(who).await?;
    Ok(sign_up_for_shift(stage.core, &who, input, None).await?.id)
}

/// Most of those who said so came.
async fn receive(then: &Stage<'_>, event: EventId) -> Result<()> {
    let going = rsvp::Entity::find()
        .filter(rsvp::Column::EventId.eq(event))
        .filter(rsvp::Column::State.eq(RsvpState::Going))
        .all(then.core.db().reader())
        .await?;
    for rsvp in going.into_iter().take(CAME) {
        let input = CheckIn {
            event_id: Ok(event),
            list_id: None,
            code: None,
            rsvp_id: Some(Ok(rsvp.id)),
            adults: None,
            children: None,
        };
        check_in(then.core, &then.organiser, input, None).await?;
    }
    Ok(())
}

/// The lead notes that they were there, and certifies what they did.
async fn thank(then: &Stage<'_>, on: &[ShiftSignUpId]) -> Result<()> {
    let lead = then.actor(homes::STEWARD.id()).await?;
    for sign_up in on {
        let input = ConfirmAttendance {
            sign_up_id: Ok(*sign_up),
            from: None,
            until: None,
        };
        confirm_attendance(then.core, &lead, input).await?;
    }
    let input = CertifyService {
        sign_up_ids: on.iter().copied().map(Ok).collect(),
        content: None,
    };
    certify_service(then.core, &lead, input).await?;
    Ok(())
}
