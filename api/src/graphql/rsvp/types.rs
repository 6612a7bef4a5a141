//! Answers to events.

use async_graphql::{Context, Description, Enum, ID, Object, Result};
use mulin_domain::check_in;
use mulin_domain::clock::Instant;
use mulin_domain::page::Slice;
use mulin_domain::rsvp::{policy, rules};
use mulin_entities::{ContactKind, rsvp};

use super::party::Party;
use super::viewer_can::RsvpViewerCan;
use crate::connection;
use crate::graphql::check_in::loaders::{CodeOf, StayedAway};
use crate::graphql::context::ContextExt;
use crate::graphql::event::loaders::EventFacts;
use crate::graphql::event::types::Event;
use crate::graphql::id::encode;
use crate::graphql::loaders::{AheadOf, NameOf, contact, load};
use crate::graphql::person::acting::Doer;
use crate::graphql::person::loaders::ActedFor;
use crate::graphql::person::types::Person;
use crate::graphql::plain::Leaf;
use crate::graphql::question::types::{QuestionAnswer, answers_of};
use crate::graphql::scalars::{DateTime, EmailAddress, PhoneNumber};
use crate::graphql::seating::loaders::PlaceOf;
use crate::graphql::seating::types::BanquetTable;
use crate::qr;

/// The states of an answer. States may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::RsvpState")]
pub enum RsvpState {
    /// Comes; holds seats.
    Going,
    /// Perhaps; holds no seat.
    Maybe,
    /// Does not come.
    Declined,
    /// Waits for a seat, in the order of arrival.
    Waitlisted,
    /// Seats are held until a time: answer GOING to take them.
    Offered,
    /// Waits for the approval of those who run the event; holds no seat yet.
    Requested,
    /// Those who run the event said no.
    Refused,
    /// Did not take the offered seats in time.
    Expired,
    /// Took the answer back.
    Withdrawn,
}

/// The way in which somebody told what they want. Ways may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::Via")]
pub enum Via {
    /// The person's own client.
    App,
    /// A personal link.
    Link,
    /// A text message.
    Sms,
    /// A telephone call.
    Phone,
    /// A form on paper.
    Paper,
    /// At the desk, in person.
    Desk,
}

/// A kind of picture. Kinds may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "crate::qr::Picture")]
pub enum CodePicture {
    /// Sharp at any size, for pages and apps.
    Svg,
    /// A bitmap, for e-mails.
    Png,
}

/// Who answered, as those who run the event need it: for this event and nothing else.
#[derive(Clone, Description)]
pub struct Respondent(rsvp::Model);

impl Respondent {
    async fn contact(&self, ctx: &Context<'_>, kind: ContactKind) -> Result<Option<String>> {
        let actor = ctx.actor();
        let shown = |path: &str| policy::may_see_contacts(actor, &self.0, path);
        if !policy::owns(actor, &self.0) && !asked_of_event(ctx, &self.0, shown).await? {
            return Ok(None);
        }
        contact(ctx, self.0.person_id, kind).await
    }
}

#[Object(use_type_description)]
impl Respondent {
    /// Name; null if the person is not known any more.
    async fn name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        load(ctx, NameOf(self.0.person_id)).await
    }

    /// E-mail address, for the person and those who run the event; null if there is none, and for
    /// others once the person does not come.
    async fn email(&self, ctx: &Context<'_>) -> Result<Option<EmailAddress>> {
        Ok(self
            .contact(ctx, ContactKind::Email)
            .await?
            .map(EmailAddress))
    }

    /// Telephone number, for the person and those who run the event; null if there is none, and for
    /// others once the person does not come.
    async fn phone(&self, ctx: &Context<'_>) -> Result<Option<PhoneNumber>> {
        Ok(self
            .contact(ctx, ContactKind::Phone)
            .await?
            .map(PhoneNumber))
    }
}

/// A person's answer for a party of seats, as the person, those who may act for them, and those who run
/// the event see it.
#[derive(Clone, Description)]
pub struct Rsvp(pub rsvp::Model);

connection! {
    /// Answers.
    RsvpConnection, RsvpEdge, Rsvp
}

