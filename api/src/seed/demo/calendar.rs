//! What goes on in the demo's community in the coming weeks, as of any day.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Weekday};
use chrono_tz::Tz;
use mulin_domain::clock::Instant;
use mulin_entities::{EventKind, Visibility};

use super::{descriptions, places};
use crate::seed::lantern::next_lantern_festival;

/// The zone of the neighbourhood, whatever the platform's is.
pub(super) const ZONE: Tz = Tz::Asia__Shanghai;

/// Which event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Occasion {
    Lantern,
    Workshop,
    Banquet,
    ServiceDay,
    Dumplings,
    Council,
    Market,
    Outing,
    Cinema,
    Tea,
    CleanUp,
}

/// How far an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stand {
    /// Being written.
    Draft,
    /// Takes answers.
    Published,
    /// Cancelled, and this is why. Nobody had answered, so that nobody is told.
    Cancelled(&'static str),
}

/// How many give which answer.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Answers {
    pub going: usize,
    pub maybe: usize,
    pub declined: usize,
}

/// An event to put on.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub occasion: Occasion,
    pub kind: EventKind,
    pub visibility: Visibility,
    pub title: &'static str,
    pub description: &'static str,
    pub area: usize,
    pub venue: usize,
    pub festival: Option<Occasion>,
    pub starts: NaiveDateTime,
    pub length: TimeDelta,
    pub capacity: Option<i32>,
    pub max_party: Option<i32>,
    /// Answers are taken until so long before the start, if not until then.
    pub closes_before: Option<TimeDelta>,
    pub stand: Stand,
    pub answers: Answers,
}

/// The community's plans from `now` on, a festival before what belongs to it.
pub(super) fn plans(now: Instant) -> Vec<Plan> {
    let local = now.with_timezone(&ZONE).naive_local();
    let today = local.date();
    let in_days = |days| today.checked_add_days(Days::new(days)).unwrap_or(today);
    let gathering = Plan {
        occasion: Occasion::Market,
        kind: EventKind::Gathering,
        visibility: Visibility::Public,
        title: "邻里闲置交换集市",
        description: descriptions::MARKET,
        area: places::COMMUNITY,
        venue: places::GYM,
        festival: None,
        starts: on(in_days(8), 9, 30),
        length: TimeDelta::hours(3),
        capacity: None,
        max_party: None,
        closes_before: None,
        stand: Stand::Published,
        answers: Answers {
            going: 9,
            maybe: 3,
            declined: 0,
        },
    };
    let lantern = next_lantern(local);
    let all = vec![
        Plan {
            occasion: Occasion::Lantern,
            kind: EventKind::Festival,
            title: "元宵灯会游园会",
            description: descriptions::LANTERN,
            venue: places::SQUARE,
            starts: lantern,
            length: TimeDelta::minutes(180),
            capacity: Some(600),
            max_party: Some(8),
            answers: Answers {
                going: 40,
                maybe: 10,
                declined: 4,
            },
            ..gathering.clone()
        },
        Plan {
            occasion: Occasion::Workshop,
            title: "手工灯笼工坊",
            description: descriptions::WORKSHOP,
            venue: places::CENTRE,
            festival: Some(Occasion::Lantern),
            starts: on(lantern.date(), 14, 0),
            length: TimeDelta::hours(2),
            capacity: Some(30),
            max_party: Some(4),
            answers: Answers {
                going: 7,
                maybe: 2,
                declined: 1,
            },
            ..gathering.clone()
        },
        Plan {
            occasion: Occasion::Banquet,
            kind: EventKind::Banquet,
            title: "桂花社区百家宴",
            description: descriptions::BANQUET,
            venue: places::SQUARE,
            starts: on(next_weekday(in_days(21), Weekday::Sat), 17, 30),
            capacity: Some(320),
            max_party: Some(10),
            closes_before: Some(TimeDelta::days(3)),
            // Whole families answer: see the banquet's own module.
            answers: Answers::default(),
            ..gathering.clone()
        },
        Plan {
            occasion: Occasion::Dumplings,
            title: "包饺子学堂",
            description: descriptions::DUMPLINGS,
            venue: places::CENTRE,
            starts: on(in_days(5), 14, 0),
            length: TimeDelta::hours(2),
            capacity: Some(12),
            max_party: Some(3),
            answers: Answers {
                going: 12,
                maybe: 0,
                declined: 2,
            },
            ..gathering.clone()
        },
        Plan {
            occasion: Occasion::Council,
            visibility: Visibility::Audience,
            title: "第一网格议事会",
            description: descriptions::COUNCIL,
            area: places::FIRST_GRID,
            venue: places::CENTRE,
            starts: on(in_days(3), 19, 0),
            length: TimeDelta::minutes(90),
            capacity: Some(60),
            max_party: Some(2),
            answers: Answers {
                going: 7,
                maybe: 2,
                declined: 2,
            },
            ..gathering.clone()
        },
        gathering.clone(),
        Plan {
            occasion: Occasion::Outing,
            title: "望山踏青",
            description: descriptions::OUTING,
            venue: places::LAWN,
            starts: on(in_days(30), 8, 0),
            length: TimeDelta::hours(8),
            capacity: Some(45),
            stand: Stand::Draft,
            answers: Answers::default(),
            ..gathering.clone()
        },
        Plan {
            occasion: Occasion::Cinema,
            title: "露天电影夜",
            description: descriptions::CINEMA,
            venue: places::LAWN,
            starts: on(in_days(2), 19, 30),
            length: TimeDelta::hours(2),
            stand: Stand::Cancelled("预报有雷雨，另择日期。"),
            answers: Answers::default(),
            ..gathering
        },
    ];
    // On the festival's own day its workshop may be over.
    all.into_iter().filter(|plan| plan.starts > local).collect()
}

