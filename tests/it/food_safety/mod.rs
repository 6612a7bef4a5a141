//! That nobody is made ill at a banquet.

mod certificates;
mod cooks;
mod cost;
mod diet_counts;
mod dishes_for_me;
mod feast;
mod filings;
mod races;
mod samples;
mod warnings;
mod working_days;
