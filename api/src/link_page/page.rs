//! The pages themselves.

mod event_words;
mod faults;
mod render;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use minijinja::context;
use mulin_domain::clock::Instant;
use mulin_domain::invitation::{LinkStanding, LinkView as InvitationView};
use mulin_domain::rsvp::{LinkView, can, rules};
use mulin_domain::{Core, Refusal};
use mulin_entities::{EventState, RsvpState, rsvp};
use mulin_notify::{format_time, one_line};
use serde::Serialize;

pub(crate) use self::event_words::locale;
use self::event_words::{event, zone};
use self::faults::{faults, here};
pub(super) use self::render::POLICY;
pub(crate) use self::render::{render, serialized};
use super::entry_code::entry_code;
use super::form::Form;
use super::questions;
use super::words::{self, Asked};
use crate::graphql::texts::{self, Speech};

/// What became of what the reader sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Done {
    /// It stands as they wanted.
    Saved,
    /// The answer is taken back.
    Withdrawn,
    /// Their page was from before, and what it says no longer holds.
    Stale,
}

impl Done {
    const ALL: [Self; 3] = [Self::Saved, Self::Withdrawn, Self::Stale];

    /// Its name in an address.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Saved => "saved",
            Self::Withdrawn => "withdrawn",
            Self::Stale => "stale",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|done| done.as_str() == name)
    }
}

/// Why there is nothing to be seen.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Problem {
    /// The link opens nothing, whatever the reason.
    Gone,
    /// There is no such dish, or nobody brings it any more.
    NoDish,
    /// What was sent is nothing that the page sends.
    NotTaken,
    /// The service is interrupted.
    Away,
}

/// The answer as it stands.
#[derive(Serialize)]
struct AnswerWords {
    state: String,
    adults: i32,
    children: i32,
    /// Whether it is about people who come, may come or want to.
    of_party: bool,
    waitlist_position: Option<i64>,
    /// Until when offered seats are held.
    held_until: Option<String>,
    /// What the organisers said when they refused.
    reason: Option<String>,
    entry_code: Option<String>,
}

/// What the form holds, as it was typed.
#[derive(Serialize)]
struct FormWords {
    key: String,
    adults: i32,
    children: i32,
    most: i32,
    note: String,
    is_full: bool,
    needs_approval: bool,
    /// Which questions it asks.
    version: i32,
}

/// The page that shows the event and takes the answer; with what was typed and refused, if it was.
pub(super) async fn answer(
    core: &Core,
    asked: &Asked,
    view: &LinkView,
    refused: Option<(&Form, &[Refusal])>,
) -> Result<String, minijinja::Error> {
    let language = asked.language(Some(&view.locale));
    let speech = Speech {
        language,
        zone: zone(core, &view.event),
    };
    let now = core.now();
    let closed = rules::must_take_answers(&view.event, now).err();
    let closed = closed.map(|why| texts::refusal(&Refusal::from(why), speech));
    let done = asked.done.filter(|_| refused.is_none());
    let faults = refused.map_or_else(Vec::new, |(form, refusals)| {
        faults(view, form, refusals, speech)
    });
    let here = here(&faults);
    let typed = refused.map(|(form, _)| form);
    let questions = questions::words(view, typed, &here, language);
    let standing = match &view.rsvp {
        Some(rsvp) => Some(standing(core, view, rsvp, speech).await),
        None => None,
    };
    let page = context! {
        event => serialized(event(
            core,
            &view.event,
            view.venue.as_ref(),
            view.contact_phone.as_deref(),
            speech,
        )),
        answer => serialized(standing),
        form => serialized(form(core, view, typed)),
        questions => serialized(questions),
        here => serialized(here),
        closed => closed,
        can_withdraw => can_withdraw(view, now),
        done => done.map(Done::as_str),
        faults => serialized(faults),
    };
    render("answer.html", language, page)
}

async fn standing(core: &Core, view: &LinkView, rsvp: &rsvp::Model, speech: Speech) -> AnswerWords {
    let offer = rsvp
        .offer_expires_at
        .filter(|_| rsvp.state == RsvpState::Offered);
    let reason = rsvp
        .decision_reason
        .clone()
        .filter(|_| rsvp.state == RsvpState::Refused);
    AnswerWords {
        state: rsvp.state.as_str(),
        adults: rsvp.adults,
        children: rsvp.children,
        of_party: matches!(
            rsvp.state,
            RsvpState::Going
                | RsvpState::Maybe
                | RsvpState::Waitlisted
                | RsvpState::Offered
                | RsvpState::Requested
        ),
        waitlist_position: view.waitlist_position,
        held_until: offer.map(|at| format_time(at, speech.zone, locale(speech.language))),
        reason,
        entry_code: match rsvp.state {
            RsvpState::Going => entry_code(core, rsvp).await,
            _ => None,
        },
    }
}

