//! Calendars for other programs (RFC 5545): of an event, a series or an area, and a person's own behind a
//! secret address. Programs ask again and again, so that most answers are that nothing has changed.

pub mod address;
mod answer;
mod body;

use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::response::Response;
use axum::routing::get;
use mulin_domain::calendar_feed::{self as feeds, Feed, FeedSecret};
use mulin_domain::{Actor, Core, Error};
use mulin_entities::{AreaId, EventId, SeriesId};
use secrecy::ExposeSecret;

use self::answer::{Told, answered};
use crate::credentials::Credentials;
use crate::graphql::executor::refuse;
use crate::graphql::id::{GlobalId, decode};
use crate::graphql::texts::Language;
use crate::http::info::{RequestInfo, locales};
use crate::http::negotiation::MediaType;
use crate::http::refusal::Refusal;
use crate::http::reply;
use crate::http::request_id::RequestId;

/// What the calendars stand on.
#[derive(Clone)]
pub struct CalendarFeeds {
    /// The domain.
    pub core: Core,
    /// Tells who shows what.
    pub credentials: Arc<Credentials>,
    /// For readers of whom no language is known.
    pub language: Language,
    /// Of the identities of events, as in e-mails.
    pub host: Arc<str>,
    /// How many reverse proxies of ours stand before this server.
    pub proxies: usize,
}

/// What the address names; what is no text names nothing.
type File = Result<Path<String>, PathRejection>;

/// `GET` and `HEAD` of `/calendar/events/{id}.ics`, `…/series/{id}.ics`, `…/areas/{id}.ics` and
/// `…/people/{secret}.ics`.
pub fn routes(feeds: CalendarFeeds) -> Router {
    Router::new()
        .route("/calendar/events/{file}", get(of_event))
        .route("/calendar/series/{file}", get(of_series))
        .route("/calendar/areas/{file}", get(of_area))
        .route("/calendar/people/{file}", get(of_person))
        .with_state(feeds)
}

async fn of_event(State(state): State<CalendarFeeds>, file: File, parts: Parts) -> Response {
    let (actor, private) = match state.reader(&parts).await {
        Ok(reader) => reader,
        Err(refusal) => return denied(&parts, refusal),
    };
    let opened = match id::<EventId>(file) {
        Ok(id) => feeds::of_event(&state.core, &actor, id).await,
        Err(error) => Err(error),
    };
    let told = Told {
        private,
        file: "event.ics",
        attached: true,
    };
    state.answer(&parts, opened, told)
}

async fn of_series(State(state): State<CalendarFeeds>, file: File, parts: Parts) -> Response {
    let (actor, private) = match state.reader(&parts).await {
        Ok(reader) => reader,
        Err(refusal) => return denied(&parts, refusal),
    };
    let opened = match id::<SeriesId>(file) {
        Ok(id) => feeds::of_series(&state.core, &actor, id).await,
        Err(error) => Err(error),
    };
    let told = Told {
        private,
        file: "series.ics",
        attached: false,
    };
    state.answer(&parts, opened, told)
}

async fn of_area(State(state): State<CalendarFeeds>, file: File, parts: Parts) -> Response {
    let opened = match id::<AreaId>(file) {
        Ok(id) => feeds::of_area(&state.core, id).await,
        Err(error) => Err(error),
    };
    let told = Told {
        private: false,
        file: "area.ics",
        attached: false,
    };
    state.answer(&parts, opened, told)
}

async fn of_person(State(state): State<CalendarFeeds>, file: File, parts: Parts) -> Response {
    let opened = match stem(file).and_then(|text| FeedSecret::read(&text)) {
        Some(secret) => feeds::of_person(&state.core, &secret).await,
        None => Err(Error::not_found("id")),
    };
    let told = Told {
        private: true,
        file: "calendar.ics",
        attached: false,
    };
    state.answer(&parts, opened, told)
}

/// A file's name without `.ics`.
fn stem(file: File) -> Option<String> {
    let Path(file) = file.ok()?;
    file.strip_suffix(".ics").map(str::to_owned)
}

fn id<T: GlobalId>(file: File) -> Result<T, Error> {
    let id = stem(file).and_then(|text| decode(&text).ok());
    id.ok_or_else(|| Error::not_found("id"))
}

/// The answer to who showed a token that does not count.
fn denied(parts: &Parts, refusal: Refusal) -> Response {
    let id = RequestId::of(&parts.extensions);
    reply::refused(refusal, MediaType::GraphqlResponse, &id)
}

impl CalendarFeeds {
    /// Who asks, and whether they showed who they are. Calendar programs show nothing; an app may, to
    /// hand an event on to them.
    async fn reader(&self, parts: &Parts) -> Result<(Actor, bool), Refusal> {
        let info = RequestInfo::read(parts, self.proxies)?;
        let Some(bearer) = &info.bearer else {
            return Ok((Actor::Anonymous, false));
        };
        let actor = self.credentials.actor(bearer.expose_secret()).await;
        let actor = actor.map_err(|error| refuse(&error, self.language(parts)))?;
        Ok((actor, true))
    }

    fn language(&self, parts: &Parts) -> Language {
        let wanted = locales(&parts.headers);
        let wanted = Language::preferred(wanted.iter().map(String::as_str));
        wanted.unwrap_or(self.language)
    }

    fn answer(&self, parts: &Parts, opened: Result<Feed, Error>, told: Told) -> Response {
        answered(self, &parts.headers, self.language(parts), opened, told)
    }
}
