//! Documents that are known by their hash: those registered at start, and those learned from clients
//! on the way, which need not be parsed again and may be named by their hash (Apollo's automatic
//! persisted queries).

use std::{
    collections::HashMap,
    fmt, fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use axum::http::StatusCode;
use moka::sync::Cache;
use sha2::{Digest, Sha256};

use super::{
    document::Document,
    limits::Limits,
    refusal::{Refusal, code},
};

/// Memory for learned documents, in bytes of text and an estimate of their trees.
const LEARNED_BYTES: u64 = 16 * 1024 * 1024;
const BYTES_A_TOKEN: usize = 150;

/// The SHA-256 of a document's text, in UTF-8.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct DocumentHash([u8; 32]);

impl DocumentHash {
    /// Hashes a text.
    pub fn of(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }

    /// Reads 64 hexadecimal digits of either case, with or without the prefix `sha256:`.
    pub fn parse(text: &str) -> Option<Self> {
        let hex = text.strip_prefix("sha256:").unwrap_or(text).as_bytes();
        if hex.len() != 64 {
            return None;
        }
        let mut hash = [0; 32];
        for (byte, pair) in hash.iter_mut().zip(hex.chunks_exact(2)) {
            let digit = |at: usize| char::from(pair[at]).to_digit(16);
            *byte = u8::try_from(digit(0)? * 16 + digit(1)?).ok()?;
        }
        Some(Self(hash))
    }
}

impl fmt::Display for DocumentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for DocumentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sha256:{self}")
    }
}

/// Why the documents to register could not be read. All of these stop the start.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The folder or a file cannot be read.
    #[error("cannot read {path}: {source}")]
    Unreadable {
        /// Where.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The manifest is not a JSON object of strings.
    #[error("{path} is no manifest of the form {{\"<sha256>\": \"<document>\"}}: {source}")]
    NoManifest {
        /// Where.
        path: PathBuf,
        /// Why.
        source: serde_json::Error,
    },
    /// A manifest's key is not the hash of its document.
    #[error("{path}: the document under {key:?} has the hash {actual}")]
    WrongHash {
        /// Where.
        path: PathBuf,
        /// The key in the manifest.
        key: String,
        /// The hash the document has.
        actual: DocumentHash,
    },
    /// A document does not parse, or exceeds a limit.
    #[error("{origin}: {message}")]
    Invalid {
        /// The file, or the manifest's key.
        origin: String,
        /// What is wrong with it.
        message: String,
    },
}

/// The documents registered at start.
#[derive(Debug, Default)]
pub struct Registry(HashMap<DocumentHash, Arc<Document>>);

impl Registry {
    /// Reads `path`: a folder, whose `.graphql` files (also in folders below) hold one document
    /// each, or a JSON manifest `{ "<sha256>": "<document>" }`.
    ///
    /// A file's document is found under the hash of its exact text and under that of the text
    /// without white space around it, since editors end a file with a newline and clients do not.
    pub fn load(path: &Path, limits: &Limits) -> Result<Self, LoadError> {
        let mut registry = Self::default();
        if path.is_dir() {
            registry.load_folder(path, limits)?;
        } else {
            registry.load_manifest(path, limits)?;
        }
        Ok(registry)
    }

    /// How many hashes are registered.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn load_folder(&mut self, folder: &Path, limits: &Limits) -> Result<(), LoadError> {
        let unreadable = |source| LoadError::Unreadable {
            path: folder.to_owned(),
            source,
        };
        for entry in fs::read_dir(folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            if path.is_dir() {
                self.load_folder(&path, limits)?;
            } else if path
                .extension()
                .is_some_and(|extension| extension == "graphql")
            {
                let text = read(&path)?;
                let exact = DocumentHash::of(&text);
                let trimmed = DocumentHash::of(text.trim());
                let document = parse(path.display().to_string(), text, limits)?;
                self.0.insert(exact, Arc::clone(&document));
                self.0.insert(trimmed, document);
            }
        }
        Ok(())
    }

    fn load_manifest(&mut self, path: &Path, limits: &Limits) -> Result<(), LoadError> {
        let manifest: HashMap<String, String> =
            serde_json::from_str(&read(path)?).map_err(|source| LoadError::NoManifest {
                path: path.to_owned(),
                source,
            })?;
        for (key, text) in manifest {
            let actual = DocumentHash::of(&text);
            if DocumentHash::parse(&key) != Some(actual) {
                return Err(LoadError::WrongHash {
                    path: path.to_owned(),
                    key,
                    actual,
                });
            }
            self.0.insert(actual, parse(key, text, limits)?);
        }
        Ok(())
    }
}