/// A page of somebody's answers by the start of their events.
pub fn answers(slice: Option<Slice<(rsvp::Model, Instant)>>) -> RsvpConnection {
    RsvpConnection::new(
        slice.unwrap_or_else(Slice::empty),
        |(row, starts_at)| (*starts_at, row.id),
        |(row, _)| Rsvp(row),
    )
}

/// Asks a policy that needs the path of the event's area.
async fn asked_of_event(
    ctx: &Context<'_>,
    rsvp: &rsvp::Model,
    ask: impl FnOnce(&str) -> bool,
) -> Result<bool> {
    let event = load(ctx, EventFacts(rsvp.event_id)).await?;
    Ok(event.is_some_and(|event| ask(&event.area_path)))
}

impl Rsvp {
    async fn entry_code(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let (actor, row) = (ctx.actor(), &self.0);
        if !check_in::policy::has_code(row) {
            return Ok(None);
        }
        let acts_for = !policy::is_own(actor, row)
            && actor.signed_in().is_some()
            && load(ctx, ActedFor(row.person_id)).await?.is_some();
        if !check_in::policy::may_show_code(actor, row, acts_for) {
            return Ok(None);
        }
        let (event, rsvp) = (row.event_id, row.id);
        load(ctx, CodeOf { event, rsvp }).await
    }

    fn party_of(&self) -> Party {
        Party(self.0.clone())
    }

    /// An offer whose time is over counts no longer, whether or not that was noted.
    fn state_at(&self, now: Instant) -> RsvpState {
        if rules::has_lapsed(&self.0, now) {
            return RsvpState::Expired;
        }
        self.0.state.into()
    }

    async fn shows_decision(&self, ctx: &Context<'_>) -> Result<bool> {
        let actor = ctx.actor();
        let shown = |path: &str| policy::may_see_decision(actor, &self.0, path);
        Ok(policy::is_own(actor, &self.0) || asked_of_event(ctx, &self.0, shown).await?)
    }
}

