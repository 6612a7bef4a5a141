use mulin_entities::RsvpId;
use uuid::Uuid;

use super::super::ledger::Fate;
use super::*;

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
}

fn person(number: u128) -> PersonId {
    PersonId(Uuid::from_u128(number))
}

fn receipt(id: &str, to: u128, second: i64, fate: Fate) -> Receipt {
    Receipt {
        channel: Channel::Email,
        message_id: format!("{id}@example.org"),
        recipient: format!("{to}@example.org"),
        worker: 0,
        life: 1,
        begun: at(second),
        received: at(second),
        answered: at(second),
        fate,
    }
}

/// Two guests of an event that was moved at 100 and reminds at 110; both got what they should.
fn facts() -> Facts {
    let guest = |number: u128| Guest {
        person: person(number),
        rsvp: RsvpId(Uuid::from_u128(number)),
        channel: Channel::Email,
        address: format!("{number}@example.org"),
    };
    let message = |number: u128, kind, schedule_rev| Message {
        person: person(number),
        channel: Channel::Email,
        kind,
        schedule_rev,
        state: DeliveryState::Sent,
        unknowns: 0,
    };
    let messages = [
        ("old1", message(1, MessageKind::EventReminder, 1)),
        ("told1", message(1, MessageKind::EventRescheduled, 2)),
        ("told2", message(2, MessageKind::EventRescheduled, 2)),
        ("new1", message(1, MessageKind::EventReminder, 2)),
        ("new2", message(2, MessageKind::EventReminder, 2)),
    ];
    Facts {
        receipts: vec![
            receipt("old1", 1, 90, Fate::Accepted),
            receipt("told1", 1, 101, Fate::Accepted),
            receipt("told2", 2, 101, Fate::Accepted),
            receipt("new1", 1, 110, Fate::Accepted),
            receipt("new2", 2, 112, Fate::Accepted),
        ],
        refused: HashMap::new(),
        unsigned: 0,
        tally: Tally::default(),
        codes: HashSet::new(),
        messages: messages.map(|(id, it)| (id.to_owned(), it)).into(),
        guests: vec![guest(1), guest(2)],
        unknown: HashSet::new(),
        withdrawn: HashMap::new(),
        moved_at: at(100),
        schedule_rev: 2,
        first_due: at(80),
        due: at(110),
        kills: Vec::new(),
        outages: Vec::new(),
        holds: Vec::new(),
        shifts: Shifts::default(),
        places: Places {
            emails: 4,
            texts: 4,
        },
        lease: TimeDelta::seconds(5),
        pending: 0,
    }
}

#[test]
fn a_run_in_which_everybody_gets_everything_once_is_good() {
    let verdict = judge(&facts());
    assert!(verdict.is_good(), "{verdict:?}");
    assert_eq!((verdict.expected, verdict.late), (4, 10.0));
    assert_eq!((verdict.duplicates, verdict.bound), (0, 0));
}

#[test]
fn what_nobody_accepted_is_lost() {
    let mut facts = facts();
    facts.receipts[4].fate = Fate::Refused;
    assert_eq!(judge(&facts).lost, 1);
    facts.receipts[4].fate = Fate::Unanswered;
    assert_eq!(judge(&facts).lost, 1);
    facts.withdrawn.insert(person(2), at(111));
    assert_eq!(judge(&facts).lost, 0, "who withdrew needs no reminder");
}

#[test]
fn a_duplicate_needs_a_kill_an_outage_or_a_missing_answer() {
    let mut again = facts();
    again.receipts.push(receipt("new2", 2, 120, Fate::Accepted));
    let verdict = judge(&again);
    assert_eq!((verdict.duplicates, verdict.unexplained), (1, 1));
    assert!(!verdict.is_good());
    let kill = Kill {
        worker: 0,
        life: 1,
        at: at(113),
    };
    again.kills = vec![kill];
    let verdict = judge(&again);
    assert!(verdict.is_good(), "{verdict:?}");
    assert_eq!((verdict.duplicates, verdict.bound), (1, 3));
    again.kills = vec![Kill { life: 2, ..kill }];
    assert_eq!(judge(&again).unexplained, 1, "not in that life");
    again.kills = vec![Kill {
        at: at(200),
        ..kill
    }];
    assert_eq!(judge(&again).unexplained, 1, "noted long before");
    again.kills.clear();
    again.outages = vec![Window {
        from: at(113),
        until: at(115),
    }];
    assert!(judge(&again).is_good());
    again.outages.clear();
    again.receipts[4].fate = Fate::Unanswered;
    let verdict = judge(&again);
    assert!(verdict.is_good(), "{verdict:?}");
    assert_eq!((verdict.duplicates, verdict.bound), (1, 1));
}

