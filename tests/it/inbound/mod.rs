//! Texts that people write: who is meant, what it does, and what is kept of it.

mod answers;
mod help;
mod hooks;
mod late;
mod opting;
mod privacy;
pub mod stage;
mod unsigned;
