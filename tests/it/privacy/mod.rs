//! What is kept about people, given out to them, and erased; and the keys that it is sealed with.

mod catalogue;
mod erase_me;
mod erase_me_answers;
mod erase_me_everything;
mod export_my_data;
mod reseal;
mod reseal_killed;
mod retention;
pub mod stage;
