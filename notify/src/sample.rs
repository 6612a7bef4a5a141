//! The messages every template is tried with at start, so that a bad one fails there.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Asia::Shanghai;
use minijinja::Value;
use minijinja::value::Serde;

use crate::message::{Locale, Message, MessageKind};
use crate::vars::{
    Act, ActVars, Answer, BookingVars, CodeVars, DigestVars, DishVars, DishesVars, EventNews,
    EventVars, Keep, MessageVars, NamedLink, OffShift, Purpose, ReaderVars, ShiftNews, ShiftVars,
    SignUpVars, TicketNews, TicketVars,
};
use crate::view::View;

/// Messages of a kind, with every particular and with none of the optional ones: between them they
/// walk both ways of each condition on a particular.
pub(crate) fn samples(kind: MessageKind, locale: Locale) -> Vec<Message> {
    let vars = match kind {
        MessageKind::EventReminder => events(EventNews::Reminder),
        MessageKind::EventRescheduled => events(EventNews::Rescheduled),
        MessageKind::EventMoved => events(EventNews::Moved),
        MessageKind::EventCancelled => events(EventNews::Cancelled),
        MessageKind::Announcement => events(EventNews::Announcement),
        MessageKind::RsvpConfirmed => events(EventNews::Confirmed),
        MessageKind::RsvpPromoted => events(EventNews::Promoted),
        MessageKind::RsvpOffered => events(EventNews::Offered),
        MessageKind::RsvpOfferEnding => events(EventNews::OfferEnding),
        MessageKind::RsvpOfferExpired => events(EventNews::OfferExpired),
        MessageKind::RsvpApproved => events(EventNews::Approved),
        MessageKind::RsvpRefused => events(EventNews::Refused),
        MessageKind::Invited => events(EventNews::Invited),
        MessageKind::SignInCode => [1, 10].map(code).into(),
        MessageKind::ActedForYou => acts(),
        MessageKind::RegistrationConfirmed => {
            readers().map(MessageVars::RegistrationConfirmed).into()
        }
        MessageKind::Digest => digests(),
        MessageKind::SmsHelp => readers().map(MessageVars::SmsHelp).into(),
        MessageKind::TicketBooked => tickets(TicketNews::Booked),
        MessageKind::TicketPromoted => tickets(TicketNews::Promoted),
        MessageKind::TicketNearly => tickets(TicketNews::Nearly),
        MessageKind::TicketReady => tickets(TicketNews::Ready),
        MessageKind::TicketClosed => tickets(TicketNews::Closed),
        MessageKind::ShiftSignedUp => sign_ups(&[ShiftNews::SignedUp]),
        MessageKind::ShiftPromoted => sign_ups(&[ShiftNews::Promoted]),
        MessageKind::ShiftCancelled => sign_ups(
            &[
                OffShift::EventCancelled,
                OffShift::ShiftCancelled,
                OffShift::ShiftMoved,
                OffShift::Staff,
            ]
            .map(ShiftNews::Cancelled),
        ),
        MessageKind::ShiftSwapOffered => sign_ups(&[ShiftNews::SwapOffered]),
        MessageKind::ShiftSwapped => sign_ups(&[ShiftNews::Swapped]),
        MessageKind::ShiftChanged => sign_ups(&[ShiftNews::Changed]),
        MessageKind::VolunteersCalled => sign_ups(&[ShiftNews::Called]),
    };
    vars.into_iter()
        .map(|vars| Message { locale, vars })
        .collect()
}

/// A message of a kind with every particular that it can have, to look at.
pub fn full_sample(kind: MessageKind, locale: Locale) -> Option<Message> {
    samples(kind, locale).into_iter().next()
}

/// The variables that the templates of a kind see, with a value of each; `none` is one that a message
/// may lack. `subject` is known to all parts but the subject itself.
pub fn variables(kind: MessageKind, locale: Locale) -> Vec<(String, String)> {
    let Some(message) = full_sample(kind, locale) else {
        return Vec::new();
    };
    let view = Value::from(Serde(View::new(&message)));
    let names = view.try_iter().into_iter().flatten();
    let mut variables: Vec<(String, String)> = names
        .filter_map(|name| {
            let value = view.get_item(&name).ok()?;
            Some((name.to_string(), value.to_string()))
        })
        .collect();
    variables.sort();
    variables
}

