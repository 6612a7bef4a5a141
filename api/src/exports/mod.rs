//! Lists to take along: for a spreadsheet, and on paper. They are written as they are read.

pub mod certificate;
pub mod csv;
pub mod dish_labels;
pub mod dish_words;
pub mod figures;
pub mod sheet;
pub mod table_cards;
pub mod words;
pub mod xlsx;
