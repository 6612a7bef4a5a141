//! The page that the code on a dish's label leads to: what everybody at the table should know of it, and
//! nobody's name. It needs no script, and nothing from elsewhere.
//!
//! Whoever holds the label may read it, signed in or not: its key is no number that could be guessed.

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware;
use axum::response::Response;
use axum::routing::get;
use minijinja::context;
use mulin_domain::food_safety::labels;
use mulin_domain::{Core, Error};
use mulin_entities::{DishId, TypedId};
use mulin_notify::one_line;
use url::Url;
use uuid::Uuid;

use crate::exports::dish_words::DishWords;
use crate::graphql::texts::Language;
use crate::link_page::page::{Problem, render, serialized};
use crate::link_page::words::Asked;
use crate::link_page::{failed, problem, with_headers, written};

/// What the page is made of.
pub(crate) const DISH: &str = include_str!("dish.html");

/// The address of a dish's page, below the address under which people reach this server.
pub fn address(base: &Url, id: DishId) -> String {
    let base = base.as_str().trim_end_matches('/');
    format!("{base}/dishes/{}", id.0)
}

/// What the pages stand on.
#[derive(Clone, Debug)]
pub struct DishPages {
    /// The domain.
    pub core: Core,
    /// For readers of whom no language is known.
    pub language: Language,
}

/// `GET /dishes/{id}`.
pub fn routes(pages: DishPages) -> Router {
    Router::new()
        .route("/dishes/{id}", get(look))
        .layer(middleware::map_response(with_headers))
        .with_state(pages)
}

async fn look(
    State(pages): State<DishPages>,
    id: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let asked = Asked::read(query.as_deref(), &headers, pages.language);
    let gone = || problem(&asked, StatusCode::NOT_FOUND, Problem::NoDish);
    let id = id.ok().and_then(|Path(id)| Uuid::try_parse(&id).ok());
    let Some(id) = id else { return gone() };
    match page(&pages.core, &asked, DishId::from_uuid(id)).await {
        Ok(Some(html)) => written(StatusCode::OK, html),
        Ok(None) => gone(),
        Err(error) => failed(&asked, error),
    }
}

async fn page(
    core: &Core,
    asked: &Asked,
    id: DishId,
) -> Result<Option<Result<String, minijinja::Error>>, Error> {
    let Some((label, event)) = labels::public(core, id).await? else {
        return Ok(None);
    };
    let language = asked.language(None);
    let zone = event.time_zone.parse();
    let zone = zone.unwrap_or(core.settings().time_zone);
    let page = context! {
        dish => serialized(DishWords::new(&label, language, zone)),
        event => one_line(&event.title),
    };
    Ok(Some(render("dish.html", language, page)))
}
