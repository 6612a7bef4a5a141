//! The code that is shown where a shift takes place, and changes every half minute, as one-time
//! passwords do (RFC 6238 §4, with a step of 30 seconds and six digits).

use chrono::TimeDelta;
use mulin_entities::ShiftId;

use crate::clock::Instant;
use crate::keys::Keyring;

/// How long a code is shown, in seconds.
pub const STEP: i64 = 30;

/// The code of now, and until when it is shown.
pub fn shown(keyring: &Keyring, shift: ShiftId, now: Instant) -> (String, Instant) {
    let step = now.timestamp().div_euclid(STEP);
    let ends = (step + 1) * STEP - now.timestamp();
    let sub_second = TimeDelta::microseconds(i64::from(now.timestamp_subsec_micros()));
    (
        code(keyring, shift, step),
        now - sub_second + TimeDelta::seconds(ends),
    )
}

/// Whether somebody read it there: of now, or of the step before, for who types slowly.
pub fn counts(keyring: &Keyring, shift: ShiftId, now: Instant, typed: &str) -> bool {
    let step = now.timestamp().div_euclid(STEP);
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    [step, step - 1]
        .iter()
        .any(|step| code(keyring, shift, *step) == typed)
}

fn code(keyring: &Keyring, shift: ShiftId, step: i64) -> String {
    let mac = keyring.code_mac(b"attendance", &format!("{}:{step}", shift.0.simple()));
    let number = mac
        .iter()
        .take(8)
        .fold(0u64, |sum, byte| (sum << 8) | u64::from(*byte));
    format!("{:06}", number % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_counts_for_its_step_and_the_next() {
        let keyring = Keyring::new(&[7; 32]);
        let shift = ShiftId(uuid::Uuid::from_u128(1));
        let now = chrono::DateTime::from_timestamp(1_800_000_010, 0).expect("an instant");
        let (code, until) = shown(&keyring, shift, now);
        assert_eq!(code.len(), 6);
        assert_eq!(until, now + TimeDelta::seconds(20));
        assert!(counts(&keyring, shift, now, &code));
        assert!(counts(
            &keyring,
            shift,
            until,
            &format!(" {} {}", &code[..3], &code[3..])
        ));
        assert!(!counts(
            &keyring,
            shift,
            until + TimeDelta::seconds(30),
            &code
        ));
        let other = ShiftId(uuid::Uuid::from_u128(2));
        assert!(!counts(&keyring, other, now, &code));
        assert!(!counts(&keyring, shift, now, ""));
    }
}
