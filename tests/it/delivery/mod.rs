//! Messages: who gets what, when, and what happens when sending fails.

mod changes;
mod expansion;
mod outcomes;
mod quiet_hours;
mod reminders;
mod stage;
mod workers;
