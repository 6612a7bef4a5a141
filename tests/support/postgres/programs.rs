//! Finds PostgreSQL's programs, and the user to run them as.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::OLDEST;

/// The directory of the newest usable PostgreSQL on PATH or where Debian keeps them.
pub fn find() -> Result<PathBuf, String> {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut directories: BTreeSet<PathBuf> = env::split_paths(&path)
        // A link in a common directory leads to the one where all the programs are.
        .filter_map(|entry| Some(entry.join("initdb").canonicalize().ok()?.parent()?.to_owned()))
        .collect();
    for entry in fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
    {
        directories.insert(entry.path().join("bin"));
    }
    let newest = directories
        .into_iter()
        .filter(|directory| {
            ["initdb", "pg_ctl"]
                .iter()
                .all(|name| directory.join(name).exists())
        })
        .filter_map(|directory| Some((version(&directory)?, directory)))
        .max();
    match newest {
        Some((version, directory)) if version >= OLDEST => Ok(directory),
        Some((version, _)) => Err(format!("the newest PostgreSQL here is {version}")),
        None => Err("no PostgreSQL was found on PATH or in /usr/lib/postgresql".to_owned()),
    }
}

/// The major version, from a line such as `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`.
fn version(directory: &Path) -> Option<u32> {
    let output = Command::new(directory.join("postgres"))
        .arg("--version")
        .output()
        .ok()?;
    let line = String::from_utf8(output.stdout).ok()?;
    let number = line.split_once("(PostgreSQL) ")?.1;
    number
        .split(|c: char| !c.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

/// The user and group ids to run PostgreSQL as, which refuses to run as root: `None` unless we are.
pub fn unprivileged() -> Result<Option<(u32, u32)>, String> {
    let me = Command::new("id")
        .arg("-u")
        .output()
        .map_err(|error| format!("`id -u`: {error}"))?;
    if me.stdout.trim_ascii() != b"0" {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd").map_err(|error| format!("passwd: {error}"))?;
    let ids = |wanted: &str| {
        users.lines().find_map(|line| {
            let mut fields = line.split(':');
            let user = fields.next().filter(|name| *name == wanted);
            user.and(Some((
                fields.nth(1)?.parse().ok()?,
                fields.next()?.parse().ok()?,
            )))
        })
    };
    match ids("postgres").or_else(|| ids("nobody")) {
        Some(ids) => Ok(Some(ids)),
        None => Err("PostgreSQL does not run as root, and there is no user `nobody`".to_owned()),
    }
}
