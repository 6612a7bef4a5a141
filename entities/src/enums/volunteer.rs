//! Volunteers: members, skills, shifts, points.

use super::text_enums;

text_enums! {
    /// Whether somebody belongs to a team.
    MemberState {
        /// They asked to.
        Requested,
        /// They do.
        Active,
        /// No longer, or they were not let in.
        Ended,
    }

    /// What volunteers can do.
    Skill {
        /// Cutting hair.
        Hairdressing,
        /// Seeing patients.
        Medicine,
        /// Caring for patients.
        Nursing,
        /// Chinese medicine: acupuncture, tuina.
        ChineseMedicine,
        /// Testing eyes and fitting glasses.
        Optometry,
        /// Grinding knives and scissors.
        KnifeGrinding,
        /// Mending shoes.
        ShoeRepair,
        /// Mending household appliances.
        ApplianceRepair,
        /// Work on electrical installations.
        ElectricalWork,
        /// Sewing and mending clothes.
        Sewing,
        /// First aid.
        FirstAid,
        /// Cooking for many.
        Cooking,
        /// Driving.
        Driving,
        /// Translating and interpreting, sign language too.
        Translation,
        /// Advice about the law.
        LegalAdvice,
        /// Taking pictures.
        Photography,
        /// Teaching.
        Teaching,
        /// Keeping order, showing the way.
        Stewarding,
    }

    /// How a shift stands.
    ShiftState {
        /// It takes place.
        Open,
        /// It does not.
        Cancelled,
    }

    /// How a volunteer stands on a shift.
    SignUpState {
        /// Has a place.
        SignedUp,
        /// Waits for one.
        Waitlisted,
        /// Is on it no longer.
        Cancelled,
        /// Was there.
        Attended,
        /// Was not.
        NoShow,
    }

    /// Why a volunteer is on a shift no longer.
    SignUpEnd {
        /// They took themselves off.
        Volunteer,
        /// Those who look after the shift did.
        Staff,
        /// Somebody else has taken it over.
        Swapped,
        /// It does not take place.
        ShiftCancelled,
        /// It has another time, at which they are on another.
        ShiftMoved,
        /// The person was erased.
        PersonErased,
    }

    /// How it is known that a volunteer was there.
    AttendedHow {
        /// By the code that was shown there.
        Code,
        /// Who looks after the shift said so.
        Lead,
    }

    /// What changed somebody's points.
    PointsKind {
        /// Hours were served.
        Earned,
        /// They were exchanged for something.
        Redeemed,
        /// They came back, as it was called off.
        Returned,
    }

    /// How an exchange of points stands.
    RedemptionState {
        /// Asked for; the points are taken.
        Requested,
        /// The reward was handed over.
        HandedOver,
        /// Called off; the points came back.
        Cancelled,
    }
}
