//! Lists to take along, for those who check people in: with the access token in the header, so that no
//! address opens them.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use axum::routing::get;
use mulin_domain::check_in::attendees::{self, List};
use mulin_domain::{Actor, Core, Error, food_safety, seating};
use mulin_entities::{EventId, event};
use secrecy::ExposeSecret;
use url::Url;

use super::info::RequestInfo;
use super::negotiation::MediaType;
use super::refusal::{Refusal, code};
use super::reply;
use super::request_id::RequestId;
use crate::credentials::Credentials;
use crate::exports::{csv, dish_labels, sheet, table_cards, words::Words, xlsx};
use crate::graphql::executor::refuse;
use crate::graphql::id::decode;
use crate::graphql::texts::{self, Language};

/// What the routes stand on.
#[derive(Clone)]
pub struct Exports {
    /// The domain.
    pub core: Core,
    /// Tells who shows what.
    pub credentials: Arc<Credentials>,
    /// For callers who name none.
    pub language: Language,
    /// How many reverse proxies of ours stand before this server.
    pub proxies: usize,
    /// Where people reach this server, if that is known.
    pub public_url: Option<Url>,
}

/// `GET /events/{id}/attendees.csv`, `…/attendees.xlsx`, `…/sign-in-sheet`, `…/table-cards` and
/// `…/dish-labels`.
pub fn routes(exports: Exports) -> Router {
    Router::new()
        .route("/events/{id}/attendees.csv", get(as_csv))
        .route("/events/{id}/attendees.xlsx", get(as_xlsx))
        .route("/events/{id}/sign-in-sheet", get(as_sheet))
        .route("/events/{id}/table-cards", get(as_table_cards))
        .route("/events/{id}/dish-labels", get(as_dish_labels))
        .with_state(exports)
}

async fn as_csv(
    State(exports): State<Exports>,
    Path(id): Path<String>,
    parts: Parts,
) -> Response<Body> {
    let made = async {
        let (list, words) = exports.open(&parts, &id, true).await?;
        let body = Body::from_stream(csv::csv(exports.core.clone(), list, words));
        Ok(file(body, "text/csv; charset=utf-8", Some("attendees.csv")))
    };
    answered(&parts, made.await)
}

async fn as_xlsx(
    State(exports): State<Exports>,
    Path(id): Path<String>,
    parts: Parts,
) -> Response<Body> {
    let made = async {
        let (list, words) = exports.open(&parts, &id, true).await?;
        let written = xlsx::xlsx(&exports.core, &list, words).await;
        let written = written.map_err(|error| failed(&error, words.language))?;
        let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        let body = Body::from_stream(xlsx::pieces(written));
        Ok(file(body, kind, Some("attendees.xlsx")))
    };
    answered(&parts, made.await)
}

async fn as_sheet(
    State(exports): State<Exports>,
    Path(id): Path<String>,
    parts: Parts,
) -> Response<Body> {
    let made = async {
        // It hangs at the door: nobody's number belongs there.
        let (list, words) = exports.open(&parts, &id, false).await?;
        let body = Body::from_stream(sheet::sheet(exports.core.clone(), list, words));
        Ok(page(body))
    };
    answered(&parts, made.await)
}

async fn as_table_cards(
    State(exports): State<Exports>,
    Path(id): Path<String>,
    parts: Parts,
) -> Response<Body> {
    let made = async {
        let (actor, language) = exports.caller(&parts).await?;
        let Ok(event) = decode::<EventId>(&id) else {
            return Err(not_found(language));
        };
        let cards = seating::cards::of_event(&exports.core, &actor, event).await;
        let (event, cards) = cards.map_err(|error| failed(&error, language))?;
        let words = exports.words(&event, language, false);
        let body = Body::from(table_cards::table_cards(&event, &cards, words));
        Ok(page(body))
    };
    answered(&parts, made.await)
}

