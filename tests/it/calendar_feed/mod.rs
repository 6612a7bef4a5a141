//! Calendars that other programs read.

mod asked_again;
mod hidden;
mod manage;
mod one_writer;
mod own;
mod pages;
mod public;
mod steps;
