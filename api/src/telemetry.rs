//! What is logged: text or JSON, on standard error.

use std::io::IsTerminal;

use tracing::Subscriber;
use tracing::subscriber::SetGlobalDefaultError;
use tracing_subscriber::filter::ParseError;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::{EnvFilter, fmt};

use crate::config::{Log, LogFormat};

/// Statements may hold personal data, frames and requests hold tokens. These
/// targets speak only when the operator's filter names them.
const QUIET: &str = "sqlx=warn,sqlx::query=off,sea_orm=warn,sea_orm_migration=warn,\
                     h2=info,hyper=info,hyper_util=info,rustls=info,tower=info,\
                     lettre=info,async_graphql=info";

/// Logs could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The filter is not one.
    #[error("log.filter: {0}")]
    Filter(#[from] ParseError),
    /// Something else in the process has taken the logs.
    #[error("logging is already set up: {0}")]
    Taken(#[from] SetGlobalDefaultError),
}

/// Sends this process's logs to standard error from now on.
///
/// # Errors
///
/// The filter cannot be read, or logs are already set up.
pub fn init(log: &Log) -> Result<(), TelemetryError> {
    let terminal = std::io::stderr().is_terminal();
    let subscriber = subscriber(log, terminal, std::io::stderr)?;
    tracing::subscriber::set_global_default(subscriber)?;
    Ok(())
}

/// JSON unless somebody is looking; colours only on a terminal.
fn subscriber<W>(
    log: &Log,
    terminal: bool,
    writer: W,
) -> Result<Box<dyn Subscriber + Send + Sync>, TelemetryError>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let usual = if terminal {
        LogFormat::Text
    } else {
        LogFormat::Json
    };
    let lines = fmt()
        .with_env_filter(filter(&log.filter)?)
        .with_writer(writer)
        .with_ansi(terminal);
    Ok(match log.format.unwrap_or(usual) {
        LogFormat::Text => Box::new(lines.finish()),
        LogFormat::Json => Box::new(
            lines
                .json()
                .flatten_event(true)
                .with_span_list(false)
                .finish(),
        ),
    })
}

/// A later directive for the same target replaces an earlier one, so the operator has the last
/// word.
fn filter(given: &str) -> Result<EnvFilter, ParseError> {
    EnvFilter::try_new(format!("{QUIET},{given}"))
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Captured(Arc<Mutex<Vec<u8>>>);

    impl std::io::Write for Captured {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    /// What is logged under `given`, when a statement, a line of ours and one of hyper's come by.
    fn logged(given: &str, format: Option<LogFormat>, terminal: bool) -> String {
        let captured = Captured::default();
        let writer = captured.clone();
        let log = Log {
            filter: given.to_owned(),
            format,
        };
        let subscriber = subscriber(&log, terminal, move || writer.clone()).unwrap();
        tracing::subscriber::with_default(subscriber, || {
            tracing::info!(target: "mulin::http", port = 8080, "listening");
            tracing::warn!(target: "sqlx::query", "select 'ann@example.org'");
            tracing::debug!(target: "hyper::proto", "authorization: Bearer token");
        });
        let bytes = captured.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn statements_and_tokens_stay_out_even_at_trace() {
        let text = logged("trace", Some(LogFormat::Text), false);
        assert!(text.contains("listening"), "{text}");
        assert!(
            !text.contains("ann@example.org") && !text.contains("Bearer"),
            "{text}"
        );
    }

    #[test]
    fn an_operator_who_asks_for_statements_gets_them() {
        let text = logged("info,sqlx::query=debug", Some(LogFormat::Text), false);
        assert!(text.contains("ann@example.org"), "{text}");
    }

    #[test]
    fn json_is_usual_off_a_terminal() {
        let text = logged("info", None, false);
        let line: serde_json::Value = serde_json::from_str(text.trim()).unwrap();
        assert_eq!(
            (&line["message"], &line["port"]),
            (&"listening".into(), &8080.into())
        );
    }

    #[test]
    fn colours_are_for_terminals() {
        assert!(logged("info", None, true).contains('\u{1b}'));
        assert!(!logged("info", Some(LogFormat::Text), false).contains('\u{1b}'));
    }

    #[test]
    fn a_filter_that_is_none_is_an_error() {
        assert!(filter("mulin=loud").is_err());
    }
}
