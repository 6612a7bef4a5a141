//! The binary `mulin`.

use std::process::ExitCode;

use clap::Parser;
use mulin::cli::{Cli, run};

/// A third of a feed's time went into the system's allocator; this one takes half of that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    run(Cli::parse()).await
}