fn read(path: &Path) -> Result<String, LoadError> {
    fs::read_to_string(path).map_err(|source| LoadError::Unreadable {
        path: path.to_owned(),
        source,
    })
}

fn parse(origin: String, text: String, limits: &Limits) -> Result<Arc<Document>, LoadError> {
    Document::parse(text, limits)
        .map(Arc::new)
        .map_err(|refusal| LoadError::Invalid {
            origin,
            message: refusal
                .errors()
                .iter()
                .map(|e| e.message.as_str())
                .collect::<Vec<_>>()
                .join(" "),
        })
}

/// Which documents may run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// Any document; those sent are learned.
    Any,
    /// Registered documents only; nothing is learned.
    RegisteredOnly,
}

/// Finds the document a request means.
#[derive(Debug)]
pub struct Documents {
    registry: Registry,
    policy: Policy,
    learned: Cache<DocumentHash, Arc<Document>>,
}

impl Documents {
    /// Starts with nothing learned.
    pub fn new(registry: Registry, policy: Policy) -> Self {
        Self::with_memory(registry, policy, LEARNED_BYTES)
    }

    fn with_memory(registry: Registry, policy: Policy, bytes: u64) -> Self {
        let learned = Cache::builder()
            .max_capacity(bytes)
            .weigher(|_, document: &Arc<Document>| {
                let bytes = document.text.len() + document.tokens * BYTES_A_TOKEN;
                u32::try_from(bytes).unwrap_or(u32::MAX)
            })
            .build();
        Self {
            registry,
            policy,
            learned,
        }
    }

    /// The document of a request with the text `query`, the hash `hash`, or both.
    ///
    /// Errors: 400 when they do not belong together; `PERSISTED_QUERY_NOT_FOUND`,
    /// `DOCUMENT_NOT_TRUSTED`, and those of [`Document::parse`].
    pub fn find(
        &self,
        query: Option<String>,
        hash: Option<DocumentHash>,
        limits: &Limits,
    ) -> Result<Arc<Document>, Refusal> {
        match (query, hash) {
            (Some(text), hash) => {
                let actual = DocumentHash::of(&text);
                if hash.is_some_and(|hash| hash != actual) {
                    return Err(Refusal::with_status(
                        StatusCode::BAD_REQUEST,
                        code::BAD_USER_INPUT,
                        "The hash is not that of \"query\".",
                    ));
                }
                if let Some(known) = self.known(&actual) {
                    return Ok(known);
                }
                if self.policy != Policy::Any {
                    return Err(Refusal::request_error(
                        code::DOCUMENT_NOT_TRUSTED,
                        "Only registered documents run on this server.",
                    ));
                }
                let document = Arc::new(Document::parse(text, limits)?);
                // Also those that come without their hash: to parse one costs as much as to answer
                // a small query.
                self.learned.insert(actual, Arc::clone(&document));
                Ok(document)
            }
            // The message is the one that Apollo's clients look for.
            (None, hash) => hash.and_then(|hash| self.known(&hash)).ok_or_else(|| {
                Refusal::request_error(code::PERSISTED_QUERY_NOT_FOUND, "PersistedQueryNotFound")
            }),
        }
    }

    fn known(&self, hash: &DocumentHash) -> Option<Arc<Document>> {
        self.registry
            .0
            .get(hash)
            .cloned()
            .or_else(|| self.learned.get(hash))
    }
}

impl Default for Documents {
    /// Nothing registered, everything allowed.
    fn default() -> Self {
        Self::new(Registry::default(), Policy::Any)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_learned_is_bounded() {
        let documents = Documents::with_memory(Registry::default(), Policy::Any, 10_000);
        let limits = Limits::default();
        let text = |n: usize| format!("{{ a{n} }} # {}", "x".repeat(400));
        for n in 0..100 {
            let hash = DocumentHash::of(&text(n));
            documents.find(Some(text(n)), Some(hash), &limits).unwrap();
        }
        documents.learned.run_pending_tasks();
        let kept = (0..100)
            .filter(|n| {
                documents
                    .find(None, Some(DocumentHash::of(&text(*n))), &limits)
                    .is_ok()
            })
            .count();
        assert!(
            (1..=11).contains(&kept),
            "{kept} documents of some 900 bytes are kept"
        );
    }
}
