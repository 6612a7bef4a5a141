//! `mulin import`, as an operator runs it.

use std::path::Path;

use sea_orm::{EntityTrait, PaginatorTrait};

use super::program::{Env, Program, env_in, env_of, printed, run};
use crate::both_databases;
use crate::support::trace::Trace;

const AREAS: &str = "市,街道,社区,网格,邻\n睦安市,澄湖街道,桂花社区,第一网格,东邻\n\
    睦安市,澄湖街道,桂花社区,第一网格,西邻\n";

const PEOPLE: &str = "编号,姓名,街道,社区,网格,邻,楼栋门牌,电话";

fn write(folder: &Path, name: &str, bytes: &[u8]) -> String {
    let path = folder.join(name);
    std::fs::write(&path, bytes).expect("a file can be written");
    path.to_string_lossy().into_owned()
}

/// What a command that must fail printed and complained.
async fn failed(args: &[&str], env: &Env, code: i32) -> (String, String) {
    let output = run(args, env).await;
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is text");
    let (printed, complained) = (text(output.stdout), text(output.stderr));
    assert_eq!(output.status.code(), Some(code), "{args:?}: {complained}");
    (printed, complained)
}

both_databases!(areas_and_people_are_imported_once, |app| {
    let (env, folder) = (env_of(&app), tempfile::tempdir().expect("a folder"));
    let areas = write(folder.path(), "areas.csv", AREAS.as_bytes());
    let (gb, ..) = encoding_of(&format!(
        "{PEOPLE}\r\n7,李明,澄湖街道,桂花社区,第一网格,东邻,1栋101,13800000001\r\n"
    ));
    let people = write(folder.path(), "people.csv", &gb);

    let before = Trace::of(&app).await;
    let dry = printed(&["import", "areas", &areas, "--dry-run"], &env).await;
    let told = format!(
        "{areas}: 2 lines, UTF-8\n\
         cities       1 new, 0 changed, 0 unchanged\n\
         streets      1 new, 0 changed, 0 unchanged\n\
         communities  1 new, 0 changed, 0 unchanged\n\
         grids        1 new, 0 changed, 0 unchanged\n\
         units        2 new, 0 changed, 0 unchanged\n"
    );
    assert_eq!(dry, format!("{told}dry run: nothing was written\n"));
    assert_eq!(Trace::of(&app).await, before);
    assert_eq!(printed(&["import", "areas", &areas], &env).await, told);
    let again = printed(&["import", "areas", &areas], &env).await;
    assert!(
        again.contains("units        0 new, 0 changed, 2 unchanged"),
        "{again}"
    );

    let told = |new, unchanged, households| {
        format!(
            "{people}: 1 line, GB 18030\n\
             people       {new} new, 0 changed, {unchanged} unchanged\n\
             households   {households} new\n"
        )
    };
    assert_eq!(
        printed(&["import", "people", &people], &env).await,
        told(1, 0, 1)
    );
    let named = ["import", "people", &people, "--encoding", "gb18030"];
    assert_eq!(printed(&named, &env).await, told(0, 1, 0));
    let (_, complained) = failed(
        &["import", "people", &people, "--encoding", "utf-8"],
        &env,
        1,
    )
    .await;
    assert!(complained.contains("is not text in UTF-8"), "{complained}");
});

fn encoding_of(text: &str) -> (Vec<u8>, bool) {
    let (bytes, _, lossy) = encoding_rs::GB18030.encode(text);
    (bytes.into_owned(), lossy)
}

