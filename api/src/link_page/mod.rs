//! The page behind a personal link, for people without an app or an account: it shows one event, takes
//! one person's answer to it, and takes that answer back. It needs no script, and nothing from
//! elsewhere.
//!
//! Looking never acts, whoever looks: messengers fetch addresses by themselves to show what is behind
//! them. Only `POST` acts, through the same commands as the schema, and then leads back to a look.
//! Why a personal link opens nothing is never told: there is one page for all that do not.
//!
//! Beside it stands the page behind a link that invites, which only shows ([`invitation`]).

mod entry_code;
mod form;
pub(crate) mod guard;
mod invitation;
pub(crate) mod page;
mod questions;
pub(crate) mod words;

use std::time::Duration;

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use mulin_domain::input::Rule;
use mulin_domain::person::Acting;
use mulin_domain::rsvp::{
    Answer, LinkToken, LinkView, Party, RespondToEvent, WhenFull, WithdrawRsvp, link_store,
    link_view, respond_to_event, withdraw_rsvp,
};
use mulin_domain::{Actor, Core, Error, Refusal};
use mulin_entities::Via;
use url::Url;

use self::form::{Form, Wish};
pub use self::invitation::address as invitation_address;
use self::page::{Done, Problem};
use self::words::Asked;
use crate::graphql::texts::Language;
use crate::http::body;
use crate::http::negotiation::MediaType;

/// Below this, handles are pages.
const PATH: &str = "/l/{handle}";
/// The answers to 30 questions, of 1,000 characters each, take at most 12 bytes a character in a form.
const MOST_BYTES: usize = 384 * 1024;
/// The time in which a form must have arrived.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// The address of a link's page, below the address under which people reach this server.
pub fn address(base: &Url, token: &LinkToken) -> String {
    let base = base.as_str().trim_end_matches('/');
    format!("{base}/l/{}", token.handle())
}

/// What the pages stand on.
#[derive(Clone, Debug)]
pub struct LinkPages {
    /// The domain.
    pub core: Core,
    /// For readers of whom no language is known.
    pub language: Language,
    /// Where people reach this server, if that is known.
    pub public_url: Option<Url>,
}

/// The pages.
pub fn routes(pages: LinkPages) -> Router {
    Router::new()
        .route(PATH, get(look).post(act))
        .route(invitation::PATH, get(invitation::look))
        .layer(middleware::map_response(with_headers))
        .with_state(pages)
}

pub(crate) type Handle = Result<Path<String>, PathRejection>;

async fn look(
    State(pages): State<LinkPages>,
    handle: Handle,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let asked = Asked::read(query.as_deref(), &headers, pages.language);
    match pages.open(handle).await {
        Ok((_, view)) => shown(&pages, &asked, &view).await,
        Err(error) => failed(&asked, error),
    }
}

async fn act(
    State(pages): State<LinkPages>,
    handle: Handle,
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
    let (actor, view) = match pages.open(handle).await {
        Ok(opened) => opened,
        Err(error) => return failed(&asked, error),
    };
    let form = Form::parse(&bytes);
    match pages.do_as(&actor, &view, &form).await {
        Ok(done) => led_back(&asked, done),
        Err(Error::Refused(refusals)) => refused(&pages, &asked, &actor, &form, &refusals).await,
        Err(error) => failed(&asked, error),
    }
}

impl LinkPages {
    /// Whom a handle stands for, and what it shows.
    ///
    /// Errors: `Unauthenticated` if it opens nothing, whatever the reason.
    async fn open(&self, handle: Handle) -> Result<(Actor, LinkView), Error> {
        let handle = handle.map_err(|_| Error::Unauthenticated)?.0;
        let token = LinkToken::of_handle(&handle).ok_or(Error::Unauthenticated)?;
        let (db, now) = (self.core.db().reader(), self.core.now());
        let actor = link_store::actor(db, token.bearer(), now).await?;
        let actor = actor.ok_or(Error::Unauthenticated)?;
        let view = link_view(&self.core, &actor).await?;
        Ok((actor, view))
    }