#[Object(use_type_description)]
impl Rsvp {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.0.root_area_id, self.0.id)
    }

    /// The answer.
    async fn state(&self, ctx: &Context<'_>) -> RsvpState {
        self.state_at(ctx.core().now())
    }

    /// Until when the offered seats are held: answer GOING before; null unless they are.
    async fn offer_expires_at(&self, ctx: &Context<'_>) -> Option<DateTime> {
        let stands = !rules::has_lapsed(&self.0, ctx.core().now());
        self.0.offer_expires_at.filter(|_| stands).map(DateTime)
    }

    /// Whether seats were given back within 24 hours of the start, or once answers had closed; for the
    /// person and those who run the event; null for others.
    async fn withdrew_late(&self, ctx: &Context<'_>) -> Result<Option<bool>> {
        let shown = self.shows_decision(ctx).await?;
        Ok(shown.then_some(self.0.withdrew_late))
    }

    /// When those who run the event approved or refused it; for the person and those who run the event;
    /// null for others, or if they did not.
    async fn decided_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        let shown = self.shows_decision(ctx).await?;
        Ok(self.0.decided_at.filter(|_| shown).map(DateTime))
    }

    /// Why it was refused, as the person was told; for the person and those who run the event; null for
    /// others, or if nothing was told.
    async fn decision_reason(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        let shown = self.shows_decision(ctx).await?;
        Ok(self.0.decision_reason.as_deref().filter(|_| shown))
    }

    /// Who comes, or would.
    async fn party(&self) -> Party {
        self.party_of()
    }

    /// A word to the organiser, for the person and those who run the event; null for others, or if
    /// there is none.
    async fn note(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        let actor = ctx.actor();
        let shown = |path: &str| policy::may_see_note(actor, &self.0, path);
        let Some(note) = self.0.note.as_deref() else {
            return Ok(None);
        };
        if policy::is_own(actor, &self.0) || asked_of_event(ctx, &self.0, shown).await? {
            return Ok(Some(note));
        }
        Ok(None)
    }

    /// What was answered to the event's questions, in the order of the form that was answered: all
    /// for the person, those who may act for them, and those who run the event; for its helpers what
    /// is for them.
    #[graphql(complexity = "10 * child_complexity", cache_control(private))]
    async fn answers(&self, ctx: &Context<'_>) -> Result<Vec<QuestionAnswer>> {
        answers_of(ctx, &self.0).await
    }

    /// What the caller can do with it now.
    #[graphql(cache_control(private))]
    async fn viewer_can(&self, ctx: &Context<'_>) -> Result<RsvpViewerCan> {
        RsvpViewerCan::of(ctx, &self.0).await
    }

    /// Place in the queue, the next to be let in being 1; null unless waiting.
    async fn waitlist_position(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        if self.0.state != mulin_entities::RsvpState::Waitlisted {
            return Ok(None);
        }
        let ahead = load(ctx, AheadOf(self.0.id)).await?;
        Ok(ahead.and_then(|ahead| i32::try_from(ahead + 1).ok()))
    }

    /// Who gave the answer, the person or somebody for them; for the person, for who did, and for those
    /// who run the event; null for others.
    async fn answered_by(&self, ctx: &Context<'_>) -> Result<Option<Doer>> {
        let actor = ctx.actor();
        let shown = |path: &str| policy::may_see_answerer(actor, &self.0, path);
        let shown = shown("") || asked_of_event(ctx, &self.0, shown).await?;
        Ok(shown.then_some(Doer(self.0.answered_by)))
    }

    /// The way the answer came.
    async fn via(&self) -> Via {
        self.0.via.into()
    }

    /// When the answer last changed.
    async fn answered_at(&self) -> DateTime {
        DateTime(self.0.answered_at)
    }

    /// What the party shows at the entrance, for the person, by a personal link too, and for those who
    /// act for them; null for others, and unless the answer is GOING.
    #[graphql(cache_control(private))]
    async fn check_in_code(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        self.entry_code(ctx).await
    }

    /// Where that code is drawn, for whoever may have it: an address that ends in `.svg` or `.png`; null
    /// where the code is, and if the operator has not said where this server is reached.
    #[graphql(cache_control(private))]
    async fn check_in_code_url(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What kind of picture.", default_with = "CodePicture::Svg")]
        picture: CodePicture,
    ) -> Result<Option<String>> {
        let Some(base) = ctx.request().public_url.as_ref() else {
            return Ok(None);
        };
        let code = self.entry_code(ctx).await?;
        Ok(code.map(|code| qr::code_url(base, &code, picture.into())))
    }

    /// Whether the party stayed away, for those who run the event; null for others, before the event is
    /// over, and if nobody was checked in at all.
    #[graphql(cache_control(private))]
    async fn no_show(&self, ctx: &Context<'_>) -> Result<Option<bool>> {
        let (actor, event) = (ctx.actor(), self.0.event_id);
        let shown = |path: &str| check_in::policy::may_see_attendance(actor, event, path);
        if !asked_of_event(ctx, &self.0, shown).await? {
            return Ok(None);
        }
        load(ctx, StayedAway(self.0.id)).await
    }

    /// Where the party sits, as it was last published; null before it was, unless the answer is GOING, and
    /// for a household that has no place yet.
    #[graphql(cache_control(private))]
    async fn table(&self, ctx: &Context<'_>) -> Result<Option<BanquetTable>> {
        if self.0.state != mulin_entities::RsvpState::Going {
            return Ok(None);
        }
        let place = load(ctx, PlaceOf(self.0.event_id, self.0.household_id)).await?;
        BanquetTable::of(ctx, place.and_then(|place| place.published_table_id)).await
    }

    /// The event; null if the caller may not see it any more.
    async fn event(&self, ctx: &Context<'_>) -> Result<Option<Event>> {
        Ok(load(ctx, self.0.event_id).await?.map(Event::new))
    }

    /// Who answered, for this event.
    async fn respondent(&self) -> Respondent {
        Respondent(self.0.clone())
    }

    /// The person's record; null if the caller may not see it.
    async fn person(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        Ok(load(ctx, self.0.person_id).await?.map(Person))
    }
}

crate::plain_fields!(Rsvp, "Rsvp", |this, field, walk| {
    "id" => Some(encode(this.0.root_area_id, this.0.id).leaf()),
    "state" => Some(this.state_at(walk.request.core.now()).leaf()),
    "party" => walk.object(&this.party_of(), field),
    "note" => {
        if !policy::is_own(&walk.request.actor, &this.0) {
            return None;
        }
        Some(this.0.note.leaf())
    },
    "via" => Some(Via::from(this.0.via).leaf()),
    "answeredAt" => Some(DateTime(this.0.answered_at).leaf()),
});
