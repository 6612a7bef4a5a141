//! The real program: started, stopped and killed.

mod commands;
mod deliveries;
mod demo;
mod graceful;
mod import;
mod kill;
mod kill_answers;
mod migrations;
mod mixed;
mod outage;
mod production;
pub mod program;

// The scripted mail server of the transport's own tests.
#[path = "../../../notify/tests/it/support/server.rs"]
#[allow(dead_code, reason = "these tests need a part of it")]
mod smtp_server;