/// The page that asks whether the answer is to be taken back.
pub(super) fn withdrawal(asked: &Asked, view: &LinkView) -> Result<String, minijinja::Error> {
    let language = asked.language(Some(&view.locale));
    let title = one_line(&view.event.title);
    let back = asked.chosen.map(words::tag);
    render("withdrawal.html", language, context! { title, back })
}

/// The page behind a link that invites, which says how to take the invitation; `token` is what a client
/// takes for it. Of a link that invites no more it tells that, and nothing of the event.
pub(super) fn invitation(
    core: &Core,
    asked: &Asked,
    view: &InvitationView,
    token: &str,
) -> Result<String, minijinja::Error> {
    let language = asked.language(None);
    let speech = Speech {
        language,
        zone: zone(core, &view.event),
    };
    let standing = match view.standing {
        LinkStanding::Open => "open",
        LinkStanding::UsedUp => "used-up",
        LinkStanding::Over => "over",
    };
    let phone = view.contact_phone.as_deref();
    let page = context! {
        event => serialized(event(core, &view.event, view.venue.as_ref(), phone, speech)),
        area => one_line(&view.area_name),
        until => format_time(view.link.expires_at, speech.zone, locale(language)),
        standing,
        token,
    };
    render("invitation.html", language, page)
}

/// A page about nothing that anybody could learn from it.
pub(super) fn problem(asked: &Asked, problem: Problem) -> Result<String, minijinja::Error> {
    let (title, text) = match problem {
        Problem::Gone => ("page-gone", "page-gone-help"),
        Problem::NoDish => ("label-gone", "label-gone-help"),
        Problem::NotTaken => ("page-not-taken", "page-not-taken-help"),
        Problem::Away => ("page-away", "UNAVAILABLE"),
    };
    render(
        "problem.html",
        asked.language(None),
        context! { title, text },
    )
}

/// Whether there is an answer to take back.
pub(super) fn can_withdraw(view: &LinkView, now: Instant) -> bool {
    let is_on = view.event.state == EventState::Published;
    // What the organisers refused, or let pass, is over by itself.
    let is_over = |state| matches!(state, RsvpState::Refused | RsvpState::Expired);
    let rsvp = view
        .rsvp
        .as_ref()
        .filter(|rsvp| is_on && !is_over(rsvp.state));
    rsvp.is_some_and(|rsvp| can::withdraw(rsvp, (&view.event).into(), now))
}

fn form(core: &Core, view: &LinkView, typed: Option<&Form>) -> FormWords {
    let rsvp = view.rsvp.as_ref();
    let number = |typed: Option<&String>, stands: i32| {
        let typed = typed.and_then(|text| text.trim().parse().ok());
        typed.unwrap_or(stands)
    };
    let adults = rsvp.map_or(1, |rsvp| rsvp.adults);
    let children = rsvp.map_or(0, |rsvp| rsvp.children);
    let note = typed.and_then(|form| form.note.clone());
    let stands = rsvp.and_then(|rsvp| rsvp.note.clone());
    let mut random = [0; 16];
    core.entropy().fill(&mut random);
    let wants_seats = |state| {
        let wants = matches!(state, RsvpState::Waitlisted | RsvpState::Requested);
        wants || rules::seats_held(state, 1) > 0
    };
    let has_asked = rsvp.is_some_and(|rsvp| wants_seats(rsvp.state));
    FormWords {
        key: BASE64_URL_SAFE_NO_PAD.encode(random),
        adults: number(typed.and_then(|form| form.adults.as_ref()), adults),
        children: number(typed.and_then(|form| form.children.as_ref()), children),
        // Who came with more before a smaller party was the most may still come.
        most: view.event.max_party.max(adults).max(children),
        note: note.or(stands).unwrap_or_default(),
        is_full: view.is_full && !has_asked,
        needs_approval: view.event.needs_approval && !has_asked,
        version: view.event.form_version,
    }
}

#[cfg(test)]
mod tests;