/// The items of the lantern party: stage, title, performers, minutes after the start, minutes.
pub(super) const PROGRAMME: [(&str, &str, &str, u32, u32); 8] = [
    ("主舞台", "开灯仪式", "社区居民代表", 0, 10),
    ("主舞台", "舞龙灯", "古渡镇龙灯队", 10, 25),
    ("主舞台", "评弹《游园》", "澄湖评弹社", 40, 25),
    ("主舞台", "童声合唱《卖汤圆》", "桂花小学合唱团", 70, 15),
    ("灯谜长廊", "猜灯谜", "翰墨邻书画组", 10, 150),
    (
        "非遗小院",
        "兔子灯、剪纸现场教学",
        "非遗传承人工作室",
        20,
        120,
    ),
    ("美食街", "现做汤圆", "友善邻帮帮团", 15, 140),
    ("主舞台", "百人广场舞与谢幕", "金桂舞蹈队", 150, 30),
];

fn on(day: NaiveDate, hour: u32, minute: u32) -> NaiveDateTime {
    day.and_time(NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default())
}

fn next_weekday(from: NaiveDate, wanted: Weekday) -> NaiveDate {
    from.iter_days()
        .find(|day| day.weekday() == wanted)
        .unwrap_or(from)
}

/// 18:30 on the next Lantern Festival. Past the end of the table the party is in sixty days.
fn next_lantern(local: NaiveDateTime) -> NaiveDateTime {
    let tonight = on(local.date(), 18, 30);
    let from = local.date() + TimeDelta::days(i64::from(tonight <= local));
    let day = next_lantern_festival(from).unwrap_or(from + TimeDelta::days(60));
    on(day, 18, 30)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(text: &str) -> Instant {
        chrono::DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    #[test]
    fn whatever_the_day_everything_lies_ahead_and_what_is_pointed_at_is_there() {
        let first = instant("2026-01-01T00:00:00+08:00");
        for hours in (0..11 * 366 * 24).step_by(7) {
            let now = first + TimeDelta::hours(hours);
            let plans = plans(now);
            for plan in &plans {
                let starts = plan.starts.and_local_timezone(ZONE).unwrap().to_utc();
                assert!(starts > now, "{now} {plan:?}");
            }
            for occasion in [Occasion::Lantern, Occasion::Banquet, Occasion::Dumplings] {
                assert!(plans.iter().any(|plan| plan.occasion == occasion), "{now}");
            }
        }
    }

    #[test]
    fn the_days_are_those_of_the_calendar() {
        let local = |text: &str| text.parse::<NaiveDateTime>().unwrap();
        for (now, lantern) in [
            ("2026-11-21T12:00:00", "2027-02-20T18:30:00"),
            ("2027-02-20T18:29:59", "2027-02-20T18:30:00"),
            ("2027-02-20T18:30:00", "2028-02-09T18:30:00"),
            ("2040-01-31T10:00:00", "2040-03-31T18:30:00"),
        ] {
            assert_eq!(next_lantern(local(now)), local(lantern), "{now}");
        }
    }

    #[test]
    fn the_programme_fits_the_party() {
        let plans = plans(instant("2026-11-21T12:00:00+08:00"));
        let party = plans.iter().find(|plan| plan.occasion == Occasion::Lantern);
        let minutes = party.unwrap().length.num_minutes();
        for (_, title, _, after, length) in PROGRAMME {
            assert!(i64::from(after + length) <= minutes, "{title}");
        }
    }
}
