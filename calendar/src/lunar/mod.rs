//! Lunar dates: months begin with the new moon at 120° E, years with 春节 (GB/T 33661-2017).

mod almanac;
mod date;
mod new_moons;
mod words;

pub use almanac::Almanac;
pub use date::{LunarDate, LunarError, LunarMonth};
pub use new_moons::{
    NewMoonOverride, OverrideError, OverrideFault, UNCERTAIN_NEW_MOONS, UncertainNewMoon,
};
pub use words::{Sexagenary, Zodiac};
