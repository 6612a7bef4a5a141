//! By which channels a person is reached, and in which order. Pure.

use mulin_entities::{Channel, ChannelPurpose, ConsentStep, MessageKind};

/// The order of who said nothing about it.
const USUAL: [Channel; 3] = [Channel::Email, Channel::Sms, Channel::Call];
/// The same for what is no reason to ask somebody to call.
const WRITTEN: [Channel; 2] = [Channel::Email, Channel::Sms];

/// The channels that a stored list names, in its order.
pub fn channels(names: &str) -> Vec<Channel> {
    let named = |name: &str| USUAL.into_iter().find(|channel| channel.as_str() == name);
    let mut channels = Vec::with_capacity(USUAL.len());
    for channel in names.split(',').filter_map(|name| named(name.trim())) {
        if !channels.contains(&channel) {
            channels.push(channel);
        }
    }
    channels
}

/// In which order channels are tried. The rule or the announcement says which may be; among those the
/// person's own come first, in their order, and then the others in the rule's, or in ours.
pub fn order(kind: MessageKind, wanted: Option<&str>, own: Option<&str>) -> Vec<Channel> {
    // How to answer a text message is told where one was written, or not at all.
    if kind == MessageKind::SmsHelp {
        return vec![Channel::Sms];
    }
    let named = |list: Option<&str>| list.map(channels).filter(|list| !list.is_empty());
    // Tickets and shifts are told of in writing: whoever is asked to call would be too late for most of it.
    if let Some(written) = of_doing(kind) {
        return own_first(&named(own).unwrap_or_default(), &written);
    }
    let ours = || match kind {
        MessageKind::ActedForYou | MessageKind::RegistrationConfirmed => WRITTEN.to_vec(),
        _ => USUAL.to_vec(),
    };
    let own = named(own).unwrap_or_default();
    match named(wanted) {
        Some(allowed) => own_first(&own, &allowed),
        // Who asks for a call is called also where we would not think of it.
        None => {
            let ours = ours().into_iter().filter(|one| !own.contains(one));
            own.iter().copied().chain(ours).collect()
        }
    }
}

/// The channels by which tickets and shifts are told of; none for all else. Who waits at a stall has no
/// mailbox open.
fn of_doing(kind: MessageKind) -> Option<[Channel; 2]> {
    match kind {
        MessageKind::TicketNearly => Some([Channel::Sms, Channel::Email]),
        MessageKind::TicketBooked
        | MessageKind::TicketPromoted
        | MessageKind::TicketReady
        | MessageKind::TicketClosed
        | MessageKind::ShiftSignedUp
        | MessageKind::ShiftPromoted
        | MessageKind::ShiftCancelled
        | MessageKind::ShiftSwapOffered
        | MessageKind::ShiftSwapped
        | MessageKind::ShiftChanged
        | MessageKind::VolunteersCalled => Some(WRITTEN),
        _ => None,
    }
}

/// The channels of a rule, the person's own before the others.
pub fn own_first(own: &[Channel], allowed: &[Channel]) -> Vec<Channel> {
    let first = own.iter().filter(|one| allowed.contains(one));
    let others = allowed.iter().filter(|one| !own.contains(one));
    first.chain(others).copied().collect()
}

/// What a message serves. Whoever comes to events is told of them unless they say no; what somebody
/// might only like to know needs a yes, and there is none of that yet.
pub fn purpose(_: MessageKind) -> ChannelPurpose {
    ChannelPurpose::Service
}

/// Whether a channel leads to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It does.
    Open,
    /// They have no address for it.
    NoAddress,
    /// What was sent there came back.
    Suppressed,
    /// They do not want it.
    OptedOut,
}

impl Way {
    /// Judges a channel by what is known: the last word of the ledger is none where nothing was said.
    pub fn of(
        has_address: bool,
        is_suppressed: bool,
        last_word: Option<ConsentStep>,
        purpose: ChannelPurpose,
    ) -> Self {
        let is_wanted = match last_word {
            Some(step) => step == ConsentStep::OptIn,
            None => purpose == ChannelPurpose::Service,
        };
        match (has_address, is_wanted, is_suppressed) {
            (false, _, _) => Self::NoAddress,
            (true, false, _) => Self::OptedOut,
            (true, true, true) => Self::Suppressed,
            (true, true, false) => Self::Open,
        }
    }

    /// The stable code of why nothing is sent; none if it can be.
    pub fn error(self) -> Option<&'static str> {
        match self {
            Self::Open => None,
            Self::NoAddress => Some("NO_ADDRESS"),
            Self::Suppressed => Some("ADDRESS_SUPPRESSED"),
            Self::OptedOut => Some("OPTED_OUT"),
        }
    }
}

/// All channels to one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ways {
    /// By e-mail.
    pub email: Way,
    /// By text message.
    pub sms: Way,
    /// By a call.
    pub call: Way,
}

impl Ways {
    /// One of them.
    pub fn by(self, channel: Channel) -> Way {
        match channel {
            Channel::Email => self.email,
            Channel::Sms => self.sms,
            Channel::Call => self.call,
        }
    }
}

