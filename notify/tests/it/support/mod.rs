//! What several tests need.

pub mod centre;
pub mod gateway;
pub mod server;
pub mod signed;
pub mod smpp;
pub mod sms;

use std::time::Duration;

use chrono::{DateTime, TimeZone, Utc};
use mulin_notify::{
    Act, ActVars, Answer, BookingVars, CalendarEntry, CalendarMethod, CodeVars, DigestVars, Email,
    EmailTransport, EventNews, EventVars, Locale, Message, MessageKind, MessageVars, OffShift,
    ReaderVars, Rendered, ShiftNews, ShiftVars, SignUpVars, Sms, SmsVariables, SmtpConfig,
    SmtpTransport, TicketNews, TicketVars,
};
use url::Url;

use self::server::Server;

pub fn utc(day: u32, hour: u32, minute: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2027, 2, day, hour, minute, 0).unwrap()
}

/// News of an event with every particular.
pub fn event_vars(news: EventNews, locale: Locale) -> EventVars {
    let (title, venue, address, reason) = match locale {
        Locale::ZhCn => ("元宵节聚餐", "3号楼活动室", "幸福路18号", "场地停电。"),
        Locale::En => (
            "Lantern Festival dinner",
            "Activity room, building 3",
            "18 Xingfu Road",
            "The power is out.",
        ),
    };
    let (old_venue, heading, body) = match locale {
        Locale::ZhCn => ("邻里中心", "请带雨伞", "下午有雨，场地不变。\n请带雨伞。"),
        Locale::En => (
            "Neighbour centre",
            "Bring an umbrella",
            "It will rain; the place stays.\nPlease bring an umbrella.",
        ),
    };
    let reader = reader(locale);
    EventVars {
        news,
        template: None,
        recipient_name: reader.recipient_name,
        event_title: title.to_owned(),
        starts_at: utc(12, 10, 30),
        ends_at: utc(12, 12, 30),
        zone: chrono_tz::Asia::Shanghai,
        previous_starts_at: Some(utc(11, 10, 30)),
        venue_name: Some(venue.to_owned()),
        venue_address: Some(address.to_owned()),
        party_size: if news == EventNews::Invited { 0 } else { 2 },
        offer_ends_at: matches!(news, EventNews::Offered | EventNews::OfferEnding)
            .then(|| utc(12, 4, 0)),
        waits: false,
        area_name: reader.area_name,
        contact_phone: reader.contact_phone,
        reason: matches!(news, EventNews::Cancelled | EventNews::Refused)
            .then(|| reason.to_owned()),
        previous_venue_name: matches!(news, EventNews::Moved).then(|| old_venue.to_owned()),
        heading: matches!(news, EventNews::Announcement).then(|| heading.to_owned()),
        body: matches!(news, EventNews::Announcement).then(|| body.to_owned()),
        answer_url: Some("https://mulin.example/l/AAAAAAAAAAAAAAAAAAAAAA".to_owned()),
        is_shared: false,
        answers: Vec::new(),
        dishes: None,
        bookings: Vec::new(),
        shifts: Vec::new(),
    }
}

/// Somebody who reads.
pub fn reader(locale: Locale) -> ReaderVars {
    let (name, area) = match locale {
        Locale::ZhCn => ("王秀英", "幸福里社区"),
        Locale::En => ("Mary Wang", "Xingfu Li"),
    };
    ReaderVars {
        recipient_name: name.to_owned(),
        area_name: area.to_owned(),
        contact_phone: Some("010-6555 0100".to_owned()),
    }
}

/// What somebody did for a reader.
pub fn acted(act: Act, locale: Locale) -> Message {
    let by = match locale {
        Locale::ZhCn => "李明",
        Locale::En => "Ming Li",
    };
    let vars = ActVars {
        reader: reader(locale),
        by: by.to_owned(),
        act,
        answer_url: Some("https://mulin.example/l/AAAAAAAAAAAAAAAAAAAAAA".to_owned()),
    };
    Message {
        locale,
        vars: MessageVars::ActedForYou(vars),
    }
}

/// A ticket at a barber's stall.
pub fn booking(locale: Locale) -> BookingVars {
    let (service, stall, place) = match locale {
        Locale::ZhCn => ("理发", "理发摊", "2号楼门口"),
        Locale::En => ("Haircut", "Barber", "in front of building 2"),
    };
    BookingVars {
        number: Some("A012".to_owned()),
        service: service.to_owned(),
        stall: stall.to_owned(),
        place: Some(place.to_owned()),
        times: Some((utc(12, 1, 20), utc(12, 1, 40))),
    }
}

