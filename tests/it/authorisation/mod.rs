//! Who may see and do what: every field of the schema as every kind of actor. See
//! `docs/authorisation.md`, which these tests write.

mod actors;
mod agreement;
mod authorities;
mod banquets;
mod belongings;
mod case;
mod document;
mod doors;
mod forms;
mod matrix;
mod messages;
mod mutations;
mod notices;
mod objects;
mod queries;
mod records;
mod revocation;
mod seating;
mod service_days;
mod stage;
mod subscriptions;
mod terms;
mod viewer_can;
mod volunteers;
mod votes;
