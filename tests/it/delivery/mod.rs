//! Messages: who gets what, when, and what happens when sending fails.

mod changes;
mod codes;
mod expansion;
mod outbox_page;
mod outcomes;
mod personal_notices;
mod quiet_hours;
mod reminders;
pub mod stage;
mod workers;