/// News of that ticket.
pub fn ticket(news: TicketNews, locale: Locale) -> MessageVars {
    let (title, venue, address) = match locale {
        Locale::ZhCn => ("便民服务日", "中心广场", "幸福路18号"),
        Locale::En => ("Service day", "Central square", "18 Xingfu Road"),
    };
    MessageVars::Ticket(TicketVars {
        news,
        reader: reader(locale),
        event_title: title.to_owned(),
        zone: chrono_tz::Asia::Shanghai,
        venue_name: Some(venue.to_owned()),
        venue_address: Some(address.to_owned()),
        cancelled: false,
        booking: booking(locale),
    })
}

/// A shift at the gate, on that day.
pub fn shift(locale: Locale, day: u32) -> ShiftVars {
    let (name, role, place) = match locale {
        Locale::ZhCn => ("维持秩序", "引导员", "东门"),
        Locale::En => ("Crowd care", "Steward", "east gate"),
    };
    ShiftVars {
        name: name.to_owned(),
        roles: vec![role.to_owned()],
        place: Some(place.to_owned()),
        times: (utc(day, 1, 0), utc(day, 3, 0)),
    }
}

/// News of that shift.
pub fn sign_up(news: ShiftNews, locale: Locale) -> MessageVars {
    let (title, venue, address, by) = match locale {
        Locale::ZhCn => ("便民服务日", "中心广场", "幸福路18号", "李娟"),
        Locale::En => ("Service day", "Central square", "18 Xingfu Road", "Li Juan"),
    };
    MessageVars::SignUp(SignUpVars {
        news,
        reader: reader(locale),
        event_title: title.to_owned(),
        zone: chrono_tz::Asia::Shanghai,
        venue_name: Some(venue.to_owned()),
        venue_address: Some(address.to_owned()),
        shift: shift(locale, 12),
        asked_by: Some(by.to_owned()),
        in_exchange: Some(shift(locale, 13)),
    })
}

/// A message with every particular.
pub fn message(kind: MessageKind, locale: Locale) -> Message {
    let event = |news| MessageVars::Event(event_vars(news, locale));
    let vars = match kind {
        MessageKind::EventReminder => event(EventNews::Reminder),
        MessageKind::EventRescheduled => event(EventNews::Rescheduled),
        MessageKind::EventMoved => event(EventNews::Moved),
        MessageKind::EventCancelled => event(EventNews::Cancelled),
        MessageKind::Announcement => event(EventNews::Announcement),
        MessageKind::RsvpConfirmed => event(EventNews::Confirmed),
        MessageKind::RsvpPromoted => event(EventNews::Promoted),
        MessageKind::RsvpOffered => event(EventNews::Offered),
        MessageKind::RsvpOfferEnding => event(EventNews::OfferEnding),
        MessageKind::RsvpOfferExpired => event(EventNews::OfferExpired),
        MessageKind::RsvpApproved => event(EventNews::Approved),
        MessageKind::RsvpRefused => event(EventNews::Refused),
        MessageKind::Invited => event(EventNews::Invited),
        MessageKind::SignInCode => MessageVars::SignInCode(CodeVars {
            code: "012345".to_owned(),
            minutes: 10,
        }),
        MessageKind::ActedForYou => {
            let answered = Act::Answered {
                answer: Answer::Going,
                event_title: event_vars(EventNews::Reminder, locale).event_title,
            };
            return acted(answered, locale);
        }
        MessageKind::RegistrationConfirmed => MessageVars::RegistrationConfirmed(reader(locale)),
        MessageKind::Digest => MessageVars::Digest(DigestVars {
            reader: reader(locale),
            items: vec![
                event(EventNews::Reminder),
                event(EventNews::Rescheduled),
                event(EventNews::Refused),
                MessageVars::RegistrationConfirmed(reader(locale)),
            ],
        }),
        MessageKind::SmsHelp => MessageVars::SmsHelp(reader(locale)),
        MessageKind::TicketBooked => ticket(TicketNews::Booked, locale),
        MessageKind::TicketPromoted => ticket(TicketNews::Promoted, locale),
        MessageKind::TicketNearly => ticket(TicketNews::Nearly, locale),
        MessageKind::TicketReady => ticket(TicketNews::Ready, locale),
        MessageKind::TicketClosed => ticket(TicketNews::Closed, locale),
        MessageKind::ShiftSignedUp => sign_up(ShiftNews::SignedUp, locale),
        MessageKind::ShiftPromoted => sign_up(ShiftNews::Promoted, locale),
        MessageKind::ShiftCancelled => {
            sign_up(ShiftNews::Cancelled(OffShift::ShiftCancelled), locale)
        }
        MessageKind::ShiftSwapOffered => sign_up(ShiftNews::SwapOffered, locale),
        MessageKind::ShiftSwapped => sign_up(ShiftNews::Swapped, locale),
        MessageKind::ShiftChanged => sign_up(ShiftNews::Changed, locale),
        MessageKind::VolunteersCalled => sign_up(ShiftNews::Called, locale),
    };
    Message { locale, vars }
}

