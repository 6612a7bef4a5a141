//! Tables of events.

use chrono_tz::Tz;
use mulin_calendar::import::ImportFaultKind as Kind;
use mulin_calendar::rule::{Frequency, Gregorian, LeapMonths, Rule};

use crate::{at, csv, starts, told};

#[test]
fn a_table_in_either_language() {
    for text in [
        "标题,开始,结束,说明,地点,时区,重复\n\
         元宵节,2027-02-20 18:30,20:30,\"汤圆,\n灯谜\",活动室,Asia/Urumqi,\n\
         大扫除,2027/2/28,2027年2月28日,,,,\n\
         太极,2027年2月6日 8：00,9:00,,,,每周\n\
         中秋,2027-09-15 19:00,21:00,,,,农历\n\
         二十八,2027-02-28 10:00,11:30,,,,FREQ=MONTHLY;BYMONTHDAY=28\n",
        "Title;START;end;description;location;zone;repeat\r\n\r\n\
         元宵节;2027-02-20T18:30:00;2027-02-20 20:30;\"汤圆,\r\n灯谜\";活动室;Asia/Urumqi;\r\n\
         大扫除;2027.2.28;2027-2-28;;;;;\r\n\
         太极;2027-02-06 08:00;2027-02-06 09:00;;;;weekly\r\n\
         中秋;2027-09-15 19:00;21:00;;;;Lunar\r\n\
         二十八;2027-02-28 10:00;11:30;;;;\"FREQ=MONTHLY;BYMONTHDAY=28\"\r\n",
    ] {
        let reading = csv(text);
        assert_eq!(told(&reading), []);
        let [lantern, cleaning, tai_chi, autumn, monthly] = &reading.drafts[..] else {
            panic!("{reading:?}")
        };
        assert_eq!(lantern.title, "元宵节");
        assert_eq!(lantern.zone, Tz::Asia__Urumqi);
        assert_eq!(lantern.starts_local, at("2027-02-20 18:30"));
        assert_eq!(lantern.ends_local, at("2027-02-20 20:30"));
        assert_eq!(lantern.description.as_deref(), Some("汤圆,\n灯谜"));
        assert_eq!(lantern.location.as_deref(), Some("活动室"));
        assert!(cleaning.all_day);
        assert_eq!(cleaning.ends_local, at("2027-03-01 00:00"));
        let weekly = Rule::Gregorian(Gregorian::every(Frequency::Weekly));
        assert_eq!(tai_chi.schedule.clone().unwrap().rule, weekly);
        let eighth = Rule::LunarDay {
            month: 8,
            day: 15,
            leap: LeapMonths::Skip,
        };
        assert_eq!(autumn.schedule.clone().unwrap().rule, eighth);
        let expected = ["2027-09-15 11:00", "2028-10-03 11:00"];
        assert_eq!(starts(autumn)[..2], expected);
        assert_eq!(starts(monthly)[1], "2027-03-28 02:00");
    }
}

#[test]
fn every_fault_of_a_table_is_told_with_its_line() {
    let reading = csv("title,start,end,repeat,zone,url\n\
        ,2027-02-30,20:30,,Mars,ftp://x\n\
        a,2027-02-20 18:30,18:30,,,\n\
        b,2027-02-20,18:30,,,\n\
        c,2027-02-20 18:30,20:30,hourly,,\n\
        d,2027-02-20 18:30,20:30,FREQ=MINUTELY,,\n\
        e,2027-02-20 18:30,20:30,,,,more\n\
        f\n");
    let zone = Kind::UnknownZone {
        name: "Mars".to_owned(),
    };
    let expected = [
        (2, "title", &Kind::Required),
        (2, "zone", &zone),
        (2, "url", &Kind::BadValue),
        (2, "start", &Kind::BadTime),
        (2, "end", &Kind::BadTime),
        (3, "end", &Kind::EndBeforeStart),
        (4, "end", &Kind::BadTime),
        (5, "repeat hourly", &Kind::BadValue),
        (5, "repeat FREQ", &Kind::Required),
        (6, "repeat FREQ", &Kind::TooOften),
        (7, "", &Kind::BadLine),
        (8, "start", &Kind::Required),
        (8, "end", &Kind::Required),
    ];
    assert_eq!(told(&reading), expected);
    assert!(reading.drafts.is_empty());
    let reading = csv("title,开始,start,colour\n");
    let expected = [
        (1, "start", &Kind::Duplicate),
        (1, "colour", &Kind::UnknownColumn),
        (1, "end", &Kind::Required),
    ];
    assert_eq!(told(&reading), expected);
    for empty in ["", "\n\n", ",,\n"] {
        assert_eq!(told(&csv(empty)), [(0, "", &Kind::NotACalendar)]);
    }
}

#[test]
fn lines_are_counted_as_an_editor_does() {
    let text = "\n\ntitle,start,end\n\n,,\na,x,\"2027-02-20\n18:30\"\n\n\nb,x,18:30\n";
    for text in [
        text.to_owned(),
        text.replace('\n', "\r\n"),
        text.replace('\n', "\r"),
    ] {
        let reading = csv(&text);
        let starts = reading.faults.iter().filter(|of| of.field == "start");
        let lines: Vec<u64> = starts.map(|of| of.source.line).collect();
        assert_eq!(lines, [6, 10], "{text:?}");
    }
}
