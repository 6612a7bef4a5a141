//! What people cannot or do not eat: sensitive, for it tells of health and of religion; sealed at
//! rest, kept only while they agree, and shown to few.

mod read;
pub mod rules;
mod set;
mod store;

pub use read::{of_people, to_serve};
pub use rules::{Diet, DietKind};
pub use set::{SetDiet, set_diet};
pub(crate) use store::open;
pub use store::{forget, forget_unless_agreed, merge};