/// The channel to begin with. Where none is open it is one that tells best why: the message is then
/// seen to have reached nobody.
pub fn first(order: &[Channel], ways: Ways) -> Channel {
    let find = |wanted: fn(Way) -> bool| order.iter().find(|channel| wanted(ways.by(**channel)));
    find(|way| way == Way::Open)
        .or_else(|| find(|way| way != Way::NoAddress))
        .or_else(|| order.first())
        .copied()
        .unwrap_or(Channel::Email)
}

/// The channel to go on with after these were tried, if there is one.
pub fn next(order: &[Channel], ways: Ways, tried: &[Channel]) -> Option<Channel> {
    let open = |channel: &&Channel| ways.by(**channel) == Way::Open && !tried.contains(channel);
    order.iter().find(open).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Channel::{Call, Email, Sms};
    use proptest::prelude::*;
    use proptest::sample::select;

    const REMINDER: MessageKind = MessageKind::EventReminder;

    #[test]
    fn the_rule_says_which_and_the_person_which_comes_first() {
        assert_eq!(order(REMINDER, None, None), [Email, Sms, Call]);
        assert_eq!(order(REMINDER, None, Some("CALL,SMS")), [Call, Sms, Email]);
        assert_eq!(
            order(REMINDER, Some("SMS,EMAIL"), None),
            [Sms, Email],
            "who has no order of their own follows the rule's"
        );
        assert_eq!(
            order(REMINDER, Some("EMAIL,SMS"), Some("SMS")),
            [Sms, Email]
        );
        assert_eq!(
            order(REMINDER, Some("EMAIL,SMS"), Some("CALL,SMS,EMAIL")),
            [Sms, Email],
            "what the rule leaves out is not tried"
        );
        assert_eq!(order(REMINDER, Some("SMS"), Some("CALL,EMAIL")), [Sms]);
        // Nonsense says nothing.
        assert_eq!(
            order(REMINDER, Some(""), Some("PIGEON")),
            [Email, Sms, Call]
        );
        assert_eq!(channels("SMS, SMS,EMAIL"), [Sms, Email]);
        let told = MessageKind::ActedForYou;
        assert_eq!(order(told, None, None), [Email, Sms]);
        assert_eq!(order(told, None, Some("CALL")), [Call, Email, Sms]);
        let help = MessageKind::SmsHelp;
        assert_eq!(order(help, None, Some("EMAIL")), [Sms]);
        let nearly = MessageKind::TicketNearly;
        assert_eq!(order(nearly, None, None), [Sms, Email]);
        assert_eq!(order(nearly, None, Some("CALL,EMAIL")), [Email, Sms]);
    }

    #[test]
    fn service_is_wanted_until_refused_and_promotion_only_if_asked_for() {
        use ChannelPurpose::{Promotion, Service};
        use ConsentStep::{OptIn, OptOut};
        let way = |step, purpose| Way::of(true, false, step, purpose);
        assert_eq!(way(None, Service), Way::Open);
        assert_eq!(way(Some(OptIn), Service), Way::Open);
        assert_eq!(way(Some(OptOut), Service), Way::OptedOut);
        assert_eq!(way(None, Promotion), Way::OptedOut);
        assert_eq!(way(Some(OptIn), Promotion), Way::Open);
        assert_eq!(Way::of(true, true, None, Service), Way::Suppressed);
        assert_eq!(Way::of(false, true, None, Service), Way::NoAddress);
    }

    fn way() -> impl Strategy<Value = Way> {
        select(vec![
            Way::Open,
            Way::NoAddress,
            Way::Suppressed,
            Way::OptedOut,
        ])
    }

    proptest! {
        #[test]
        fn nobody_loses_or_gains_a_channel_by_an_order_of_their_own(
            rule in proptest::collection::vec(select(vec!["EMAIL", "SMS", "CALL"]), 1..5),
            own in proptest::collection::vec(select(vec!["EMAIL", "SMS", "CALL"]), 0..5),
        ) {
            let (rule, own) = (rule.join(","), own.join(","));
            let mut with = order(REMINDER, Some(&rule), Some(&own));
            let theirs: Vec<Channel> =
                channels(&own).into_iter().filter(|one| with.contains(one)).collect();
            prop_assert!(with.starts_with(&theirs));
            let mut without = order(REMINDER, Some(&rule), None);
            with.sort();
            without.sort();
            prop_assert_eq!(with, without);
        }

        #[test]
        fn each_open_channel_is_tried_once_and_in_order(
            email in way(), sms in way(), call in way(),
            list in proptest::collection::vec(select(vec!["EMAIL", "SMS", "CALL"]), 0..5),
        ) {
            let order = order(REMINDER, Some(&list.join(",")), None);
            let ways = Ways { email, sms, call };
            let mut tried = vec![first(&order, ways)];
            prop_assert!(order.contains(&tried[0]));
            while let Some(channel) = next(&order, ways, &tried) {
                prop_assert_eq!(ways.by(channel), Way::Open);
                prop_assert!(!tried.contains(&channel));
                tried.push(channel);
            }
            let open: Vec<Channel> =
                order.iter().copied().filter(|channel| ways.by(*channel) == Way::Open).collect();
            if open.is_empty() {
                prop_assert_eq!(tried.len(), 1);
            } else {
                prop_assert_eq!(tried, open);
            }
        }
    }
}
