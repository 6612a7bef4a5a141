//! What volunteers did: records that are never edited, the hours of them, and certificates.

pub mod certificates;
pub mod certify;
pub mod loaders;
pub mod types;
