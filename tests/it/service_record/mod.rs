//! What volunteers did: certified, corrected, summed up, and shown.

mod certificates;
mod certify;
mod kept;
