//! What an account does: pure.

use mulin_entities::{PointsKind, points_account, points_entry};

/// Points for minutes at so many an hour, rounded down.
pub fn earned(minutes: i32, points_per_hour: i32) -> i32 {
    let points = i64::from(minutes) * i64::from(points_per_hour) / 60;
    i32::try_from(points).unwrap_or(i32::MAX)
}

/// Puts an entry into an account: its number and the balance after it. None if the account would fall below
/// nothing, or there is nothing to enter.
pub fn enter(
    account: &mut points_account::Model,
    kind: PointsKind,
    points: i32,
    entry: points_entry::Model,
) -> Option<points_entry::Model> {
    let balance = account.balance.checked_add(points)?;
    if points == 0 || balance < 0 {
        return None;
    }
    account.balance = balance;
    account.last_no += 1;
    Some(points_entry::Model {
        entry_no: account.last_no,
        kind,
        points,
        balance,
        ..entry
    })
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use mulin_entities::{AreaId, PersonId, PointsEntryId};
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn blank() -> points_entry::Model {
        points_entry::Model {
            id: PointsEntryId(Uuid::nil()),
            root_area_id: AreaId(Uuid::nil()),
            person_id: None,
            entry_no: 0,
            kind: PointsKind::Earned,
            points: 0,
            balance: 0,
            rule_id: None,
            hours_entry_id: None,
            redemption_id: None,
            created_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn minutes_bring_whole_points() {
        assert_eq!(earned(90, 10), 15);
        assert_eq!(earned(59, 1), 0);
        assert_eq!(earned(60, 0), 0);
        assert_eq!(earned(1_440, 1_000), 24_000);
    }

    proptest! {
        /// The balance is always the sum of what was entered, and never below nothing.
        #[test]
        fn an_account_is_the_sum_of_its_entries(moves in prop::collection::vec(-50i32..50, 0..60)) {
            let mut account = points_account::Model {
                person_id: PersonId(Uuid::nil()),
                root_area_id: AreaId(Uuid::nil()),
                balance: 0,
                last_no: 0,
            };
            let mut sum = 0;
            let mut numbers = Vec::new();
            for points in moves {
                let kind = if points < 0 { PointsKind::Redeemed } else { PointsKind::Earned };
                match enter(&mut account, kind, points, blank()) {
                    Some(entry) => {
                        sum += points;
                        numbers.push(entry.entry_no);
                        prop_assert_eq!(entry.balance, sum);
                    }
                    None => prop_assert!(points == 0 || sum + points < 0),
                }
                prop_assert!(account.balance >= 0 && account.balance == sum);
            }
            let expected: Vec<i32> = (1..=account.last_no).collect();
            prop_assert_eq!(numbers, expected);
        }
    }
}