fn events(news: EventNews) -> Vec<MessageVars> {
    let starts_at = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
    let full = EventVars {
        news,
        template: None,
        recipient_name: "王秀英".to_owned(),
        event_title: "元宵节聚餐".to_owned(),
        starts_at,
        ends_at: starts_at + TimeDelta::hours(2),
        zone: Shanghai,
        previous_starts_at: Some(starts_at - TimeDelta::days(1)),
        venue_name: Some("3号楼活动室".to_owned()),
        venue_address: Some("幸福路18号".to_owned()),
        party_size: 2,
        offer_ends_at: Some(starts_at - TimeDelta::hours(4)),
        waits: true,
        area_name: "幸福里".to_owned(),
        contact_phone: Some("010-12345678".to_owned()),
        reason: Some("雨太大".to_owned()),
        previous_venue_name: Some("邻里中心".to_owned()),
        heading: Some("请带雨伞".to_owned()),
        body: Some("下午有雨。\n请带雨伞。".to_owned()),
        answer_url: Some("https://example.org/l/1".to_owned()),
        is_shared: false,
        answers: Vec::new(),
        dishes: Some(DishesVars {
            bring_by: starts_at - TimeDelta::minutes(30),
            bring_to: Some("3号楼厨房".to_owned()),
            dishes: vec![
                DishVars {
                    number: 12,
                    name: "红烧肉".to_owned(),
                    servings: 20,
                    cooked_at: Some(starts_at - TimeDelta::hours(2)),
                    keep: Keep::Hot,
                    contains: vec!["大豆".to_owned()],
                    may_contain: vec!["坚果".to_owned()],
                    free_from: vec!["乳".to_owned()],
                    undeclared: vec!["蛋类".to_owned(), "鱼类".to_owned()],
                },
                DishVars {
                    number: 13,
                    name: "凉拌黄瓜".to_owned(),
                    servings: 1,
                    cooked_at: None,
                    keep: Keep::Cold,
                    contains: Vec::new(),
                    may_contain: Vec::new(),
                    free_from: Vec::new(),
                    undeclared: Vec::new(),
                },
                DishVars {
                    number: 14,
                    name: "月饼".to_owned(),
                    servings: 40,
                    cooked_at: None,
                    keep: Keep::Ambient,
                    contains: vec!["蛋类".to_owned()],
                    may_contain: Vec::new(),
                    free_from: Vec::new(),
                    undeclared: Vec::new(),
                },
            ],
        }),
        bookings: vec![booking(starts_at), bare_booking()],
        shifts: vec![shift(starts_at), bare_shift(starts_at)],
    };
    let bare = EventVars {
        previous_starts_at: None,
        venue_name: None,
        venue_address: None,
        party_size: 0,
        offer_ends_at: None,
        waits: false,
        contact_phone: None,
        reason: None,
        previous_venue_name: None,
        heading: None,
        body: None,
        answer_url: None,
        dishes: None,
        bookings: Vec::new(),
        shifts: Vec::new(),
        ..full.clone()
    };
    let link = |name: &str| NamedLink {
        name: name.to_owned(),
        url: "https://example.org/l/2".to_owned(),
    };
    let shared = EventVars {
        answer_url: None,
        is_shared: true,
        answers: ["王秀英", "李明"].map(link).into(),
        ..full.clone()
    };
    [full, bare, shared].map(MessageVars::Event).into()
}

fn booking(starts_at: DateTime<Utc>) -> BookingVars {
    BookingVars {
        number: Some("A012".to_owned()),
        service: "理发".to_owned(),
        stall: "理发摊".to_owned(),
        place: Some("2号楼门口".to_owned()),
        times: Some((starts_at, starts_at + TimeDelta::minutes(20))),
    }
}

fn bare_booking() -> BookingVars {
    BookingVars {
        number: None,
        service: "磨刀".to_owned(),
        stall: "便民摊".to_owned(),
        place: None,
        times: None,
    }
}

