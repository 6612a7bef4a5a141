//! What volunteers did: records that are never edited, the hours of them, and certificates.

mod certify_service;
mod error;
pub(crate) mod follow;
mod issue_certificate;
pub mod policy;
pub mod sheet;
pub mod store;

pub use certify_service::{
    CertifyService, CorrectServiceRecord, certify_service, correct_service_record,
};
pub use error::ServiceRecordError;
pub use issue_certificate::{IssueCertificate, issue_certificate, read_code, span};