async fn as_dish_labels(
    State(exports): State<Exports>,
    Path(id): Path<String>,
    parts: Parts,
) -> Response<Body> {
    let made = async {
        let (actor, language) = exports.caller(&parts).await?;
        let Ok(event) = decode::<EventId>(&id) else {
            return Err(not_found(language));
        };
        let event = food_safety::labels::open(&exports.core, &actor, event).await;
        let event = event.map_err(|error| failed(&error, language))?;
        let words = exports.words(&event, language, false);
        let (core, public_url) = (exports.core.clone(), exports.public_url.clone());
        let labels = dish_labels::dish_labels(core, event, words, public_url);
        Ok(page(Body::from_stream(labels)))
    };
    answered(&parts, made.await)
}

/// A page to print, which loads nothing and runs nothing.
pub(super) fn page(body: Body) -> Response<Body> {
    let mut page = file(body, "text/html; charset=utf-8", None);
    let nothing_else = HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'");
    let headers = page.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, nothing_else);
    page
}

impl Exports {
    /// Who asks, and in which language they are answered.
    pub(super) async fn caller(&self, parts: &Parts) -> Result<(Actor, Language), Refusal> {
        let info = RequestInfo::read(parts, self.proxies)?;
        let wanted = Language::preferred(info.locales.iter().map(String::as_str));
        let language = wanted.unwrap_or(self.language);
        let actor = match &info.bearer {
            Some(bearer) => {
                let actor = self.credentials.actor(bearer.expose_secret()).await;
                actor.map_err(|denied| refuse(&denied, language))?
            }
            None => Actor::Anonymous,
        };
        Ok((actor, language))
    }

    /// How a list of this event speaks.
    fn words(&self, event: &event::Model, language: Language, with_contacts: bool) -> Words {
        let own = event.time_zone.parse();
        Words {
            language,
            zone: own.unwrap_or(self.core.settings().time_zone),
            with_contacts,
        }
    }

    async fn open(
        &self,
        parts: &Parts,
        id: &str,
        contacts: bool,
    ) -> Result<(List, Words), Refusal> {
        let (actor, language) = self.caller(parts).await?;
        let Ok(event) = decode::<EventId>(id) else {
            return Err(not_found(language));
        };
        let list = attendees::open(&self.core, &actor, event, contacts).await;
        let list = list.map_err(|error| failed(&error, language))?;
        let words = self.words(&list.event, language, list.with_contacts);
        Ok((list, words))
    }
}

pub(super) fn not_found(language: Language) -> Refusal {
    let text = texts::message("NOT_FOUND", &[("field", "id".into())], language);
    Refusal::with_status(StatusCode::NOT_FOUND, "NOT_FOUND", text)
}

pub(super) fn failed(error: &Error, language: Language) -> Refusal {
    let told = |status, code: &str| {
        Refusal::with_status(status, code, texts::message(code, &[], language))
    };
    match error {
        Error::Refused(_) => not_found(language),
        Error::Unauthenticated => {
            Refusal::unauthenticated(texts::message("UNAUTHENTICATED", &[], language))
        }
        Error::Forbidden => told(StatusCode::FORBIDDEN, "FORBIDDEN"),
        Error::Throttled => told(StatusCode::TOO_MANY_REQUESTS, "THROTTLED"),
        Error::Unavailable(error) => {
            tracing::warn!(%error, "the database is not available");
            told(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE")
        }
        Error::Internal(error) => {
            tracing::error!(%error, "a list cannot be written");
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            Refusal::with_status(status, code::INTERNAL, "Internal error")
        }
    }
}

pub(super) fn file(body: Body, kind: &'static str, name: Option<&'static str>) -> Response<Body> {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, kind);
    set(header::CACHE_CONTROL, "no-store");
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    let disposition = match name {
        Some(name) => format!("attachment; filename=\"{name}\""),
        None => "inline".to_owned(),
    };
    set(header::CONTENT_DISPOSITION, &disposition);
    response
}

pub(super) fn answered(parts: &Parts, made: Result<Response<Body>, Refusal>) -> Response<Body> {
    made.unwrap_or_else(|refusal| {
        let id = RequestId::of(&parts.extensions);
        let mut response = reply::refused(refusal, MediaType::GraphqlResponse, &id);
        let no_store = HeaderValue::from_static("no-store");
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, no_store);
        response
    })
}