/// A short text message that differs from others by its number.
pub fn sms(number: u32) -> Sms {
    Sms {
        id: format!("delivery-{number}"),
        generation: 1,
        to: format!("+861381234567{number}"),
        kind: MessageKind::SignInCode,
        template: None,
        locale: Locale::ZhCn,
        text: format!("【睦邻】01234{number} 是您的登录验证码。"),
        variables: SmsVariables::from([
            ("code".to_owned(), format!("01234{number}")),
            ("minutes".to_owned(), "10".to_owned()),
        ]),
        date: utc(12, 2, 30),
    }
}

/// A short e-mail that differs from others by its number.
pub fn email(number: u32) -> Email {
    Email {
        message_id: format!("delivery-{number}@mulin.example"),
        from: "Mulin <no-reply@mulin.example>".parse().unwrap(),
        to_address: format!("neighbour{number}@example.org"),
        to_name: Some("王秀英".to_owned()),
        rendered: Rendered {
            subject: format!("元宵节聚餐 {number}"),
            text: format!("Number {number}\n.a line that begins with a dot\n.\n..\n"),
            html: format!("<p>第{number}封</p>\n"),
        },
        date: utc(12, 2, 30),
        return_path: None,
        list_unsubscribe: None,
        calendar: None,
    }
}

/// What [`email`] asks of the reader's calendar.
pub fn calendar(method: CalendarMethod) -> CalendarEntry {
    CalendarEntry {
        method,
        uid: "event-1@mulin.example".to_owned(),
        sequence: 2,
        stamp: utc(12, 2, 30),
        starts_at: utc(12, 10, 30),
        ends_at: utc(12, 12, 30),
        summary: "元宵节聚餐".to_owned(),
        location: Some("3号楼活动室（幸福路18号）".to_owned()),
        description: None,
        url: None,
        organizer: "Mulin <no-reply@mulin.example>".parse().unwrap(),
        attendee_address: "neighbour1@example.org".to_owned(),
        attendee_name: Some("王秀英".to_owned()),
        tentative: false,
    }
}

/// Far longer than anything here takes.
pub const PATIENT: Duration = Duration::from_secs(30);
/// For servers that never answer.
pub const IMPATIENT: Duration = Duration::from_millis(250);

pub fn config(server: &Server, parameters: &str) -> SmtpConfig {
    let url = format!("smtp://{}/{parameters}", server.address());
    let config = SmtpConfig::from_url(&Url::parse(&url).unwrap()).unwrap();
    SmtpConfig {
        command_timeout: PATIENT,
        data_timeout: PATIENT,
        idle_timeout: PATIENT,
        ..config
    }
}

pub fn transport(server: &Server) -> SmtpTransport {
    SmtpTransport::new(config(server, "?tls=none")).unwrap()
}

/// A transport that gives up soon, with one connection at most.
pub fn impatient(server: &Server) -> SmtpTransport {
    SmtpTransport::new(SmtpConfig {
        command_timeout: IMPATIENT,
        data_timeout: IMPATIENT,
        max_connections: 1,
        ..config(server, "?tls=none")
    })
    .unwrap()
}

/// Sends `number` and says where it arrived, to see that nothing of a failure before is left.
pub async fn arrives(transport: &SmtpTransport, server: &Server, number: u32) {
    let before = server.messages().len();
    transport
        .send(&email(number))
        .await
        .expect("a good server takes it");
    let messages = server.messages();
    assert_eq!(messages.len(), before + 1, "one more message");
    let id = format!("Message-ID: <delivery-{number}@mulin.example>");
    assert!(messages[before].contains(&id), "the right one");
}
