//! People: their records, what they may do, and what they agreed to.

use super::text_enums;

text_enums! {
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

    /// How a contact point is reached.
    ContactKind {
        /// An e-mail address.
        Email,
        /// A telephone number, E.164.
        Phone,
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

    /// Who did something.
    ActorKind {
        /// A person, signed in.
        Person,
        /// The system itself, or an operator at the command line.
        System,
    }
}
