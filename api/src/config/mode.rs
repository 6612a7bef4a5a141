//! How guarded the process runs.

use std::fmt;

/// How guarded the process runs. It comes from flags alone, so that no file left on a server can
/// open the development pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// The default: no development page is served.
    #[default]
    Production,
    /// `--dev`: outbox page, explorer and introspection, on a loopback address only.
    Dev,
    /// `--demo`: as `Dev`, with a neighbourhood made up at start.
    Demo,
}

impl Mode {
    /// Whether the pages meant for development (outbox, explorer) are served.
    pub fn opens_development_pages(self) -> bool {
        self != Self::Production
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Production => "production",
            Self::Dev => "--dev",
            Self::Demo => "--demo",
        })
    }
}
