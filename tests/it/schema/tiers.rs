//! Who knows whom: the nouns of the domain stand in tiers, and the crates in an order.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The nouns from the lowest tier up; those of one tier may know each other.
const TIERS: &[&[&str]] = &[
    &["almanac"],
    &["place", "person"],
    &["event", "sign_in", "notification"],
    &["series"],
    &["event_import", "invitation", "question"],
    &["rsvp", "volunteer"],
    &["banquet", "stall", "shift"],
    &["dish", "ticket", "service_record"],
    &["check_in", "food_safety", "seating", "dish_vote", "points"],
    &["delivery"],
    &["reminder"],
    &["announcement", "calendar_feed", "call", "inbound", "report"],
    &["privacy"],
];

/// What all nouns share, and what yet knows some of them: the sum of all errors, the ways on from
/// them, and the one list of everything that happens.
const KNOW_NOUNS: &[&str] = &["error.rs", "followers.rs", "next_step.rs"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The modules at the crate's root that a source file names, given how deep its own module lies.
fn root_modules(source: &str, depth: usize) -> BTreeSet<String> {
    let code: Vec<&str> = source
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect();
    let code = code.join("\n");
    let mut found = BTreeSet::new();
    let way_up = "super::".repeat(depth.max(1));
    for (start, prefix) in [("crate::", true), (way_up.as_str(), depth > 0)] {
        for (at, _) in code.match_indices(start).filter(|_| prefix) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
                continue;
            }
            found.extend(first_names(&code[at + start.len()..]));
        }
    }
    found
}

/// `a::b` gives `a`; `{a::{b, c}, d}` gives `a` and `d`.
fn first_names(path: &str) -> Vec<String> {
    let name = |text: &str| {
        let text = text.trim_start();
        let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
        text[..end.unwrap_or(text.len())].to_owned()
    };
    let Some(group) = path.strip_prefix('{') else {
        return vec![name(path)];
    };
    let (mut depth, mut names, mut item) = (0, Vec::new(), String::new());
    for c in group.chars() {
        match c {
            '}' if depth == 0 => break,
            ',' if depth == 0 => names.push(name(&std::mem::take(&mut item))),
            _ => {
                depth += i32::from(c == '{') - i32::from(c == '}');
                item.push(c);
            }
        }
    }
    names.push(name(&item));
    names.retain(|name| !name.is_empty());
    names
}

/// Every source file below a folder.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be listed").path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            files.push(path);
        }
    }
    files
}

fn tier(noun: &str) -> Option<usize> {
    TIERS.iter().position(|tier| tier.contains(&noun))
}

#[test]
fn no_noun_of_the_domain_knows_a_higher_one() {
    let domain = root().join("domain/src");
    let mut nouns = 0;
    for entry in fs::read_dir(&domain).expect("the domain is there") {
        let path = entry.expect("it can be listed").path();
        let name = path.file_name().and_then(|name| name.to_str());
        let name = name.expect("a name is text").to_owned();
        if !path.is_dir() {
            let source = fs::read_to_string(&path).expect("it can be read");
            let known = root_modules(&source, 1);
            let known: Vec<_> = known.iter().filter(|known| tier(known).is_some()).collect();
            let may = KNOW_NOUNS.contains(&name.as_str());
            assert!(may || known.is_empty(), "{name} knows {known:?}");
            continue;
        }
        // What a file that the nouns share was split into.
        if path.with_extension("rs").exists() {
            continue;
        }
        let own = tier(&name).unwrap_or_else(|| panic!("{name} stands in no tier"));
        nouns += 1;
        for file in sources(&path) {
            let below = file.strip_prefix(&domain).expect("it lies below");
            let is_mod = file.file_name().is_some_and(|name| name == "mod.rs");
            let depth = below.components().count() - usize::from(is_mod);
            let source = fs::read_to_string(&file).expect("it can be read");
            for known in root_modules(&source, depth) {
                let higher = tier(&known).is_some_and(|tier| tier > own);
                assert!(!higher, "{} knows {known}", below.display());
            }
        }
    }
    assert_eq!(nouns, TIERS.concat().len());
}

