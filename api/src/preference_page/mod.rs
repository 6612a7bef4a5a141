//! The page on which somebody chooses how they are told, without an app or an account: behind a link
//! in our messages. It needs no script, and nothing from elsewhere.
//!
//! Looking never acts, whoever looks. Only `POST` acts: the page's own form leads back to a look, and
//! the one click of a mail program (RFC 8058) is answered at once, without cookies and without being
//! led anywhere. Why a link opens nothing is never told.

mod form;
mod page;

use axum::Router;
use axum::extract::{RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use mulin_domain::Error;
use mulin_domain::notification::{LinkView, PreferenceLink, link_view, save_by_link, unsubscribe};
use url::{Url, form_urlencoded};

use self::form::Form;
use crate::http::body;
use crate::http::negotiation::MediaType;
use crate::link_page::page::Problem;
use crate::link_page::words::{self, Asked};
use crate::link_page::{
    Handle, LinkPages, PATIENCE, failed, guard, problem, with_headers, written,
};

/// The form.
pub(crate) const PREFERENCES: &str = include_str!("preferences.html");
/// The one question, and its answer.
pub(crate) const UNSUBSCRIBE: &str = include_str!("unsubscribe.html");

/// Below this, tokens are pages.
const PATH: &str = "/n/{token}";
/// What mail programs post to.
const ONE_CLICK: &str = "/n/{token}/unsubscribe";

/// A form of boxes and short lists; what is larger is none of ours.
const MOST_BYTES: usize = 16 * 1024;

/// The address of somebody's settings, below the address under which people reach this server.
pub fn address(base: &Url, token: &str) -> String {
    let base = base.as_str().trim_end_matches('/');
    format!("{base}/n/{token}")
}

/// The address that takes the one click of RFC 8058.
pub fn unsubscribe_address(base: &Url, token: &str) -> String {
    address(base, token) + "/unsubscribe"
}

/// The pages.
pub fn routes(pages: LinkPages) -> Router {
    Router::new()
        .route(PATH, get(look).post(save))
        .route(ONE_CLICK, get(ask).post(one_click))
        .layer(middleware::map_response(with_headers))
        .with_state(pages)
}

/// A token that was opened.
struct Opened {
    token: String,
    link: PreferenceLink,
    view: LinkView,
}

/// Errors: `Unauthenticated` if the token opens nothing, whatever the reason.
async fn open(pages: &LinkPages, token: Handle) -> Result<Opened, Error> {
    let token = token.map_err(|_| Error::Unauthenticated)?.0;
    let (keyring, now) = (pages.core.keyring(), pages.core.now());
    let link = PreferenceLink::open(keyring, &token, now).ok_or(Error::Unauthenticated)?;
    let view = link_view(&pages.core, &link).await?;
    Ok(Opened { token, link, view })
}

async fn look(
    State(pages): State<LinkPages>,
    token: Handle,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let asked = Asked::read(query.as_deref(), &headers, pages.language);
    let mut query = form_urlencoded::parse(query.as_deref().unwrap_or_default().as_bytes());
    let done = query.any(|(name, value)| name == "done" && value == "saved");
    match open(&pages, token).await {
        Ok(Opened { view, .. }) => {
            let html = page::preferences(&pages.core, &asked, &view, done, None);
            written(StatusCode::OK, html)
        }
        Err(error) => failed(&asked, error),
    }
}

async fn save(
    State(pages): State<LinkPages>,
    token: Handle,
    RawQuery(query): RawQuery,
    request: Request,
) -> Response {
    let (head, body) = request.into_parts();
    let asked = Asked::read(query.as_deref(), &head.headers, pages.language);
    if let Err(status) = guard::check(&head, pages.public_url.as_ref()) {
        return problem(&asked, status, Problem::NotTaken);
    }
    let bytes = match body::receive(&head.headers, body, MOST_BYTES, PATIENCE).await {
        Ok(bytes) => bytes,
        Err(refusal) => {
            let status = refusal.status(MediaType::GraphqlResponse);
            return problem(&asked, status, Problem::NotTaken);
        }
    };
    let opened = match open(&pages, token).await {
        Ok(opened) => opened,
        Err(error) => return failed(&asked, error),
    };
    let form = Form::parse(&bytes);
    let Some(changes) = form.changes(pages.core.settings()) else {
        return problem(&asked, StatusCode::UNPROCESSABLE_ENTITY, Problem::NotTaken);
    };
    match save_by_link(&pages.core, &opened.link, changes.clone()).await {
        Ok(()) => led_back(&asked),
        Err(Error::Refused(refusals)) => {
            let mut view = opened.view;
            form.typed_over(&mut view, &changes);
            let refused = Some((&form, refusals.as_slice()));
            let html = page::preferences(&pages.core, &asked, &view, false, refused);
            written(StatusCode::UNPROCESSABLE_ENTITY, html)
        }
        Err(error) => failed(&asked, error),
    }
}

async fn ask(
    State(pages): State<LinkPages>,
    token: Handle,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let asked = Asked::read(query.as_deref(), &headers, pages.language);
    match open(&pages, token).await {
        Ok(opened) => answered(&asked, &opened, false),
        Err(error) => failed(&asked, error),
    }
}

/// Taken from anywhere: who posts it is a mail program's server, which sends neither cookies nor an
/// origin. What it takes is the token, and all that it does is a refusal, which can be taken back.
async fn one_click(
    State(pages): State<LinkPages>,
    token: Handle,
    RawQuery(query): RawQuery,
    request: Request,
) -> Response {
    let (head, body) = request.into_parts();
    let asked = Asked::read(query.as_deref(), &head.headers, pages.language);
    let bytes = match body::receive(&head.headers, body, MOST_BYTES, PATIENCE).await {
        Ok(bytes) => bytes,
        Err(refusal) => {
            let status = refusal.status(MediaType::GraphqlResponse);
            return problem(&asked, status, Problem::NotTaken);
        }
    };
    let opened = match open(&pages, token).await {
        Ok(opened) => opened,
        Err(error) => return failed(&asked, error),
    };
    if !form::is_one_click(&bytes) {
        return problem(&asked, StatusCode::BAD_REQUEST, Problem::NotTaken);
    }
    match unsubscribe(&pages.core, &opened.link).await {
        Ok(()) => answered(&asked, &opened, true),
        Err(error) => failed(&asked, error),
    }
}

fn answered(asked: &Asked, opened: &Opened, done: bool) -> Response {
    let link = (&opened.link, opened.token.as_str());
    written(
        StatusCode::OK,
        page::unsubscribe(asked, link, &opened.view, done),
    )
}

/// After an action the browser is sent to look, so that going back or reloading acts on nothing.
fn led_back(asked: &Asked) -> Response {
    let mut query = "?done=saved".to_owned();
    if let Some(language) = asked.chosen {
        query = query + "&lang=" + words::tag(language);
    }
    match HeaderValue::from_str(&query) {
        Ok(location) => (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