#[tokio::test]
async fn faults_are_printed_and_end_with_code_1() {
    let folder = tempfile::tempdir().expect("a folder");
    let env = env_in(folder.path());
    let areas = write(folder.path(), "areas.csv", AREAS.as_bytes());
    printed(&["import", "areas", &areas], &env).await;

    let mut text = format!("{PEOPLE}\n");
    for number in 0..250 {
        text += &format!("{number},李明,澄湖街道,桂花社区,第一网格,北邻,1栋101,\n");
    }
    let people = write(folder.path(), "people.csv", text.as_bytes());
    let (told, complained) = failed(&["import", "people", &people], &env, 1).await;
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines.len(), 201);
    assert!(
        lines[199].starts_with("line 201: 邻: no unit of this name is there"),
        "{told}"
    );
    assert_eq!(lines[200], "and 50 more");
    let complaint = format!("mulin: {people} has 250 faults; nothing was written\n");
    assert!(complained.ends_with(&complaint), "{complained}");

    let header = write(folder.path(), "header.csv", b"ref;name;tel\n");
    let (told, complained) = failed(&["import", "people", &header], &env, 1).await;
    assert!(told.contains("the column \"tel\" is not known"), "{told}");
    assert!(
        told.contains("the column street (街道) is missing"),
        "{told}"
    );
    assert!(
        complained.ends_with("has 6 faults; nothing was written\n"),
        "{complained}"
    );

    let workbook = write(folder.path(), "people.xlsx", b"PK\x03\x04\x14\0\x06\0");
    let (told, complained) = failed(&["import", "people", &workbook], &env, 1).await;
    assert_eq!(told, "");
    assert!(
        complained.contains("people.xlsx is a workbook, not a table of text"),
        "{complained}"
    );
    let (_, complained) = failed(&["import", "areas", "/no/such/file"], &env, 1).await;
    assert!(
        complained.contains("cannot read /no/such/file"),
        "{complained}"
    );
    failed(
        &["import", "people", &people, "--encoding", "latin-1"],
        &env,
        2,
    )
    .await;
    failed(&["import", "streets", &people], &env, 2).await;
}

both_databases!(holidays_and_new_moons_are_imported, |app| {
    let (env, folder) = (env_of(&app), tempfile::tempdir().expect("a folder"));
    let table = "日期,类型,名称,来源\n2027/2/5,放假,春节,国办发明电〔2026〕7号\n\
        2027/2/20,上班,春节,\n";
    let (gb, ..) = encoding_of(table);
    let holidays = write(folder.path(), "holidays.csv", &gb);
    let before = Trace::of(&app).await;
    let dry = printed(&["import", "holidays", &holidays, "--dry-run"], &env).await;
    let told = |what| {
        format!(
            "{holidays}: 2 lines, GB 18030\n2027         days off: 1, working days: 1; {what}\n"
        )
    };
    let nothing = "dry run: nothing was written\n";
    assert_eq!(dry, format!("{}{nothing}", told("new")));
    assert_eq!(Trace::of(&app).await, before);
    let args = ["import", "holidays", &holidays];
    assert_eq!(printed(&args, &env).await, told("new"));
    assert_eq!(printed(&args, &env).await, told("unchanged"));

    let moons = b"computed,begins\n2057-09-28,2057-09-29\n";
    let moons = write(folder.path(), "moons.csv", moons);
    let told = printed(&["import", "new-moons", &moons], &env).await;
    let counts = "new moons    1 new, 0 changed, 0 unchanged, 0 removed\n";
    assert_eq!(told, format!("{moons}: 1 line, UTF-8\n{counts}"));
    let faulty = write(
        folder.path(),
        "faulty.csv",
        b"computed,begins\n2057-09-28,1\n",
    );
    let (told, _) = failed(&["import", "new-moons", &faulty], &env, 1).await;
    assert!(told.starts_with("line 2: begins must be a date"), "{told}");
});

both_databases!(a_run_that_is_killed_leaves_all_or_nothing, |app| {
    let (env, folder) = (env_of(&app), tempfile::tempdir().expect("a folder"));
    let areas = write(folder.path(), "areas.csv", AREAS.as_bytes());
    printed(&["import", "areas", &areas], &env).await;
    let all = 5_000;
    let mut text = format!("{PEOPLE}\n");
    for number in 0..all {
        let home = number / 3;
        text += &format!("{number},李明,澄湖街道,桂花社区,第一网格,东邻,{home}号,\n");
    }
    let people = write(folder.path(), "people.csv", text.as_bytes());
    let mut program = Program::start(&["import", "people", &people], &env);
    // Some people are written then, and the transaction is open.
    program
        .tells("6,000 of 10,000 checks and writes of lines")
        .await;
    program.kill();
    let reader = app.core.db().reader();
    let left = mulin_entities::person::Entity::find().count(reader).await;
    let left = left.expect("people are counted");
    assert!(left == 0 || left == all, "{left} people are left");

    let told = printed(&["import", "people", &people], &env).await;
    let (new, known) = if left == 0 {
        ("5,000", "0")
    } else {
        ("0", "5,000")
    };
    let expected = format!("people       {new} new, 0 changed, {known} unchanged");
    assert!(told.contains(&expected), "{told}");
});