#[test]
fn imports_are_read_as_the_compiler_reads_them() {
    let source = "use crate::event::{self, seats};\n// crate::reminder\n\
        use crate::{place, person::{rules, store}};\nuse super::super::rsvp;\n\
        use super::promote;\nfn f() { crate::delivery::claim() }\nuse mycrate::series;\n";
    let expected = ["delivery", "event", "person", "place", "rsvp"];
    assert_eq!(root_modules(source, 2), expected.map(str::to_owned).into());
    let expected = ["delivery", "event", "person", "place", "promote"];
    let found = root_modules(source, 1);
    assert!(
        expected.iter().all(|name| found.contains(*name)),
        "{found:?}"
    );
}

/// What a crate's manifest names, development dependencies left out.
fn dependencies(of: &str) -> BTreeSet<String> {
    let manifest = root().join(of).join("Cargo.toml");
    let text = fs::read_to_string(manifest).expect("the manifest can be read");
    let manifest: toml::Table = text.parse().expect("the manifest is TOML");
    let table = manifest.get("dependencies").and_then(toml::Value::as_table);
    table
        .map(|table| table.keys().cloned().collect())
        .unwrap_or_default()
}

#[test]
fn crates_know_only_what_stands_below_them() {
    let ours = |of: &str| -> Vec<String> {
        let all = dependencies(of).into_iter();
        all.filter(|name| name.starts_with("mulin")).collect()
    };
    assert_eq!(ours("entities"), [""; 0]);
    assert_eq!(ours("migration"), [""; 0]);
    assert_eq!(ours("notify"), ["mulin-calendar"]);
    assert_eq!(ours("calendar"), [""; 0]);
    assert_eq!(ours("seating"), [""; 0]);
    assert_eq!(ours("queue"), [""; 0]);
    assert_eq!(
        ours("domain"),
        [
            "mulin-calendar",
            "mulin-entities",
            "mulin-queue",
            "mulin-seating"
        ]
    );
    assert!(ours("api").iter().all(|name| name != "mulin"));
    for (of, never) in [
        (
            "domain",
            ["async-graphql", "axum", "lettre", "hyper", "mulin-notify"],
        ),
        (
            "notify",
            ["sea-orm", "sqlx", "async-graphql", "axum", "mulin-domain"],
        ),
        (
            "entities",
            ["async-graphql", "axum", "lettre", "sqlx", "tokio"],
        ),
    ] {
        for name in never {
            assert!(!dependencies(of).contains(name), "{of} depends on {name}");
        }
    }
}

#[test]
fn nor_do_they_reach_it_by_a_detour() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).expect("the lock file can be read");
    let lock: toml::Table = lock.parse().expect("the lock file is TOML");
    let mut edges: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for package in lock["package"].as_array().expect("a list of packages") {
        let to = package.get("dependencies").and_then(toml::Value::as_array);
        let to = to.into_iter().flatten().filter_map(toml::Value::as_str);
        // `name`, or `name version` where there are several.
        let to = to.filter_map(|edge| edge.split(' ').next());
        edges
            .entry(package["name"].as_str().expect("a name"))
            .or_default()
            .extend(to);
    }
    let reached = |from: &'static str| {
        let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
        while let Some(name) = next.pop() {
            if seen.insert(name) {
                next.extend(edges[name].iter());
            }
        }
        seen
    };
    for (from, never) in [
        ("mulin-domain", ["async-graphql", "axum", "lettre"]),
        ("mulin-notify", ["sea-orm", "sqlx", "async-graphql"]),
    ] {
        let reached = reached(from);
        assert!(
            reached.len() > 20,
            "{from} reaches {} crates only",
            reached.len()
        );
        for name in never {
            assert!(!reached.contains(name), "{from} reaches {name}");
        }
    }
}
