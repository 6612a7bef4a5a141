//! The command and its script know the same benchmarks. (That this runs the program also lets
//! `cargo test` build it, for those who run a benchmark with what is built.)
#![allow(clippy::expect_used, reason = "a test that cannot go on says why")]

use std::process::Command;

fn said(mut command: Command) -> String {
    let output = command.arg("--help").output().expect("it can be run");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("help is text")
}

#[test]
fn the_script_names_every_benchmark() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/run");
    let script = said(Command::new(script));
    let program = said(Command::new(env!("CARGO_BIN_EXE_mulin-bench")));
    let commands = program.split("Commands:").nth(1).expect("it has commands");
    let names = commands
        .lines()
        .take_while(|line| !line.contains("Options:"))
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        // What is measured against is no benchmark.
        .filter(|name| !["ceiling", "help"].contains(name));
    let names: Vec<&str> = names.collect();
    assert!(names.contains(&"chaos-delivery"), "{program}");
    for name in names {
        assert!(script.contains(name), "{name}: {script}");
    }
}
