//! Nothing personal is left anywhere: planted in every column that may hold it, by the catalogue, and
//! looked for in every column of every table.

use mulin_domain::privacy::catalogue::{self, Holds};
use mulin_entities::*;
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter};

use super::stage::{DIET, EMAIL, Everything, NEED, PHONE, execute};
use crate::both_databases;
use crate::support::app::TestApp;
use crate::support::trace::{Trace, texts};

async fn is_text(app: &TestApp, table: &str, column: &str) -> bool {
    let sql = match app.core.db().reader().get_database_backend() {
        DbBackend::Postgres => format!(
            "SELECT data_type::text FROM information_schema.columns WHERE table_schema = 'public' \
             AND table_name = '{table}' AND column_name = '{column}'"
        ),
        _ => format!("SELECT type FROM pragma_table_info('{table}') WHERE name = '{column}'"),
    };
    let types = texts(app, &sql).await;
    assert_eq!(types.len(), 1, "{table}.{column}");
    types[0] == "text" || types[0] == "TEXT"
}

/// How many of her rows hold something in the column.
async fn holding(
    app: &TestApp,
    table: &str,
    column: &str,
    found: &(String, Vec<sea_orm::Value>),
) -> i64 {
    let (condition, values) = found;
    let text = format!(
        "SELECT count(*) FROM {table} WHERE ({condition}) AND {column} IS NOT NULL \
         AND CAST({column} AS text) <> ''"
    );
    let db = app.core.db().reader();
    let statement = mulin_domain::dialect::sql(db, &text, values.clone());
    let row = db.query_one_raw(statement).await.expect("rows are counted");
    row.expect("a count").try_get_by_index(0).expect("a number")
}

both_databases!(nothing_personal_is_left_in_any_column_of_any_table, |app| {
    let stage = Everything::about_lan(&app).await;
    let lan = stage.lan;
    let keyring = app.core.keyring();
    let addresses = [EMAIL.to_owned(), PHONE.to_owned()];

    // What is sealed, as it stands in the tables.
    let mut sealed: Vec<Vec<u8>> = addresses.iter().map(|one| keyring.lookup(one)).collect();
    let contacts = contact_point::Entity::find()
        .filter(contact_point::Column::PersonId.eq(lan))
        .all(app.core.db().reader());
    let contacts = contacts.await.expect("contacts are read");
    assert_eq!(contacts.len(), 2);
    sealed.extend(contacts.into_iter().map(|row| row.ciphertext));
    let needs = person_need::Entity::find_by_id(lan).one(app.core.db().reader());
    sealed.push(needs.await.expect("read").expect("needs").ciphertext);
    let diet = person_diet::Entity::find_by_id(lan).one(app.core.db().reader());
    sealed.push(diet.await.expect("read").expect("a diet").ciphertext);
    let papers = cook_certificate::Entity::find()
        .filter(cook_certificate::Column::PersonId.eq(lan))
        .all(app.core.db().reader());
    let papers = papers.await.expect("certificates are read");
    sealed.extend(papers.into_iter().map(|row| row.ciphertext));
    let consents = consent::Entity::find()
        .filter(consent::Column::PersonId.eq(lan))
        .all(app.core.db().reader());
    let evidence = consents.await.expect("consents are read");
    sealed.extend(evidence.into_iter().filter_map(|row| row.sealed_evidence));
    assert_eq!(sealed.len(), 9);
    let codes = sign_in_code::Entity::find().all(app.core.db().reader());
    sealed.extend(
        codes
            .await
            .expect("codes")
            .into_iter()
            .map(|row| row.sealed_address),
    );

    // A mark of its own in each column of text.
    let mut planted = Vec::new();
    for (table, personal) in catalogue::personal() {
        let (condition, values) = personal.condition(keyring, &[lan], &addresses);
        let telling = personal
            .columns
            .iter()
            .filter(|column| column.holds == Holds::Telling);
        for column in telling {
            let name = format!("{}.{}", table.name, column.name);
            if is_text(&app, table.name, column.name).await {
                let mark = format!("mark-{name}");
                let text = format!(
                    "UPDATE {} SET {} = '{mark}' WHERE {condition}",
                    table.name, column.name
                );
                let touched = execute(&app, &text, values.clone()).await;
                assert!(touched > 0, "no row to plant {name} in");
                planted.push(mark);
            }
            let found = (condition.clone(), values.clone());
            let held = holding(&app, table.name, column.name, &found).await;
            assert!(held > 0, "nothing in {name}");
        }
    }
    assert!(planted.len() >= 8, "{planted:?}");
    let before = Trace::of(&app).await;
    let texts = planted.iter().map(String::as_str);
    for text in texts.clone() {
        assert!(before.holds(text), "{text} is found");
    }
    for bytes in &sealed {
        assert!(before.holds_bytes(bytes));
    }

    stage.erase(&app).await;

    let after = Trace::of(&app).await;
    for text in texts.chain([EMAIL, PHONE, NEED, DIET, "138 1234", "signed form"]) {
        assert!(!after.holds(text), "{text} is left");
    }
    for bytes in &sealed {
        assert!(!after.holds_bytes(bytes), "something sealed is left");
    }
    for (table, personal) in catalogue::personal() {
        let found = personal.condition(keyring, &[lan], &addresses);
        for column in personal.columns {
            if matches!(column.holds, Holds::Telling | Holds::Sealed(_)) {
                let held = holding(&app, table.name, column.name, &found).await;
                assert_eq!(held, 0, "{}.{}", table.name, column.name);
            }
        }
    }
});
