//! Tickets: booked for a slot or drawn on the day, called, served, and all that comes between.

mod bookings;
mod cost;
mod day;
mod drop_off;
mod ends;
mod numbers;
mod people;
mod queue;
mod races;
mod steps;
