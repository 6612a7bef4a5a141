//! Zones by the names that files give them.

use std::collections::HashMap;
use std::str::FromStr;

use calcard::common::timezone::Tz as AnyZone;
use chrono_tz::Tz;

use super::component::Component;
use super::draft::ImportFaults;
use crate::text;

/// The zones that a calendar defines, by its own names. The definitions themselves are not read: old
/// ones are wrong, and what they mean is known by their names.
#[derive(Debug, Default)]
pub(super) struct Zones(HashMap<String, Tz>);

impl Zones {
    pub(super) fn read(faults: &mut ImportFaults, zones: &[Component]) -> Self {
        let mut found = HashMap::new();
        for zone in zones {
            let name = zone.one(faults, "TZID").map(|name| name.text());
            let place = zone.one(faults, "X-LIC-LOCATION").map(|place| place.text());
            if let (Some(name), Some(place)) = (name, place.as_deref().and_then(known)) {
                found.insert(name, place);
            }
        }
        Self(found)
    }

    /// The zone of a name: IANA's, that of Windows ("China Standard Time"), or the calendar's own.
    pub(super) fn find(&self, name: &str) -> Option<Tz> {
        known(name).or_else(|| self.0.get(name).copied())
    }
}

/// A zone by a name that is known everywhere.
pub(super) fn known(name: &str) -> Option<Tz> {
    let name = text::one_line(name);
    if let Ok(zone) = Tz::from_str(&name) {
        return Some(zone);
    }
    // Some programs put a registry before the name: /example.org/20270101_1/Asia/Shanghai.
    let mut tails = name.match_indices('/').map(|(at, _)| &name[at + 1..]);
    if name.starts_with('/') {
        return tails.find_map(|tail| Tz::from_str(tail).ok());
    }
    // Names in brackets are guessed at by their offset, which is no zone.
    if name.len() > 80 || name.starts_with('(') {
        return None;
    }
    match AnyZone::from_str(&name) {
        Ok(AnyZone::Tz(zone)) => Some(zone),
        Ok(AnyZone::Floating | AnyZone::Fixed(_)) | Err(()) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_known_by_their_names_anywhere() {
        for (name, zone) in [
            ("Asia/Shanghai", Tz::Asia__Shanghai),
            ("China Standard Time", Tz::Asia__Shanghai),
            ("/example.org/Asia/Urumqi", Tz::Asia__Urumqi),
            (
                "/example.org/20270101_1/America/Argentina/Ushuaia",
                Tz::America__Argentina__Ushuaia,
            ),
            ("UTC", Tz::UTC),
        ] {
            assert_eq!(known(name), Some(zone), "{name}");
        }
        for name in ["", "Mars/Olympus", "(GMT+99:00) x", "/", "(", "北京时间"] {
            assert_eq!(known(name), None, "{name}");
        }
    }
}
