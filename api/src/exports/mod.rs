//! Lists to take along: for a spreadsheet, and on paper. They are written as they are read.

pub mod csv;
pub mod sheet;
pub mod words;
pub mod xlsx;
