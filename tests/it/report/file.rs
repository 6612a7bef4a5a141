//! The counts as a file to take along.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use mulin_entities::*;

use super::month::Month;
use crate::both_databases;
use crate::factories::{Town, gid, unknown};
use crate::support::answer::Answer;
use crate::support::app::TestApp;

async fn get(app: &TestApp, who: Option<PersonId>, path: &str, language: &str) -> Answer {
    let mut request = Request::get(path).header("accept-language", language);
    if let Some(who) = who {
        let token = app.lasting_token(who).await;
        request = request.header("authorization", format!("Bearer {token}"));
    }
    app.send(request.body(Body::empty()).unwrap()).await
}

/// The month as `known` counts it, line by line.
const NOVEMBER: &str = "\u{feff}指标,项目,数值\r\n\
    起始日期,,2026-11-01\r\n\
    截止日期,,2026-11-30\r\n\
    统计截止时间,,2026-12-02T04:00:00Z\r\n\
    场次,,2\r\n\
    人次,,25\r\n\
    其中未登记姓名的人次,,14\r\n\
    人数,,11\r\n\
    户数,,10\r\n\
    服务人次,,6\r\n\
    维修件数,,3\r\n\
    志愿者人数,,2\r\n\
    志愿服务分钟数,,240\r\n\
    场次（按类型）,节庆活动,0\r\n\
    场次（按类型）,百家宴,0\r\n\
    场次（按类型）,便民服务日,1\r\n\
    场次（按类型）,其他活动,1\r\n\
    服务人次（按项目）,理发,3\r\n\
    服务人次（按项目）,修鞋,2\r\n\
    服务人次（按项目）,'=磨刀,1\r\n\
    维修件数（按项目）,理发,0\r\n\
    维修件数（按项目）,修鞋,1\r\n\
    维修件数（按项目）,'=磨刀,2\r\n\
    人数（按居住地）,第一网格,10\r\n\
    人数（按居住地）,其他地方,1\r\n\
    人数（按年龄）,0–13,0\r\n\
    人数（按年龄）,14–17,1\r\n\
    人数（按年龄）,18–59,1\r\n\
    人数（按年龄）,60–69,7\r\n\
    人数（按年龄）,70–79,0\r\n\
    人数（按年龄）,80+,1\r\n\
    人数（按年龄）,未知,1\r\n\
    服务人次（按年龄）,0–13,0\r\n\
    服务人次（按年龄）,14–17,0\r\n\
    服务人次（按年龄）,18–59,1\r\n\
    服务人次（按年龄）,60–69,2\r\n\
    服务人次（按年龄）,70–79,0\r\n\
    服务人次（按年龄）,80+,1\r\n\
    服务人次（按年龄）,未知,2\r\n\
    场次,第一网格,0\r\n\
    人次,第一网格,0\r\n\
    其中未登记姓名的人次,第一网格,0\r\n\
    人数,第一网格,0\r\n\
    户数,第一网格,0\r\n\
    服务人次,第一网格,0\r\n\
    维修件数,第一网格,0\r\n\
    志愿者人数,第一网格,0\r\n\
    志愿服务分钟数,第一网格,0\r\n";

both_databases!(a_file_tells_what_the_schema_tells, |app| {
    let month = Month::whole(&app).await;
    let (town, path) = (month.town(), month.id(&month.town().community));
    let path = format!("/areas/{path}/figures.csv?from=2026-11-01&until=2026-11-30");
    let file = get(&app, Some(town.organiser), &path, "zh-CN").await;
    assert_eq!(file.status, StatusCode::OK, "{}", file.text);
    assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(file.headers["cache-control"], "no-store");
    let attached = "attachment; filename=\"figures.csv\"";
    assert_eq!(file.headers["content-disposition"], attached);
    assert_eq!(file.text, NOVEMBER);
    // The same by the calendar, as of then, later.
    app.advance(chrono::TimeDelta::hours(30));
    let path = path.split('?').next().unwrap();
    let path = format!("{path}?period=MONTH&day=2026-11-15&asOf=2026-12-02T12:00:00%2B08:00");
    let again = get(&app, Some(town.organiser), &path, "zh-CN").await;
    assert_eq!(again.text, NOVEMBER);
    // Few are not told to a steward, and English to who speaks it.
    let file = get(&app, Some(month.steward), &path, "en").await;
    let has = |line: &str| file.text.contains(&format!("{line}\r\n"));
    assert!(file.text.starts_with("\u{feff}Measure,Of,Number\r\n"));
    assert!(
        has("People,,11") && has("\"People, by age\",60–69,7"),
        "{}",
        file.text
    );
    assert!(has("\"People, by age\",80+,") && has("\"People, by where they live\",Elsewhere,"));
});

both_databases!(others_get_nothing, |app| {
    let town = Town::found(&app).await;
    let path = |id: &str| format!("/areas/{id}/figures.csv");
    let community = gid(&town, town.community.id).0;
    for (who, status) in [
        (None, StatusCode::UNAUTHORIZED),
        (
            Some(town.resident(&app, "resident").await),
            StatusCode::FORBIDDEN,
        ),
        (Some(town.steward), StatusCode::FORBIDDEN),
        (Some(town.organiser), StatusCode::OK),
    ] {
        let path = path(&community);
        assert_eq!(get(&app, who, &path, "en").await.status, status);
        // Nor are they told what is wrong with the question.
        let wrong = get(&app, who, &format!("{path}?period=WEEK"), "en").await;
        let refused = if status == StatusCode::OK {
            StatusCode::BAD_REQUEST
        } else {
            status
        };
        assert_eq!(wrong.status, refused);
    }
    for id in [unknown::<AreaId>(&town).0, "x".to_owned()] {
        let told = get(&app, Some(town.admin), &path(&id), "en").await;
        assert_eq!(told.status, StatusCode::NOT_FOUND);
    }
});

both_databases!(every_fault_of_an_address_is_told, |app| {
    let town = Town::found(&app).await;
    let id = gid(&town, town.community.id).0;
    let path = format!("/areas/{id}/figures.csv?period=WEEK&asOf=now&from=soon");
    let told = get(&app, Some(town.organiser), &path, "en").await;
    assert_eq!(told.status, StatusCode::BAD_REQUEST);
    assert_eq!(told.headers["cache-control"], "no-store");
    for field in ["period", "asOf", "from", "until"] {
        assert!(told.text.contains(field), "{field}: {}", told.text);
    }
});
