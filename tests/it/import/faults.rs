//! Files with faults: each is told, and nothing is written.

use mulin_domain::import::Outcome;
use mulin_domain::person::import_people;
use mulin_domain::place::import_areas;
use mulin_domain::{Actor, Error};
use mulin_entities::AreaKind;

use super::{EAST, TOWN, areas, done, options, people, told};
use crate::both_databases;
use crate::factories::{Town, actor, area};
use crate::support::trace::Trace;

both_databases!(every_fault_of_a_file_of_areas_is_told, |app| {
    let core = &app.core;
    let town = Town::found(&app).await;
    // Nothing keeps two areas from having the same name.
    area(core, Some(&town.community), AreaKind::Grid, "第一网格").await;
    let before = Trace::of(&app).await;
    let text = "city,street,community,grid,unit,contact_phone,confirms_registrations\n\
        新城,好街道,,好网格,,,\n\
        新城,好街道,,,,call me,perhaps\n\
        ,,,,,,\n\
        ,a,,,,,\n\
        ,,,,,13800000001,\n\
        新城,a,b,c,d,13800000001,yes\n\
        新城,a,b,c,d,13800000002,no\n\
        睦安市,澄湖街道,桂花社区,第一网格,东邻,,\n\
        新城,c,d\n\
        新城,好\u{202e}道,,,,,\n";
    let expected = [
        "line 2: community is empty, and grid below it is not. Name every level from the city down.",
        "line 3: contact_phone must be a telephone number, for example +86 138 1234 5678. The cell \
         holds \"call me\".",
        "line 3: confirms_registrations must be yes or no (是 or 否). The cell holds \"perhaps\".",
        "line 5: city is empty, and street below it is not. Name every level from the city down.",
        "line 6: city must be given and not be blank.",
        "line 8: contact_phone is not what line 7 says of the same. Write the same on both lines, \
         or drop one. The cell holds \"13800000002\".",
        "line 8: confirms_registrations is not what line 7 says of the same. Write the same on both \
         lines, or drop one. The cell holds \"no\".",
        "line 9: grid: there are several areas (grid) of this name below the same one. Rename all \
         but one first (updateArea). The cell holds \"第一网格\".",
        "line 10: 3 cells, where the header names 7 columns. Expected is a cell for each column, \
         also for empty ones; a cell with a separator in it stands in quotation marks.",
    ];
    for dry_run in [true, false] {
        let told = told(areas(core, text, dry_run).await);
        assert_eq!(told[..expected.len()], expected, "{told:#?}");
        // Its text is the rules' own.
        assert_eq!(told.len(), expected.len() + 1);
        assert!(told[9].starts_with("line 11: street "), "{}", told[9]);
        assert!(told[9].contains("\\u{202e}"), "{}", told[9]);
    }
    assert_eq!(Trace::of(&app).await, before);
});

both_databases!(every_fault_of_a_file_of_people_is_told, |app| {
    let core = &app.core;
    Town::found(&app).await;
    let before = Trace::of(&app).await;
    let text = format!(
        "ref,name,birth_year,building,household,phone,phone_shared,email,locale,{TOWN}\n\
        1,李明,1850,1栋101,7,1381,maybe,nobody,fr,{EAST}\n\
        1,,MCML,,,,,,,{EAST}\n\
        ,王小梅,1950,1栋102,7,13800000001,no,,zh,{EAST}\n\
        4,王大山,1950,1栋102,,,yes,,,睦安市,澄湖街道,桂花社区,第一网格,北邻\n\
        5,赵磊,1950,1栋102,,,,,,睦安市,澄湖街道,,第一网格,东邻\n\
        6,周华,1950,1栋102,,,,,,天城,澄湖街道,桂花社区,第一网格,东邻\n"
    );
    let told = told(people(core, &text, false).await);
    let expected = [
        "line 2: birth_year must be from 1880 to 2026. The cell holds \"1850\".",
        "line 2: email must be an e-mail address, for example lan@example.org. The cell holds \
         \"nobody\".",
        "line 2: phone must be a telephone number, for example +86 138 1234 5678. The cell holds \
         \"1381\".",
        "line 2: phone_shared must be yes or no (是 or 否). The cell holds \"maybe\".",
        "line 2: locale must be zh-CN or en. The cell holds \"fr\".",
        "line 3: name must be given and not be blank.",
        "line 3: birth_year must be a year, for example 1956. The cell holds \"MCML\".",
        "line 3: building must be given and not be blank.",
        "line 3: ref stands on line 2 already. Each person has one line, and a number of their \
         own. The cell holds \"1\".",
        "line 4: ref must be given and not be blank.",
        "line 4: building is not what line 2 says of the same. Write the same on both lines, or \
         drop one. The cell holds \"1栋102\".",
        "line 5: phone_shared goes only with a phone that fits it. Change one of the two, or \
         leave phone_shared out. The cell holds \"yes\".",
        "line 5: unit: no unit of this name is there, below what the line names before. Write it \
         as it was imported, or import the areas first. The cell holds \"北邻\".",
        "line 6: community must be given and not be blank.",
        "line 7: city: no city of this name is there, below what the line names before. Write it \
         as it was imported, or import the areas first. The cell holds \"天城\".",
    ];
    assert_eq!(told, expected);
    assert_eq!(Trace::of(&app).await, before);
});

both_databases!(which_city_is_meant_must_be_clear, |app| {
    let core = &app.core;
    let text = "ref,name,street,community,grid,unit,building\n\
        1,李明,澄湖街道,桂花社区,第一网格,东邻,1栋101\n";
    assert_eq!(
        told(people(core, text, true).await),
        ["line 2: there is no city yet. Import the areas first."]
    );
    Town::found(&app).await;
    done(people(core, text, true).await);
    Town::named(&app, "睦康市").await;
    assert_eq!(
        told(people(core, text, true).await),
        ["line 2: city must be given, because there are several cities."]
    );
});

both_databases!(nobody_but_the_operator_imports, |app| {
    let core = &app.core;
    let town = Town::found(&app).await;
    let before = Trace::of(&app).await;
    for actor in [Actor::Anonymous, actor(core, town.admin).await] {
        let refused = import_areas(core, &actor, Vec::new(), options(false)).await;
        assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");
        let refused = import_people(core, &actor, Vec::new(), options(false)).await;
        assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");
    }
    let empty = import_people(core, &Actor::System, Vec::new(), options(false)).await;
    assert!(matches!(empty, Ok(Outcome::Done(_))), "{empty:?}");
    assert_eq!(Trace::of(&app).await, before);
});
