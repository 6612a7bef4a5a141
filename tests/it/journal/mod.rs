//! The journal: its order, its readers, and what it tells.

mod contents;
mod readers;
mod sequencer;
mod soak;
mod steps;
