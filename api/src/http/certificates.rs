//! Certificates of what somebody has served: whether one is genuine, for everybody who has its code, and a sheet
//! to print, with the access token in the header.

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::http::{Response, StatusCode};
use axum::routing::get;
use mulin_domain::service_record::sheet;
use mulin_entities::CertificateId;

use super::exports::{Exports, answered, failed, not_found, page};
use crate::exports::certificate;
use crate::exports::words::Words;
use crate::graphql::id::decode;
use crate::graphql::texts::Language;

/// `GET /certificates/{code}` and `GET /certificates/{id}/sheet`.
pub fn routes(exports: Exports) -> Router {
    Router::new()
        .route("/certificates/{key}", get(as_proof))
        .route("/certificates/{key}/sheet", get(as_sheet))
        .with_state(exports)
}

async fn as_proof(
    State(exports): State<Exports>,
    Path(code): Path<String>,
    parts: Parts,
) -> Response<Body> {
    let made = async {
        let (_, language) = exports.caller(&parts).await?;
        let words = words(&exports, language);
        let found = sheet::proof(&exports.core, &code).await;
        match found.map_err(|error| failed(&error, language))? {
            Some(proof) => Ok(page(Body::from(certificate::certificate(
                &proof, None, words,
            )))),
            None => {
                let mut missing = page(Body::from(certificate::unknown(words)));
                *missing.status_mut() = StatusCode::NOT_FOUND;
                Ok(missing)
            }
        }
    };
    answered(&parts, made.await)
}

async fn as_sheet(
    State(exports): State<Exports>,
    Path(id): Path<String>,
    parts: Parts,
) -> Response<Body> {
    let made = async {
        let (actor, language) = exports.caller(&parts).await?;
        let Ok(id) = decode::<CertificateId>(&id) else {
            return Err(not_found(language));
        };
        let sheet = sheet::sheet(&exports.core, &actor, id).await;
        let sheet = sheet.map_err(|error| failed(&error, language))?;
        let words = words(&exports, language);
        let proof = exports.public_url.as_ref();
        let proof = proof.map(|base| certificate::proof_url(base, &sheet.certificate.code));
        let text = certificate::certificate(&sheet, proof.as_deref(), words);
        Ok(page(Body::from(text)))
    };
    answered(&parts, made.await)
}

/// Certificates tell days by the clocks of the platform.
fn words(exports: &Exports, language: Language) -> Words {
    Words {
        language,
        zone: exports.core.settings().time_zone,
        with_contacts: false,
    }
}
