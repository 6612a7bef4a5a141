//! The command line: one file a subcommand.

mod admin;
mod bounce;
mod config;
mod deliveries;
mod demo_file;
mod dkim;
mod ids;
mod import;
mod import_events;
mod migrate;
mod output;
mod progress;
mod reseal;
mod schema;
mod secret;
mod seed;
mod serve;
mod shared;
mod template;
#[cfg(test)]
mod tests;
mod worker;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use mulin_domain::clock::SystemEntropy;

use crate::config::ConfigError;
use crate::telemetry;

pub use admin::{AdminArgs, AdminCommand, GrantArgs, InitArgs, RoleArg, TokenArgs};
pub use bounce::BounceArgs;
pub use config::ConfigArgs;
pub use deliveries::{DeliveriesArgs, DeliveriesCommand};
pub use dkim::DkimArgs;
pub use import::{FileArgs, ImportArgs, ImportCommand};
pub use migrate::{MigrateArgs, MigrateCommand};
pub use reseal::ResealArgs;
pub use schema::SchemaArgs;
pub use secret::SecretArgs;
pub use seed::SeedArgs;
pub use serve::ServeArgs;
pub use shared::{ModeArgs, SharedArgs};
pub use template::{TemplateArgs, TemplateCommand};
pub use worker::WorkerArgs;

const AFTER_HELP: &str = "\
Examples:
  mulin serve --demo              look around, with a neighbourhood made up at start
  mulin serve                     serve from SQLite in ./data
  mulin config                    see what is in force, and where it comes from
  mulin secret > master.key       make a master key

Configuration comes from mulin.toml, then MULIN_<SECTION>__<KEY> in the environment, then flags;
the later wins. mulin.example.toml describes every key.

Exit codes:
  0  done
  1  failed
  2  wrong usage or configuration (`mulin bounce` has codes of its own)";

/// Events, replies and reminders for neighbourhoods: a GraphQL server in one program.
#[derive(Debug, Parser)]
#[command(name = "mulin", version, about, after_help = AFTER_HELP, max_term_width = 100)]
pub struct Cli {
    /// What every subcommand takes.
    #[command(flatten)]
    pub shared: SharedArgs,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What `mulin` can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the API, and do due work unless told otherwise
    Serve(ServeArgs),
    /// Do due work alone: reminders, notices, clean-up
    Worker(WorkerArgs),
    /// Bring the database to another version
    Migrate(MigrateArgs),
    /// Print the GraphQL schema, or compare it with a file
    Schema(SchemaArgs),
    /// Print the configuration in force, and where each value comes from
    Config(ConfigArgs),
    /// Fill the database with a made-up neighbourhood
    Seed(SeedArgs),
    /// Take in areas or people from a file
    Import(ImportArgs),
    /// List messages, try them again, tell the life of one
    Deliveries(DeliveriesArgs),
    /// Name the templates of messages, or show a message
    Template(TemplateArgs),
    /// Do what only the operator of the server may
    Admin(AdminArgs),
    /// Print a new master key
    Secret(SecretArgs),
    /// Read e-mails that came back, and note which messages were not delivered
    Bounce(BounceArgs),
    /// Print the DNS records of the keys that sign e-mails
    Dkim(DkimArgs),
}

/// Runs one command to its end, and tells on standard error what went wrong.
pub async fn run(cli: Cli) -> ExitCode {
    match execute(cli).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output::complain(&error);
            let failure = error.downcast_ref::<bounce::Failure>();
            ExitCode::from(match failure {
                Some(failure) => failure.exit,
                None if error.is::<ConfigError>() => 2,
                None => 1,
            })
        }
    }
}

async fn execute(cli: Cli) -> anyhow::Result<()> {
    let shared = cli.shared;
    match cli.command {
        Command::Serve(args) => {
            let config = shared.load(&args.mode, args.flags(), true)?.config;
            telemetry::init(&config.log)?;
            serve::run(args, config).await
        }
        Command::Worker(args) => {
            let config = shared.load(&args.mode, Vec::new(), true)?.config;
            telemetry::init(&config.log)?;
            worker::run(args, config).await
        }
        Command::Migrate(args) => {
            let config = shared.load(&ModeArgs::default(), Vec::new(), false)?.config;
            telemetry::init(&config.log)?;
            migrate::run(args, config).await
        }
        Command::Seed(args) => {
            let config = shared.load(&args.mode, Vec::new(), true)?.config;
            telemetry::init(&config.log)?;
            seed::run(args, config).await
        }
        Command::Import(args) => {
            let config = shared.load(&args.mode, Vec::new(), true)?.config;
            telemetry::init(&config.log)?;
            import::run(args, config).await
        }
        Command::Deliveries(args) => {
            let config = shared.load(&args.mode, Vec::new(), true)?.config;
            telemetry::init(&config.log)?;
            deliveries::run(args, config).await
        }
        Command::Admin(args) => {
            let config = shared.load(&args.mode, Vec::new(), true)?.config;
            telemetry::init(&config.log)?;
            admin::run(args, config).await
        }
        Command::Template(args) => {
            let config = shared.load(&ModeArgs::default(), Vec::new(), false)?.config;
            template::run(args, &config)
        }
        Command::Config(args) => {
            config::run(&shared.load(&args.serve.mode, args.serve.flags(), true)?)
        }
        Command::Bounce(args) => bounce::run(args, &shared).await,
        Command::Dkim(args) => dkim::run(&shared.load(&args.mode, Vec::new(), false)?.config),
        // Neither depends on any configuration.
        Command::Schema(args) => schema::run(args).await,
        Command::Secret(SecretArgs {}) => secret::run(&SystemEntropy),
    }
}
