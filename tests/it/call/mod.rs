//! Calls by stewards: who sees them, what they say, and what becomes of them.

mod list;
mod record;
mod stage;
