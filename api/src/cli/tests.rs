//! The command line as it is typed.

use clap::CommandFactory;

use super::*;
use crate::config::Mode;

fn parse(line: &str) -> Result<Cli, clap::Error> {
    Cli::try_parse_from(line.split_whitespace())
}

#[test]
fn the_definitions_agree_with_one_another() {
    Cli::command().debug_assert();
}

#[test]
fn flags_of_serve_become_settings() {
    let Command::Serve(args) = parse("mulin serve --dev --listen [::1]:1 --no-worker")
        .unwrap()
        .command
    else {
        panic!("not serve");
    };
    assert_eq!(args.mode.mode(), Mode::Dev);
    let flags: Vec<_> = args
        .flags()
        .into_iter()
        .map(|flag| (flag.key, flag.text))
        .collect();
    assert_eq!(
        flags,
        [
            ("http.listen", "[::1]:1".to_owned()),
            ("worker.enabled", "false".to_owned())
        ]
    );
}

#[test]
fn shared_flags_stand_before_or_after_the_subcommand() {
    for line in [
        "mulin --data-dir d config --demo",
        "mulin config --demo --data-dir d",
    ] {
        let cli = parse(line).unwrap();
        assert_eq!(cli.shared.data_dir.as_deref(), Some("d".as_ref()), "{line}");
    }
}

#[test]
fn a_database_password_does_not_show_in_debug_output() {
    let cli = parse("mulin serve --database-url postgres://ann:hush@db/mulin").unwrap();
    assert!(cli.shared.database_url.is_some());
    assert!(!format!("{cli:?}").contains("hush"), "{cli:?}");
}

#[test]
fn wrong_usage_is_exit_code_2() {
    for line in [
        "mulin",
        "mulin serve --dev --demo",
        "mulin migrate down --steps 0",
        "mulin admin token --person nobody",
        "mulin admin token --person 0198f0c2-0000-7000-8000-000000000000 --ttl soon",
        "mulin seed --residents -1",
        "mulin import people",
        "mulin bounce --recipient a@b --maildir .",
        "mulin import people people.csv --encoding latin-1",
    ] {
        let error = parse(line)
            .err()
            .unwrap_or_else(|| panic!("{line} was accepted"));
        assert_eq!(error.exit_code(), 2, "{line}");
    }
}

#[test]
fn an_admin_token_is_short_lived_unless_asked_otherwise() {
    let line = "mulin admin token --person 0198f0c2-0000-7000-8000-000000000000 --dev";
    let Command::Admin(AdminArgs {
        command: AdminCommand::Token(args),
        mode,
    }) = parse(line).unwrap().command
    else {
        panic!("not a token");
    };
    assert_eq!(mode.mode(), Mode::Dev);
    assert_eq!(args.ttl.delta(), chrono::TimeDelta::minutes(15));
}