    async fn do_as(&self, actor: &Actor, view: &LinkView, form: &Form) -> Result<Done, Error> {
        let answer = match form.wish()? {
            Wish::Answer(answer) => answer,
            Wish::Withdraw => {
                let Some(rsvp) = &view.rsvp else {
                    return Ok(Done::Stale);
                };
                let input = WithdrawRsvp {
                    rsvp_id: Ok(rsvp.id),
                    via: Via::Link,
                };
                withdraw_rsvp(&self.core, actor, input).await?;
                return Ok(Done::Withdrawn);
            }
        };
        // Who does not come need not answer what they began to fill in, and what was answered stands.
        let answers = (answer != Answer::Declined && form.has_questions())
            .then(|| questions::given(form, &view.questions).answers);
        if answers.is_some() && !form.asks(view.event.form_version) {
            return Err(Error::input(questions::FORM, Rule::NotFound));
        }
        // Who does not come brings nobody, whatever the page says of how many.
        let party = form.party().filter(|_| answer != Answer::Declined);
        let party = party.map(|party| Party {
            // The page tells how many come; who is one of them stays.
            respondent_comes: view.rsvp.as_ref().is_none_or(|old| old.respondent_comes),
            // A smaller party than those who are named in it is one of whoever comes.
            member_ids: is_too_small(&party, view).then(Vec::new),
            ..party
        });
        let input = RespondToEvent {
            event_id: Ok(view.event.id),
            acting: Acting {
                on_behalf_of: None,
                via: Via::Link,
            },
            answer,
            party,
            note: form.note.clone(),
            when_full: WhenFull::Waitlist,
            answers,
        };
        let row = respond_to_event(&self.core, actor, input, form.key()).await?;
        // A page from before that is sent once more repeats what it did, and no longer holds.
        let stands = form::is_answered_by(answer, row.state);
        Ok(if stands { Done::Saved } else { Done::Stale })
    }
}

fn is_too_small(party: &Party, view: &LinkView) -> bool {
    let named = i32::try_from(view.named).unwrap_or(i32::MAX);
    let comes = view.rsvp.as_ref().is_none_or(|old| old.respondent_comes);
    party.adults.saturating_add(party.children) < named.saturating_add(i32::from(comes))
}

async fn shown(pages: &LinkPages, asked: &Asked, view: &LinkView) -> Response {
    let html = if asked.to_withdraw && page::can_withdraw(view, pages.core.now()) {
        page::withdrawal(asked, view)
    } else {
        page::answer(&pages.core, asked, view, None).await
    };
    written(StatusCode::OK, html)
}

/// The form once more, with what was typed and why it was refused.
async fn refused(
    pages: &LinkPages,
    asked: &Asked,
    actor: &Actor,
    form: &Form,
    refusals: &[Refusal],
) -> Response {
    match link_view(&pages.core, actor).await {
        Ok(view) => {
            let typed = Some((form, refusals));
            let html = page::answer(&pages.core, asked, &view, typed).await;
            written(StatusCode::UNPROCESSABLE_ENTITY, html)
        }
        Err(error) => failed(asked, error),
    }
}

/// After an action the browser is sent to look, so that going back or reloading acts on nothing. The
/// reference is relative: a proxy may have put a path before ours.
fn led_back(asked: &Asked, done: Done) -> Response {
    let mut query = format!("?done={}", done.as_str());
    if let Some(language) = asked.chosen {
        query = query + "&lang=" + words::tag(language);
    }
    match HeaderValue::from_str(&query) {
        Ok(location) => (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

pub(crate) fn failed(asked: &Asked, error: Error) -> Response {
    match error {
        Error::Unauthenticated | Error::Forbidden | Error::Refused(_) => {
            problem(asked, StatusCode::NOT_FOUND, Problem::Gone)
        }
        Error::Throttled => problem(asked, StatusCode::TOO_MANY_REQUESTS, Problem::Away),
        Error::Unavailable(cause) => {
            tracing::warn!(error = %cause, "the database is not available");
            problem(asked, StatusCode::SERVICE_UNAVAILABLE, Problem::Away)
        }
        Error::Internal(cause) => {
            tracing::error!(error = %cause, "the page of a link could not be made");
            problem(asked, StatusCode::INTERNAL_SERVER_ERROR, Problem::Away)
        }
    }
}

pub(crate) fn problem(asked: &Asked, status: StatusCode, problem: Problem) -> Response {
    written(status, page::problem(asked, problem))
}

pub(crate) fn written(status: StatusCode, html: Result<String, minijinja::Error>) -> Response {
    match html {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "the page of a link cannot be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Nobody keeps the page, nobody is told the address that led to it, and it runs and loads nothing.
pub(crate) async fn with_headers(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::CONTENT_SECURITY_POLICY, page::POLICY.clone());
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        "x-robots-tag",
        HeaderValue::from_static("noindex, nofollow"),
    );
    // The same address is another page in another language.
    headers.append(header::VARY, HeaderValue::from_static("Accept-Language"));
    response
}
