//! The harness holds what the other tests take for granted.

mod postgres;
