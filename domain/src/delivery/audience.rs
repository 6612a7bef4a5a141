//! For whom a reminder or an announcement is, and by which channels, as the database keeps it. Pure.

use std::collections::BTreeSet;

use mulin_entities::{Channel, ReminderAudience, RsvpState};
use sea_orm::ActiveEnum;

use crate::error::{Error, Result};

/// For whom something is: at least one part of those who answered, or who have not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Audience(BTreeSet<ReminderAudience>);

impl Default for Audience {
    /// Who comes, and who may come.
    fn default() -> Self {
        Self::of([ReminderAudience::Going, ReminderAudience::Maybe])
    }
}

impl Audience {
    /// Of these parts.
    pub fn of(parts: impl IntoIterator<Item = ReminderAudience>) -> Self {
        Self(parts.into_iter().collect())
    }

    /// As it is stored: names in their order, parted by commas. Anything else is a fault of ours.
    pub fn parse(text: &str) -> Result<Self> {
        let parts: BTreeSet<ReminderAudience> = names(text)?;
        let audience = Self(parts);
        if audience.0.is_empty() || audience.text() != text {
            return Err(Error::internal("an audience is stored in another form"));
        }
        Ok(audience)
    }

    /// See [`Self::parse`].
    pub fn text(&self) -> String {
        joined(self.0.iter().map(|part| part.as_str()))
    }

    /// Its parts, in the order of their names.
    pub fn parts(&self) -> impl Iterator<Item = ReminderAudience> + '_ {
        self.0.iter().copied()
    }

    /// The states of the answers that it is for.
    pub fn states(&self) -> Vec<RsvpState> {
        self.0.iter().filter_map(|part| state(*part)).collect()
    }

    /// Whether it is for those who have not answered, too.
    pub fn has_silent(&self) -> bool {
        self.0.contains(&ReminderAudience::NotAnswered)
    }

    /// Whether it is for those who bring a dish, whatever they answered.
    pub fn has_cooks(&self) -> bool {
        self.0.contains(&ReminderAudience::Cooks)
    }

    /// Its parts that are of what people do at the event, whatever they answered.
    pub fn doing(&self) -> impl Iterator<Item = ReminderAudience> + '_ {
        use ReminderAudience::{Bookings, Cooks, Volunteers};
        let is_one = |part: &ReminderAudience| matches!(part, Bookings | Cooks | Volunteers);
        self.parts().filter(is_one)
    }

    /// Whether it is for an answer in this state, or for who has none, by the answer alone.
    pub fn holds(&self, answer: Option<RsvpState>) -> bool {
        match answer {
            Some(answer) => self.0.iter().any(|part| state(*part) == Some(answer)),
            None => self.has_silent(),
        }
    }
}

fn state(part: ReminderAudience) -> Option<RsvpState> {
    match part {
        ReminderAudience::Going => Some(RsvpState::Going),
        ReminderAudience::Maybe => Some(RsvpState::Maybe),
        ReminderAudience::Waitlisted => Some(RsvpState::Waitlisted),
        ReminderAudience::Offered => Some(RsvpState::Offered),
        ReminderAudience::Bookings
        | ReminderAudience::Cooks
        | ReminderAudience::NotAnswered
        | ReminderAudience::Volunteers => None,
    }
}

/// The channels that a rule allows, as they are stored; none for all.
pub fn channels(text: Option<&str>) -> Result<Vec<Channel>> {
    let Some(text) = text else {
        return Ok(Vec::new());
    };
    let channels: Vec<Channel> = names(text)?;
    if channels.is_empty() || channels_text(&channels).as_deref() != Some(text) {
        return Err(Error::internal("channels are stored in another form"));
    }
    Ok(channels)
}

/// See [`channels`].
pub fn channels_text(channels: &[Channel]) -> Option<String> {
    let text = joined(channels.iter().map(|channel| channel.as_str()));
    (!text.is_empty()).then_some(text)
}

/// Seconds before an event at which a person wants to be reminded, as they are stored.
pub fn offsets(text: &str) -> Result<Vec<i32>> {
    let strange = |_| Error::internal("a person's reminders are stored in another form");
    let parts = text.split(',').filter(|part| !part.is_empty());
    parts
        .map(|part| part.parse::<i32>().map_err(strange))
        .collect()
}

fn names<T, C>(text: &str) -> Result<C>
where
    T: ActiveEnum<Value = String>,
    C: FromIterator<T>,
{
    let parts = text.split(',');
    parts
        .map(|name| T::try_from_value(&name.to_owned()).map_err(Error::from))
        .collect()
}

fn joined(names: impl Iterator<Item = String>) -> String {
    names.collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use sea_orm::Iterable;

    #[test]
    fn what_is_stored_in_another_form_is_a_fault() {
        for strange in [
            "",
            "MAYBE,GOING",
            "GOING,GOING",
            "going",
            "GOING,",
            "DECLINED",
        ] {
            assert!(Audience::parse(strange).is_err(), "{strange:?}");
        }
        for strange in ["", "EMAIL,", "FAX"] {
            assert!(channels(Some(strange)).is_err(), "{strange:?}");
        }
        assert_eq!(channels(None).unwrap(), []);
        assert_eq!(Audience::default().text(), "GOING,MAYBE");
        assert_eq!(offsets("3600,60").unwrap(), [3600, 60]);
        assert!(offsets("P1D").is_err());
    }

    proptest! {
        #[test]
        fn an_audience_survives_a_round_trip_and_holds_its_parts_alone(bits in 1_u8..=255) {
            let all: Vec<ReminderAudience> = ReminderAudience::iter().collect();
            let chosen = all.iter().enumerate().filter(|(at, _)| bits & (1 << at) != 0);
            let audience = Audience::of(chosen.map(|(_, part)| *part));
            prop_assert_eq!(&Audience::parse(&audience.text()).unwrap(), &audience);
            for answer in RsvpState::iter() {
                prop_assert_eq!(audience.holds(Some(answer)), audience.states().contains(&answer));
            }
            prop_assert_eq!(audience.holds(None), audience.has_silent());
            let others = usize::from(audience.has_silent()) + audience.doing().count();
            prop_assert_eq!(audience.parts().count(), audience.states().len() + others);
        }
    }
}
