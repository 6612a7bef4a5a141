//! What the page of a personal link shows: one event, and one person's answer to it.

use mulin_entities::{QuestionId, RsvpState, event as events, rsvp, venue};
use sea_orm::ConnectionTrait;

use super::{member_store, store, waitlist_store};
use crate::actor::{Actor, LinkActor};
use crate::core::Core;
use crate::error::{Error, Result};
use crate::event;
use crate::event::seats;
use crate::person::store as people;
use crate::place::store as places;
use crate::question::answer_rules;
use crate::question::rules::{Question, Value};
use crate::question::store as question_store;

/// An event, and one person's answer to it. Nothing in it tells who the person is: the link may have
/// come into other hands.
#[derive(Clone)]
pub struct LinkView {
    /// The event.
    pub event: events::Model,
    /// Where it takes place.
    pub venue: Option<venue::Model>,
    /// Telephone of a person who helps where the event is.
    pub contact_phone: Option<String>,
    /// The person's language (BCP 47).
    pub locale: String,
    /// The answer, if there is one.
    pub rsvp: Option<rsvp::Model>,
    /// How many of the party are named.
    pub named: usize,
    /// Place in the waitlist, the next to be let in being 1, of an answer that waits.
    pub waitlist_position: Option<i64>,
    /// Whether no seat is free.
    pub is_full: bool,
    /// What the organisers ask now, in order.
    pub questions: Vec<(QuestionId, Question)>,
    /// What was answered to that, as far as older answers still answer it.
    pub answered: Vec<(QuestionId, Value)>,
}

impl std::fmt::Debug for LinkView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LinkView")
            .field("event", &self.event.id)
            .finish_non_exhaustive()
    }
}

/// Reads it.
///
/// Errors: `Unauthenticated` if the actor holds no personal link, or what it is about is gone.
pub async fn link_view(core: &Core, actor: &Actor) -> Result<LinkView> {
    let link = actor.link().ok_or(Error::Unauthenticated)?;
    let LinkActor {
        person_id,
        event_id,
        ..
    } = *link;
    let db = core.db().reader();
    let event = event::store::event(db, event_id)
        .await?
        .filter(|event| event::policy::may_see(actor, event))
        .ok_or(Error::Unauthenticated)?;
    let person = people::person(db, person_id).await?;
    let person = person.ok_or(Error::Unauthenticated)?;
    let rsvp = store::of_person(db, event_id, person_id).await?;
    let named = match &rsvp {
        Some(rsvp) => member_store::members(db, [rsvp.id]).await?.len(),
        None => 0,
    };
    let waiting = rsvp
        .as_ref()
        .filter(|rsvp| rsvp.state == RsvpState::Waitlisted);
    let waitlist_position = match waiting {
        Some(rsvp) => {
            let ahead = waitlist_store::ahead_of(db, [rsvp.id]).await?;
            ahead.first().map(|(_, ahead)| ahead + 1)
        }
        None => None,
    };
    let venue = match event.venue_id {
        Some(id) => places::venue(db, id).await?,
        None => None,
    };
    let mut phones = places::contact_phones(db, [event.area_id]).await?;
    let held = seats::read(db, event_id).await?;
    let (questions, answered) = form(db, &event, rsvp.as_ref()).await?;
    Ok(LinkView {
        named,
        questions,
        answered,
        venue,
        contact_phone: phones.remove(&event.area_id),
        locale: person.locale,
        rsvp,
        waitlist_position,
        is_full: held.is_some_and(|held| !seats::fits(&held, 1)),
        event,
    })
}

type Asked = Vec<(QuestionId, Question)>;
type Answered = Vec<(QuestionId, Value)>;

/// What is asked, and what was answered to it. An event without questions costs no statement.
async fn form(
    db: &impl ConnectionTrait,
    event: &events::Model,
    rsvp: Option<&rsvp::Model>,
) -> Result<(Asked, Answered)> {
    let rows = question_store::form(db, event.id, event.form_version).await?;
    let form: Asked = rows
        .iter()
        .map(|row| (row.id, Question::from(row)))
        .collect();
    let Some(rsvp) = rsvp.filter(|rsvp| rsvp.form_version > 0 && !form.is_empty()) else {
        return Ok((form, Vec::new()));
    };
    let before = question_store::answers(db, [rsvp.id]).await?.into_iter();
    let before: Vec<(Question, Value)> = before
        .map(|one| (Question::from(&one.question), one.value))
        .collect();
    let answered = answer_rules::carried(&before, &form);
    Ok((form, answered))
}