fn tickets(news: TicketNews) -> Vec<MessageVars> {
    let [full, bare] = readers();
    let full = TicketVars {
        news,
        reader: full,
        event_title: "便民服务日".to_owned(),
        zone: Shanghai,
        venue_name: Some("中心广场".to_owned()),
        venue_address: Some("幸福路18号".to_owned()),
        cancelled: false,
        booking: booking(DateTime::UNIX_EPOCH + TimeDelta::days(20_000)),
    };
    let cancelled = TicketVars {
        cancelled: true,
        ..full.clone()
    };
    let bare = TicketVars {
        reader: bare,
        venue_name: None,
        venue_address: None,
        booking: bare_booking(),
        ..full.clone()
    };
    [full, cancelled, bare].map(MessageVars::Ticket).into()
}

fn shift(starts_at: DateTime<Utc>) -> ShiftVars {
    ShiftVars {
        name: "维持秩序".to_owned(),
        roles: vec!["引导员".to_owned(), "急救员".to_owned()],
        place: Some("东门".to_owned()),
        times: (starts_at, starts_at + TimeDelta::hours(2)),
    }
}

fn bare_shift(starts_at: DateTime<Utc>) -> ShiftVars {
    ShiftVars {
        place: None,
        ..shift(starts_at)
    }
}

fn sign_ups(of: &[ShiftNews]) -> Vec<MessageVars> {
    let starts_at = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
    of.iter()
        .flat_map(|news| {
            let [full, bare] = readers();
            let full = SignUpVars {
                news: *news,
                reader: full,
                event_title: "便民服务日".to_owned(),
                zone: Shanghai,
                venue_name: Some("中心广场".to_owned()),
                venue_address: Some("幸福路18号".to_owned()),
                shift: shift(starts_at),
                asked_by: Some("李娟".to_owned()),
                in_exchange: Some(shift(starts_at + TimeDelta::days(1))),
            };
            let bare = SignUpVars {
                reader: bare,
                venue_name: None,
                venue_address: None,
                shift: bare_shift(starts_at),
                asked_by: None,
                in_exchange: None,
                ..full.clone()
            };
            [full, bare].map(MessageVars::SignUp)
        })
        .collect()
}

fn code(minutes: u32) -> MessageVars {
    MessageVars::SignInCode(CodeVars {
        code: "012345".to_owned(),
        minutes,
    })
}

fn readers() -> [ReaderVars; 2] {
    let full = ReaderVars {
        recipient_name: "王秀英".to_owned(),
        area_name: "幸福里".to_owned(),
        contact_phone: Some("010-12345678".to_owned()),
    };
    let bare = ReaderVars {
        recipient_name: String::new(),
        area_name: String::new(),
        contact_phone: None,
    };
    [full, bare]
}

fn of_news(news: impl IntoIterator<Item = EventNews>) -> impl Iterator<Item = MessageVars> {
    news.into_iter().flat_map(events)
}

fn digests() -> Vec<MessageVars> {
    use EventNews::{Cancelled, Confirmed, Moved, Refused, Reminder, Rescheduled};
    let of_day = of_news([Reminder, Rescheduled, Refused]).chain(acts());
    let lists: [Vec<MessageVars>; 3] = [
        of_day.collect(),
        of_news([Rescheduled, Moved, Cancelled]).collect(),
        of_news([Confirmed]).collect(),
    ];
    lists
        .into_iter()
        .flat_map(|items| {
            readers().map(|reader| {
                let items = items.clone();
                MessageVars::Digest(DigestVars { reader, items })
            })
        })
        .collect()
}

fn acts() -> Vec<MessageVars> {
    let answers = [Answer::Going, Answer::Maybe, Answer::NotComing];
    let answers = answers.map(|answer| Act::Answered {
        answer,
        event_title: "元宵节聚餐".to_owned(),
    });
    let purposes = [
        Purpose::ActOnBehalf,
        Purpose::SensitiveData,
        Purpose::Promotions,
        Purpose::Photos,
    ];
    let given = purposes.map(Act::ConsentGiven);
    let withdrawn = purposes.map(Act::ConsentWithdrawn);
    let acts = answers.into_iter().chain(given).chain(withdrawn);
    let [full, bare] = readers();
    acts.flat_map(|act| {
        let vars = |reader: &ReaderVars, by: &str, answer_url: Option<&str>| {
            MessageVars::ActedForYou(ActVars {
                reader: reader.clone(),
                by: by.to_owned(),
                act: act.clone(),
                answer_url: answer_url.map(str::to_owned),
            })
        };
        let url = Some("https://example.org/l/1");
        [vars(&full, "李明", url), vars(&bare, "", None)]
    })
    .collect()
}
