//! The matrix as people read it: `docs/authorisation.md`.

use std::fmt::Write;

use super::actors::Who;
use super::case::Row;
use super::objects::Object;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/authorisation.md");

const HEAD: &str = "# Who may see and do what

Written by the tests in `tests/it/authorisation`, which call every field of the schema as every kind
of actor and fail when this file is stale: `MULIN_WRITE_DOCS=1 cargo test -p mulin --test it --
authorisation::` writes it anew. Read the difference before you commit it: it is a change of who may
see and do what.

Everything is about one resident, *oneself*, of a unit in a community of a city. *household* lives
with them and *neighbour* in the same unit. *link bearer* holds their personal link to the
public event. *helper* and *co-organiser* have that part in the public event, the one for who was
invited, the draft and the cancelled one. *steward*, *organiser* and *admin* have their role over
that unit, that community and that city, and live elsewhere; those *elsewhere* have it over another
unit or community of the same city; *stranger* lives in another city.

- `ok`: done, or shown.
- `empty`: nothing there, as if it did not exist; the answer is the same to the byte.
- `refused CODE`: an expected refusal in `userErrors`.
- `UNAUTHENTICATED`, `FORBIDDEN`: a top-level error.

Whoever is not `ok` has written nothing and caused no message.
";

const OBJECTS: &str = "
## Objects

What is seen of the fields of an object, whichever way it is reached; all ways agree. `–`: not at all,
`null` and `none`: without this field's value or items, `masked`: 王*梅.
";

/// The fields of a root with their cases; nothing if there is no such root.
pub fn root(title: &str, fields: &[(String, Vec<Row>)]) -> String {
    if fields.is_empty() {
        return String::new();
    }
    let mut text = format!("\n## {title}\n\n");
    heading(&mut text, "field");
    for (field, rows) in fields {
        for (about, outcomes) in rows {
            let colon = if about.is_empty() { "" } else { ": " };
            let _ = writeln!(
                text,
                "| `{field}`{colon}{about} | {} |",
                outcomes.join(" | ")
            );
        }
    }
    text
}

/// What is seen of objects.
pub fn objects(objects: &[Object]) -> String {
    let mut text = OBJECTS.to_owned();
    for object in objects {
        let _ = write!(text, "\n### {}: {}\n\n", object.object, object.instance);
        let ways: Vec<String> = object.ways.iter().map(|way| format!("`{way}`")).collect();
        let _ = write!(text, "By {}.\n\n", ways.join(", "));
        heading(&mut text, "fields");
        for (fields, words) in groups(object) {
            let _ = writeln!(text, "| {} | {} |", fields.join(", "), words.join(" | "));
        }
    }
    text
}

fn heading(text: &mut String, first: &str) {
    let titles: Vec<&str> = Who::ALL.iter().map(|who| who.title()).collect();
    let _ = writeln!(text, "| {first} | {} |", titles.join(" | "));
    let _ = writeln!(text, "|{}", " --- |".repeat(titles.len() + 1));
}

/// Fields that everybody sees alike share a line.
fn groups(object: &Object) -> Vec<(Vec<String>, Vec<String>)> {
    let all = object.views.iter().flatten().next();
    let mut groups: Vec<(Vec<String>, Vec<String>)> = Vec::new();
    for field in all.into_iter().flat_map(|view| view.keys()) {
        let words: Vec<String> = object
            .views
            .iter()
            .map(|view| {
                view.as_ref()
                    .map_or("–".to_owned(), |view| view[field].clone())
            })
            .collect();
        let name = format!("`{field}`");
        match groups.iter_mut().find(|(_, known)| *known == words) {
            Some((fields, _)) => fields.push(name),
            None => groups.push((vec![name], words)),
        }
    }
    groups
}

/// Compares with the file, or writes it when told to.
pub fn hold(sections: &str) {
    let text = format!("{HEAD}{sections}");
    if writes() {
        std::fs::write(PATH, text).expect("docs/authorisation.md can be written");
        return;
    }
    let written = written();
    let missing = |these: &str, those: &str, sign: &str| -> String {
        let gone = these
            .lines()
            .filter(|line| !those.lines().any(|other| other == *line));
        gone.map(|line| format!("{sign} {line}\n")).collect()
    };
    assert!(
        written == text,
        "docs/authorisation.md is stale. If what follows is meant, write it anew with \
         MULIN_WRITE_DOCS=1.\n{}{}",
        missing(&written, &text, "-"),
        missing(&text, &written, "+")
    );
}

/// Whether the file says the same of one section.
pub fn hold_section(section: &str) {
    let written = written();
    let new = section
        .lines()
        .filter(|line| !written.lines().any(|known| known == *line));
    let new: Vec<&str> = new.collect();
    assert!(
        writes() || written.contains(section),
        "docs/authorisation.md does not say:\n{}",
        new.join("\n")
    );
}

fn writes() -> bool {
    std::env::var_os("MULIN_WRITE_DOCS").is_some()
}

fn written() -> String {
    std::fs::read_to_string(PATH).unwrap_or_default()
}