#[test]
fn no_kill_explains_more_than_the_places_hold() {
    let mut facts = facts();
    facts.places.emails = 1;
    facts.kills = vec![Kill {
        worker: 0,
        life: 1,
        at: at(113),
    }];
    for (id, to) in [("new1", 1), ("new2", 2)] {
        facts.receipts.push(receipt(id, to, 120, Fate::Accepted));
    }
    let verdict = judge(&facts);
    assert_eq!((verdict.bound, verdict.unexplained), (1, 1));
    assert!(!verdict.is_good());
}

#[test]
fn what_a_kill_alone_explains_is_explained_by_it() {
    let mut facts = facts();
    facts.places.emails = 1;
    facts.outages = vec![Window {
        from: at(109),
        until: at(111),
    }];
    facts.kills = vec![Kill {
        worker: 0,
        life: 1,
        at: at(113),
    }];
    for (id, to) in [("new1", 1), ("new2", 2)] {
        facts.receipts.push(receipt(id, to, 120, Fate::Accepted));
    }
    let verdict = judge(&facts);
    assert_eq!((verdict.duplicates, verdict.unexplained), (2, 0));
}

#[test]
fn what_is_begun_a_lease_after_it_held_no_more_is_wrong() {
    let mut facts = facts();
    facts.receipts[0].begun = at(106);
    assert_eq!(judge(&facts).wrong, 0, "it was claimed before");
    facts.receipts[0].begun = at(108);
    assert_eq!(judge(&facts).wrong, 1);
    facts.receipts[0].begun = at(90);
    facts.withdrawn.insert(person(2), at(104));
    assert_eq!(judge(&facts).wrong, 1, "the reminder at 112");
}

#[test]
fn who_gets_what_is_for_another_is_noticed() {
    let mut facts = facts();
    facts.receipts[4].recipient = "1@example.org".to_owned();
    assert_eq!(judge(&facts).strange, 1);
    facts.receipts[3].message_id = "nobody's@example.org".to_owned();
    assert_eq!(judge(&facts).strange, 2);
}

#[test]
fn a_refused_address_is_given_up() {
    let mut facts = facts();
    facts.unknown = HashSet::from(["2@example.org".to_owned()]);
    facts.receipts.retain(|it| it.recipient != "2@example.org");
    facts.refused.insert("2@example.org".to_owned(), 2);
    assert_eq!(judge(&facts).stubborn, 1, "its messages are not given up");
    for message in facts.messages.values_mut() {
        if message.person == person(2) {
            message.state = DeliveryState::Failed;
        }
    }
    assert!(judge(&facts).is_good());
    facts.refused.insert("2@example.org".to_owned(), 3);
    assert_eq!(judge(&facts).stubborn, 1, "tried again and again");
}

fn held(holds: Holds, from: i64, until: i64) -> Hold {
    Hold {
        holds,
        from: at(from),
        until: at(until),
    }
}

#[test]
fn a_message_is_late_from_the_last_time_that_something_held_it() {
    let mut facts = facts();
    // A second for each of the four messages since the move, and a minute.
    facts.receipts[4].received = at(170);
    let verdict = judge(&facts);
    assert_eq!((verdict.late, verdict.latest), (60.0, 62.0));
    assert!(verdict.is_good(), "{verdict:?}");
    facts.receipts[4].received = at(173);
    assert_eq!(judge(&facts).too_late, 1);
    facts.holds = vec![held(Holds::Texts, 111, 120)];
    assert_eq!(judge(&facts).too_late, 1, "that held no e-mail");
    facts.holds = vec![held(Holds::Mails, 105, 120)];
    let verdict = judge(&facts);
    assert_eq!((verdict.too_late, verdict.late), (0, 53.0));
}

#[test]
fn what_begins_to_hold_a_message_that_is_late_excuses_nothing() {
    let mut facts = facts();
    facts.receipts[4].received = at(300);
    facts.holds = vec![held(Holds::All, 180, 299)];
    assert_eq!(judge(&facts).too_late, 1);
    // One after the other, none too late.
    facts.holds.push(held(Holds::All, 150, 180));
    assert_eq!(judge(&facts).too_late, 0);
    // Until it comes, at most.
    facts.holds = vec![held(Holds::All, 115, 400)];
    assert_eq!(judge(&facts).late, 10.0, "the old reminder");
}

