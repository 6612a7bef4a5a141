//! When a consent stands, who gives it, and who confirms it. Pure.

use chrono::TimeDelta;
use mulin_entities::{ConsentPurpose, ConsentRelationship, PersonId, consent};

use crate::clock::Instant;
use crate::person::{PersonError, rules};

/// How long a consent that a steward wrote down stands without another officer's confirmation.
pub const CONFIRM_WITHIN: TimeDelta = TimeDelta::days(30);

/// Whether a consent stands: it was not withdrawn, and what a steward wrote down was confirmed by
/// another officer or is still young enough to wait for that.
pub fn stands(consent: &consent::Model, now: Instant) -> bool {
    consent.withdrawn_at.is_none()
        && (consent.confirmed_at.is_some() || consent.confirm_by.is_none_or(|by| now < by))
}

/// Whether somebody who is this to the person may agree to that: not a child under 14, whose
/// guardian does so (个人信息保护法 §31).
pub fn may_give(
    relationship: ConsentRelationship,
    purpose: ConsentPurpose,
    birth_year: Option<i32>,
    year: i32,
) -> Result<(), PersonError> {
    let by_an_adult = matches!(
        relationship,
        ConsentRelationship::Guardian | ConsentRelationship::Steward
    );
    if purpose == ConsentPurpose::SensitiveData
        && rules::is_young_child(birth_year, year)
        && !by_an_adult
    {
        return Err(PersonError::GuardianRequired);
    }
    Ok(())
}

/// Whether giving it once more changes nothing: it stands, for the same policy, by the same kind of
/// giver or by the person, whose own word nobody replaces by a note of it.
pub fn says_the_same(
    given: &consent::Model,
    relationship: ConsentRelationship,
    policy_version: &str,
    now: Instant,
) -> bool {
    stands(given, now)
        && [relationship, ConsentRelationship::Oneself].contains(&given.relationship)
        && given.policy_version == policy_version
}

/// Whether an officer may confirm it: it waits for that and has not lapsed, and somebody else wrote
/// it down.
pub fn may_confirm(
    consent: &consent::Model,
    officer: PersonId,
    now: Instant,
) -> Result<(), PersonError> {
    let waits = consent.withdrawn_at.is_none()
        && consent.confirmed_at.is_none()
        && consent.confirm_by.is_some_and(|by| now < by);
    if !waits {
        return Err(PersonError::ConsentNotOpen);
    }
    if consent.given_by == officer {
        return Err(PersonError::AnotherOfficer);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use mulin_entities::{AreaId, ConsentId, Via};
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    const STEWARD: PersonId = PersonId(Uuid::from_u128(2));
    const OTHER: PersonId = PersonId(Uuid::from_u128(3));

    fn day(day: i64) -> Instant {
        DateTime::UNIX_EPOCH + TimeDelta::days(day)
    }

    /// Written down by a steward on day 0.
    fn by_steward() -> consent::Model {
        consent::Model {
            id: ConsentId(Uuid::nil()),
            root_area_id: AreaId(Uuid::nil()),
            person_id: PersonId(Uuid::from_u128(1)),
            purpose: ConsentPurpose::ActOnBehalf,
            policy_version: "1".to_owned(),
            relationship: ConsentRelationship::Steward,
            given_by: STEWARD,
            via: Via::Paper,
            sealed_evidence: None,
            key_id: None,
            given_at: day(0),
            confirm_by: Some(day(0) + CONFIRM_WITHIN),
            confirmed_by: None,
            confirmed_at: None,
            withdrawn_at: None,
            withdrawn_by: None,
            withdrawn_via: None,
        }
    }

    #[test]
    fn what_nobody_confirms_lapses_after_thirty_days() {
        let mut consent = by_steward();
        assert!(stands(&consent, day(0)) && stands(&consent, day(29)));
        assert!(!stands(&consent, day(30)) && !stands(&consent, day(31)));
        assert_eq!(may_confirm(&consent, OTHER, day(29)), Ok(()));
        let late = may_confirm(&consent, OTHER, day(30));
        assert_eq!(late, Err(PersonError::ConsentNotOpen));
        let own = may_confirm(&consent, STEWARD, day(1));
        assert_eq!(own, Err(PersonError::AnotherOfficer));

        (consent.confirmed_by, consent.confirmed_at) = (Some(OTHER), Some(day(29)));
        assert!(stands(&consent, day(400)));
        let twice = may_confirm(&consent, OTHER, day(29));
        assert_eq!(twice, Err(PersonError::ConsentNotOpen));
        consent.withdrawn_at = Some(day(40));
        assert!(!stands(&consent, day(41)));
    }

    #[test]
    fn a_young_child_does_not_agree_that_sensitive_facts_are_kept() {
        use ConsentRelationship::*;
        let give = |relationship, purpose, born| may_give(relationship, purpose, born, 2026);
        for (relationship, allowed) in [
            (Oneself, false),
            (Household, false),
            (Guardian, true),
            (Steward, true),
        ] {
            let young = give(relationship, ConsentPurpose::SensitiveData, Some(2014));
            assert_eq!(young.is_ok(), allowed, "{relationship:?}");
            let photos = give(relationship, ConsentPurpose::Photos, Some(2014));
            assert_eq!(photos, Ok(()));
            for born in [None, Some(2011)] {
                assert_eq!(
                    give(relationship, ConsentPurpose::SensitiveData, born),
                    Ok(())
                );
            }
        }
    }

    #[test]
    fn only_the_same_giver_and_policy_say_the_same() {
        let consent = by_steward();
        let same = |relationship, version, on| says_the_same(&consent, relationship, version, on);
        assert!(same(ConsentRelationship::Steward, "1", day(1)));
        assert!(!same(ConsentRelationship::Oneself, "1", day(1)));
        assert!(!same(ConsentRelationship::Steward, "2", day(1)));
        assert!(
            !same(ConsentRelationship::Steward, "1", day(30)),
            "it lapsed"
        );
    }

    proptest! {
        /// What may be confirmed stands, and goes on standing once it was.
        #[test]
        fn confirming_never_revives(
            now in 0..90_i64,
            confirmed in proptest::option::of(0..30_i64),
            withdrawn in proptest::option::of(0..90_i64),
        ) {
            let mut consent = by_steward();
            consent.confirmed_at = confirmed.map(day);
            consent.confirmed_by = confirmed.map(|_| OTHER);
            consent.withdrawn_at = withdrawn.map(day);
            if may_confirm(&consent, OTHER, day(now)).is_ok() {
                prop_assert!(stands(&consent, day(now)));
                consent.confirmed_at = Some(day(now));
                prop_assert!(stands(&consent, day(now + 1_000)));
            }
            if consent.withdrawn_at.is_some() {
                prop_assert!(!stands(&consent, day(now)));
            }
        }
    }
}
