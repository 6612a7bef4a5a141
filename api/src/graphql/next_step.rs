//! The way on from a refusal.

use async_graphql::Enum;

/// What a client can offer next. Steps may be added: treat one that you do not know as none.
#[derive(Enum, Copy, Clone, PartialEq, Eq, Debug)]
#[graphql(remote = "mulin_domain::next_step::NextStep")]
pub enum NextStep {
    /// Answer with `whenFull: WAITLIST` to wait for a seat.
    JoinWaitlist,
    /// Answer to ask those who run the event to let the party in.
    AskApproval,
    /// Try again at `retryAt`.
    WaitUntil,
    /// Come with fewer.
    ShrinkParty,
    /// Sign in.
    SignIn,
    /// Answer the event with GOING.
    AnswerEvent,
    /// Answer GOING to take the seats that are held.
    AcceptOffer,
    /// Ask those who run the event.
    ContactOrganiser,
    /// Ask whoever of the household has named the person.
    AskHousehold,
    /// Ask for the person's consent.
    AskConsent,
    /// Send another value of the field.
    ChangeInput,
    /// Look at the object anew, and decide again.
    Reload,
}
