//! Medians, the table, the file, and the last line.

use std::io::{Write, stdout};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use serde_json::{Value, json};

/// Prints a line at once, so that a long run shows how it goes.
pub fn say(line: &str) -> Result<()> {
    let mut out = stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}

/// The one in the middle; of two, the mean.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_unstable_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => 0.0,
        odd if odd % 2 == 1 => values[middle],
        _ => f64::midpoint(values[middle - 1], values[middle]),
    }
}

/// Writes the results, if a place for them is named.
pub fn write(path: Option<&Path>, results: &Value) -> Result<()> {
    let Some(path) = path else { return Ok(()) };
    let text = format!("{results:#}\n");
    std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// What a result says of the machine.
pub fn machine() -> Value {
    json!({
        "cores": std::thread::available_parallelism().map_or(0, usize::from),
        "version": env!("CARGO_PKG_VERSION"),
    })
}

/// The one line that counts, and the exit status that goes with it.
pub fn verdict(name: &str, figure: f64, unit: &str, goal: f64) -> Result<ExitCode> {
    let reached = figure >= goal;
    let word = if reached { "ok" } else { "short" };
    say(&format!("{name}: {figure:.2} {unit} (goal {goal}) {word}"))?;
    Ok(ExitCode::from(u8::from(!reached)))
}

/// The same, where less is better.
pub fn verdict_at_most(name: &str, figure: f64, unit: &str, goal: f64) -> Result<ExitCode> {
    let reached = figure <= goal;
    let word = if reached { "ok" } else { "short" };
    say(&format!(
        "{name}: {figure:.2} {unit} (goal at most {goal}) {word}"
    ))?;
    Ok(ExitCode::from(u8::from(!reached)))
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_is_the_one_in_the_middle() {
        assert_eq!(median([3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median([4.0, 1.0, 2.0, 3.0]), 2.5);
        assert_eq!(median([]), 0.0);
    }
}
