//! Database enums. Each is stored as its SCREAMING_SNAKE_CASE name and guarded by a named CHECK.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

macro_rules! text_enums {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
            EnumIter, DeriveActiveEnum,
        )]
        #[sea_orm(
            rs_type = "String",
            db_type = "Text",
            rename_all = "SCREAMING_SNAKE_CASE"
        )]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        pub enum $name {
            $($(#[$vdoc])* $variant),+
        }

        impl $name {
            /// The name as it is stored and as clients see it.
            pub fn as_str(self) -> String {
                self.into_value()
            }
        }
    )+};
}

text_enums! {
    /// The levels of the area tree, from the top down.
    AreaKind {
        /// 市: a county-level city, the root of a tree.
        City,
        /// 街道、镇.
        Street,
        /// 社区、村.
        Community,
        /// 网格.
        Grid,
        /// 邻: the smallest unit, some dozens of households.
        Unit,
    }

    /// What a grant lets its holder do within the granted subtree.
    Role {
        /// Runs the platform for the subtree.
        Admin,
        /// Plans events for the subtree.
        Organiser,
        /// 格长、邻长: looks after the people of the subtree.
        Steward,
    }

    /// The life of a person's record.
    PersonState {
        /// Registered by themselves; the steward has not confirmed that they live there.
        Pending,
        /// A resident.
        Active,
        /// A second record of somebody; the other one counts.
        Merged,
        /// Everything personal is gone.
        Erased,
    }

    /// A part in one event.
    EventRole {
        /// Runs the event as its organisers do.
        CoOrganiser,
        /// Sees who comes and checks them in.
        CheckInHelper,
    }

    /// What somebody agreed to.
    ConsentPurpose {
        /// Their steward acts for them.
        ActOnBehalf,
        /// Needs and other sensitive facts are kept.
        SensitiveData,
        /// They are told of offers, beyond what they signed up for.
        Promotions,
        /// Pictures of them are taken and shown.
        Photos,
    }

    /// Who gave a consent.
    ConsentRelationship {
        /// The person.
        Oneself,
        /// An adult of the household.
        Household,
        /// An adult of the household, for a child.
        Guardian,
        /// The steward, who asked the person.
        Steward,
    }

    /// Why a session ended before its time.
    SessionEnd {
        /// Its owner signed out on the device.
        SignedOut,
        /// Its owner ended it from another device.
        Revoked,
        /// A refresh token was used twice: one of the two users had stolen it.
        Reused,
        /// The record was merged into another.
        Merged,
        /// The person was erased.
        Erased,
    }

    /// How a contact point is reached.
    ContactKind {
        /// An e-mail address.
        Email,
        /// A telephone number, E.164.
        Phone,
    }

    /// Labels that clients group and colour events by; what an event can do is told by its rows.
    EventKind {
        /// 邻里文化节 and other celebrations.
        Festival,
        /// 百家宴.
        Banquet,
        /// 便民服务日.
        ServiceDay,
        /// Any other meeting of neighbours.
        Gathering,
    }

    /// The life of an event. That it is over is told by the clock and not stored.
    EventState {
        /// Being written; only its organisers see it.
        Draft,
        /// Visible to its audience and open for answers.
        Published,
        /// Will not take place.
        Cancelled,
    }

    /// Who may see an event.
    Visibility {
        /// Everybody, also without signing in.
        Public,
        /// The people of the event's area.
        Audience,
        /// Those who were invited.
        Invited,
    }

    /// The states of an answer.
    RsvpState {
        /// Comes; holds seats.
        Going,
        /// Perhaps; holds no seat.
        Maybe,
        /// Does not come.
        Declined,
        /// Waits for a seat.
        Waitlisted,
        /// Seats are held until a time, and given to the next unless accepted.
        Offered,
        /// Waits for the organisers' approval.
        Requested,
        /// The organisers said no.
        Refused,
        /// Did not accept the offered seats in time.
        Expired,
        /// Took the answer back.
        Withdrawn,
    }

    /// Who gets a seat that becomes free.
    WaitlistOrder {
        /// The first of those whose party fits.
        FirstFit,
        /// The first: nobody passes.
        Strict,
    }

    /// What is asked for.
    QuestionKind {
        /// Words.
        Text,
        /// A whole number.
        Number,
        /// One of several.
        Choice,
        /// Some of several.
        Choices,
        /// Yes or no.
        YesNo,
        /// A day.
        Date,
    }

    /// Who sees what was answered to a question, beside the person.
    QuestionAudience {
        /// Those who run the event.
        Organisers,
        /// Those who check people in, too.
        Helpers,
    }

    /// How somebody was checked in.
    CheckInMethod {
        /// By the code that they showed.
        Code,
        /// By finding them on the list.
        List,
        /// Somebody known, without an answer.
        WalkIn,
        /// Heads without names.
        HeadCount,
    }

    /// The way an answer came in.
    Via {
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

    /// How a message travels.
    Channel {
        /// E-mail.
        Email,
        /// A text message.
        Sms,
    }

    /// What a message says.
    MessageKind {
        /// The event is about to start.
        EventReminder,
        /// The event has another time or place.
        EventRescheduled,
        /// The event will not take place.
        EventCancelled,
        /// A waitlisted party has seats now.
        RsvpPromoted,
        /// Seats are held for a waitlisted party, until it takes them or their time is over.
        RsvpOffered,
        /// The time of held seats is about to end.
        RsvpOfferEnding,
        /// The time of held seats is over, and they went to the next.
        RsvpOfferExpired,
        /// Those who run the event let the party in.
        RsvpApproved,
        /// Those who run the event do not let the party in.
        RsvpRefused,
        /// Those who run the event invite the person or their household to it.
        Invited,
        /// A code to sign in with.
        SignInCode,
        /// Somebody else acted for the person.
        ActedForYou,
        /// The steward confirmed a registration.
        RegistrationConfirmed,
    }

    /// What somebody did for somebody else, as the other is told.
    ProxyAct {
        /// Answered that they come.
        Going,
        /// Answered that they may come.
        Maybe,
        /// Answered that they do not come, or took their answer back.
        NotComing,
        /// Gave their consent.
        ConsentGiven,
        /// Withdrew their consent.
        ConsentWithdrawn,
    }

    /// The life of a planned fan-out.
    ScheduleState {
        /// Nobody has been listed yet.
        Pending,
        /// Recipients up to the cursor have their deliveries.
        Expanding,
        /// Every recipient has a delivery; later answers get theirs one by one.
        Expanded,
        /// Its time had passed before it could be of use.
        Missed,
        /// The event moved or was cancelled.
        Cancelled,
    }

    /// The life of one message.
    DeliveryState {
        /// Waits for its time.
        Pending,
        /// Committed before the wire is touched.
        Sending,
        /// The wire broke after the message was handed over: nobody knows.
        Unknown,
        /// The other side took it.
        Sent,
        /// A receipt says that it arrived.
        Delivered,
        /// Came back.
        Bounced,
        /// Cannot be delivered.
        Failed,
        /// The event began first.
        Expired,
        /// No longer true: the event moved, or the answer changed.
        Superseded,
        /// Not sent on purpose: no address, or the person opted out.
        Suppressed,
    }

    /// What falls due.
    DueWorkKind {
        /// List the recipients of a delivery schedule.
        ExpandSchedule,
        /// Remind of seats that are held for a waiting party.
        NudgeOffer,
        /// Give seats that were not taken in time to the next.
        ExpireOffer,
        /// Delete what is kept no longer.
        Retention,
    }

    /// Who did something.
    ActorKind {
        /// A person, signed in.
        Person,
        /// The system itself, or an operator at the command line.
        System,
    }
}