/// The second guest is texted.
fn texted() -> Facts {
    let mut facts = facts();
    facts.guests[1].channel = Channel::Sms;
    for message in facts.messages.values_mut() {
        if message.person == person(2) {
            message.channel = Channel::Sms;
        }
    }
    for receipt in &mut facts.receipts {
        if receipt.recipient == "2@example.org" {
            receipt.channel = Channel::Sms;
        }
    }
    facts
}

#[test]
fn a_text_message_in_doubt_waits_ten_minutes_by_the_clock_of_the_programs() {
    let mut facts = texted();
    facts.receipts[4].fate = Fate::Ignored;
    let mut again = receipt("new2", 2, 760, Fate::Accepted);
    again.channel = Channel::Sms;
    facts.receipts.push(again);
    assert_eq!(judge(&facts).too_late, 1);
    facts.messages.get_mut("new2").unwrap().unknowns = 1;
    let verdict = judge(&facts);
    assert!(verdict.is_good(), "{verdict:?}");
    assert_eq!((verdict.doubts, verdict.most_doubts), (1, 1));
    // They are over sooner if the clock jumps.
    facts.shifts.push(at(150), TimeDelta::minutes(11));
    assert_eq!(judge(&facts).too_late, 1);
}

#[test]
fn a_text_message_is_in_doubt_whose_gateway_says_that_it_broke() {
    let mut facts = texted();
    facts.receipts[4].fate = Fate::Refused;
    assert_eq!(judge(&facts).most_doubts, 0);
    facts.receipts[4].fate = Fate::Broken;
    assert_eq!(judge(&facts).most_doubts, 1);
    // By e-mail that would be a refusal like any other.
    facts.receipts[4].channel = Channel::Email;
    assert_eq!(judge(&facts).most_doubts, 0);
}

#[test]
fn what_a_gateway_took_arrived_though_it_did_not_say_so() {
    let mut facts = texted();
    facts.receipts[4].fate = Fate::Unanswered;
    assert!(judge(&facts).is_good());
    let mut again = facts.receipts[4].clone();
    (again.begun, again.received) = (at(120), at(120));
    facts.receipts.push(again);
    let verdict = judge(&facts);
    assert!(verdict.is_good(), "{verdict:?}");
    assert_eq!((verdict.duplicates, verdict.bound), (1, 2));
    facts
        .tally
        .told
        .insert("new2@example.org".to_owned(), at(114));
    assert_eq!(judge(&facts).unexplained, 1, "it was told before");
    facts.receipts[5].fate = Fate::Refused;
    facts.receipts[4].fate = Fate::Ignored;
    assert_eq!(judge(&facts).lost, 1);
}

#[test]
fn a_code_never_comes_twice() {
    let mut facts = texted();
    facts.codes.insert("code".to_owned());
    facts.receipts[4].fate = Fate::Unanswered;
    let mut code = receipt("code", 3, 111, Fate::Unanswered);
    code.message_id = "code".to_owned();
    facts.receipts.push(code.clone());
    assert!(judge(&facts).is_good());
    facts.receipts.push(code);
    assert_eq!(judge(&facts).codes_twice, 1);
}

#[test]
fn a_jump_of_the_clock_explains_what_was_on_the_wire() {
    let mut facts = facts();
    let mut again = receipt("new2", 2, 114, Fate::Accepted);
    again.worker = 1;
    facts.receipts.push(again);
    assert_eq!(judge(&facts).unexplained, 1);
    facts.shifts.push(at(113), TimeDelta::hours(1));
    let verdict = judge(&facts);
    assert!(verdict.is_good(), "{verdict:?}");
    // The slower one of the two ends last.
    facts.receipts.swap(4, 5);
    facts.receipts[5].received = at(119);
    facts.receipts[5].answered = at(119);
    let verdict = judge(&facts);
    assert!(verdict.is_good(), "{verdict:?}");
    facts.shifts = Shifts::default();
    facts.shifts.push(at(113), TimeDelta::minutes(-5));
    assert_eq!(judge(&facts).unexplained, 1, "leases end later then");
}

#[test]
fn what_is_forged_or_not_heard_is_noticed() {
    let mut facts = texted();
    facts.tally.told.insert("new2".to_owned(), at(115));
    facts.receipts[4].message_id = "new2".to_owned();
    assert_eq!(judge(&facts).unheard, 1);
    facts.messages.get_mut("new2").unwrap().state = DeliveryState::Delivered;
    assert!(judge(&facts).is_good());
    facts.tally.believed = 1;
    assert!(!judge(&facts).is_good());
}
