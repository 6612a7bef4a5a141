//! The message every template is tried with at start, so that a bad one fails there.

use chrono::{DateTime, TimeDelta};
use chrono_tz::Asia::Shanghai;

use crate::message::{Locale, Message, MessageKind, MessageVars};

/// A message with every particular, and the same with none of the optional ones: between them they
/// walk both ways of each condition on a particular.
pub(crate) fn samples(kind: MessageKind, locale: Locale) -> [Message; 2] {
    let starts_at = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
    let full = MessageVars {
        recipient_name: "王秀英".to_owned(),
        event_title: "元宵节聚餐".to_owned(),
        starts_at,
        ends_at: starts_at + TimeDelta::hours(2),
        zone: Shanghai,
        previous_starts_at: Some(starts_at - TimeDelta::days(1)),
        venue_name: Some("3号楼活动室".to_owned()),
        venue_address: Some("幸福路18号".to_owned()),
        party_size: 2,
        area_name: "幸福里".to_owned(),
        contact_phone: Some("010-12345678".to_owned()),
        reason: Some("雨太大".to_owned()),
        event_url: Some("https://example.org/e/1".to_owned()),
    };
    let bare = MessageVars {
        previous_starts_at: None,
        venue_name: None,
        venue_address: None,
        party_size: 0,
        contact_phone: None,
        reason: None,
        event_url: None,
        ..full.clone()
    };
    [full, bare].map(|vars| Message { kind, locale, vars })
}
