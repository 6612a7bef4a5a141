//! The page behind a link that invites: which event, who invites, and how to take the invitation. It is
//! taken by somebody who is signed in, and so not here: looking uses nothing up, however often.

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use mulin_domain::Error;
use mulin_domain::invitation::{LINK_PREFIX, LinkStanding, LinkView, link_view};
use url::Url;

use super::words::Asked;
use super::{Handle, LinkPages, failed, page, written};

/// Below this, tokens without their beginning are pages.
pub(super) const PATH: &str = "/i/{handle}";

/// The address of the page of a link that invites, below the address under which people reach this
/// server.
pub fn address(base: &Url, token: &str) -> String {
    let base = base.as_str().trim_end_matches('/');
    let handle = token.strip_prefix(LINK_PREFIX).unwrap_or(token);
    format!("{base}/i/{handle}")
}

/// Shows the page.
pub(super) async fn look(
    State(pages): State<LinkPages>,
    handle: Handle,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let asked = Asked::read(query.as_deref(), &headers, pages.language);
    let (view, token) = match open(&pages, handle).await {
        Ok(opened) => opened,
        Err(error) => return failed(&asked, error),
    };
    let status = match view.standing {
        LinkStanding::Open => StatusCode::OK,
        LinkStanding::UsedUp | LinkStanding::Over => StatusCode::GONE,
    };
    written(status, page::invitation(&pages.core, &asked, &view, &token))
}

async fn open(pages: &LinkPages, handle: Handle) -> Result<(LinkView, String), Error> {
    let handle = handle.map_err(|_| Error::Unauthenticated)?.0;
    let token = format!("{LINK_PREFIX}{handle}");
    let view = link_view(&pages.core, &token).await?;
    Ok((view, token))
}
