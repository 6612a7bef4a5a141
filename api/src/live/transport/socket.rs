//! graphql-transport-ws over a WebSocket: one task a socket, which reads, writes, and waits for what
//! is to be told. It holds no queue: while a write waits, nothing else is done.

use std::sync::Arc;

use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Error as AxumError, RequestExt};
use futures_util::{FutureExt, StreamExt, stream};
use secrecy::SecretString;
use tokio::time::{Instant, sleep_until, timeout};

use super::Transport;
use super::operation::{Answer, start};
use super::protocol::{self, Close, Incoming, SUBPROTOCOL};
use super::subscriptions::Subscriptions;
use crate::http::complete::{is_request_error, stamp};
use crate::http::negotiation::MediaType;
use crate::http::observe::{caught, log_panic};
use crate::http::params::Params;
use crate::http::reply::{refused, to_json};
use crate::http::{Refusal, RequestId, RequestInfo, code};
use crate::live::group::Rendered;
use crate::live::guests::Guest;
use crate::live::hub::Connected;
use crate::live::opening::NotOpened;

/// A socket reads little and seldom; what is longer is read in pieces of this size. The library's
/// own 128 KiB would be most of what a socket costs.
const READ_BUFFER: usize = 2 * 1024;

/// Opens a socket for clients that speak the protocol.
pub async fn upgrade(State(transport): State<Arc<Transport>>, request: Request) -> Response {
    let id = RequestId::of(request.extensions());
    match accept(transport, request).await {
        Ok(response) => response,
        Err(refusal) => refused(refusal, MediaType::Json, &id),
    }
}

async fn accept(transport: Arc<Transport>, mut request: Request) -> Result<Response, Refusal> {
    let bad = |status, message: &str| Refusal::with_status(status, code::BAD_REQUEST, message);
    let upgrade: Result<WebSocketUpgrade, _> = request.extract_parts().await;
    let upgrade = upgrade.map_err(|_| {
        bad(
            StatusCode::UPGRADE_REQUIRED,
            "This is a WebSocket of the sub-protocol graphql-transport-ws.",
        )
        .header(header::UPGRADE, HeaderValue::from_static("websocket"))
    })?;
    let (parts, _) = request.into_parts();
    if !is_welcome(&transport, &parts) {
        return Err(bad(
            StatusCode::FORBIDDEN,
            "Pages of this origin may not connect (http.allowed_origins).",
        ));
    }
    let info = RequestInfo::read(&parts, transport.proxies)?;
    let most = transport.live.limits().body;
    let upgrade = upgrade
        .protocols([SUBPROTOCOL])
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0)
        .max_write_buffer_size(16 * 1024 * 1024)
        .max_message_size(most)
        .max_frame_size(most);
    if upgrade.selected_protocol().is_none() {
        return Err(bad(
            StatusCode::BAD_REQUEST,
            "Sec-WebSocket-Protocol must offer graphql-transport-ws.",
        ));
    }
    let place = transport.live.connect().ok_or_else(full)?;
    Ok(upgrade
        .on_failed_upgrade(|_| {})
        .on_upgrade(move |socket| async move {
            let live = transport.live.clone();
            // Of the tasks that a stopping server waits for.
            live.spawn(Connection::serve(transport, socket, info, place));
        })
        .into_response())
}

/// Too many connections: 503.
pub fn full() -> Refusal {
    Refusal::with_status(
        StatusCode::SERVICE_UNAVAILABLE,
        "UNAVAILABLE",
        "This server has as many subscribers as it takes; try again later.",
    )
    .header(header::RETRY_AFTER, HeaderValue::from_static("10"))
}

/// Programs name no origin; pages may connect to where they came from, and those on the list.
fn is_welcome(transport: &Transport, parts: &Parts) -> bool {
    let Some(origin) = parts.headers.get(header::ORIGIN) else {
        return true;
    };
    let own = parts.headers.get(header::HOST).map(HeaderValue::as_bytes);
    let from = origin.to_str().ok().and_then(|text| text.split_once("://"));
    transport.origins.admitted(&parts.headers).is_some()
        || from.is_some_and(|(_, host)| own == Some(host.as_bytes()))
}

/// What an operation says next.
enum Told {
    State(Arc<Rendered>),
    Response(String),
    Failed(Vec<async_graphql::ServerError>),
}

/// The end of a socket.
enum End {
    /// The server closes it.
    Close(Close),
    /// The client closed it, or it broke.
    Gone,
}

impl From<Close> for End {
    fn from(close: Close) -> Self {
        Self::Close(close)
    }
}

struct Connection {
    transport: Arc<Transport>,
    socket: WebSocket,
    info: RequestInfo,
    running: Subscriptions<Told>,
    guest: Option<Guest>,
    /// When the next ping is due.
    ping_at: Instant,
    /// Whether something was heard since the last ping.
    heard: bool,
}

impl Connection {
    async fn serve(
        transport: Arc<Transport>,
        socket: WebSocket,
        info: RequestInfo,
        _place: Connected,
    ) {
        let begun = Instant::now();
        let mut connection = Box::new(Self {
            ping_at: begun + transport.live.pace().ping,
            transport,
            socket,
            info,
            running: Subscriptions::new(),
            guest: None,
            heard: true,
        });
        let end = connection.talk().await;
        let code = match end {
            End::Close(close) => {
                if [Close::TOO_SLOW, Close::SILENT].contains(&close) {
                    connection.transport.live.count_sent_away();
                }
                connection.say_goodbye(close).await;
                Some(close.code)
            }
            End::Gone => None,
        };
        tracing::debug!(
            target: "mulin::live",
            request_id = %connection.info.request_id,
            code,
            seconds = begun.elapsed().as_secs_f64(),
            subscriptions = connection.running.len(),
            "a socket was closed"
        );
    }

    async fn talk(&mut self) -> End {
        let ended = match self.init().await {
            Ok(()) => self.serve_operations().await,
            Err(end) => Err(end),
        };
        ended.err().unwrap_or(End::Gone)
    }

    /// Waits for `connection_init` and looks at the token.
    async fn init(&mut self) -> Result<(), End> {
        let deadline = Instant::now() + self.transport.live.pace().init;
        let payload = loop {
            let closing = self.transport.live.closing().clone();
            let message = tokio::select! {
                () = closing.cancelled() => return Err(Close::GOING_AWAY.into()),
                () = sleep_until(deadline) => return Err(Close::INIT_TIMEOUT.into()),
                message = self.socket.recv() => message,
            };
            match read(message)? {
                None | Some(Incoming::Pong | Incoming::Complete { .. }) => {}
                Some(Incoming::Init(payload)) => break payload,
                Some(Incoming::Ping(payload)) => {
                    self.send(protocol::pong(payload.as_deref())).await?;
                }
                Some(Incoming::Subscribe { .. }) => return Err(Close::UNAUTHORIZED.into()),
            }
        };
        if let Some(token) = protocol::authorization(payload.as_ref())? {
            self.info.bearer = Some(SecretString::from(token));
        }
        self.admit().await?;
        self.send(protocol::ack()).await
    }

    /// Lets in whoever shows a token that counts, or none.
    async fn admit(&mut self) -> Result<(), End> {
        let live = self.transport.live.clone();
        let Some(bearer) = self.info.bearer.clone() else {
            return Ok(());
        };
        let bearer = Arc::new(bearer);
        let language = live.executor().language(&self.info.locales);
        let actor = live.executor().actor(Some(&bearer), language).await;
        let actor = actor.map_err(|refusal| {
            if refusal.status(MediaType::Json) == StatusCode::UNAUTHORIZED {
                Close::FORBIDDEN
            } else {
                Close::UNAVAILABLE
            }
        })?;
        self.guest = Some(live.guests().admit(&live, &bearer, &actor));
        Ok(())
    }

    async fn serve_operations(&mut self) -> Result<(), End> {
        let closing = self.transport.live.closing().clone();
        loop {
            let revoked = async {
                match &self.guest {
                    Some(guest) => guest.revoked().await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = closing.cancelled() => return Err(Close::GOING_AWAY.into()),
                () = revoked => return Err(Close::REVOKED.into()),
                () = sleep_until(self.ping_at) => self.ping().await?,
                message = self.socket.recv() => {
                    self.heard = true;
                    match read(message)? {
                        None | Some(Incoming::Pong) => {}
                        Some(Incoming::Init(_)) => return Err(Close::SECOND_INIT.into()),
                        Some(Incoming::Ping(payload)) => {
                            self.send(protocol::pong(payload.as_deref())).await?;
                        }
                        Some(Incoming::Subscribe { id, payload }) => {
                            self.subscribe(id, payload).await?;
                        }
                        Some(Incoming::Complete { id }) => self.running.remove(&id),
                    }
                }
                (id, told) = self.running.next() => self.tell(&id, told).await?,
            }
        }
    }

    /// Starts an operation; what comes of it is told when it comes.
    async fn subscribe(&mut self, id: String, payload: async_graphql::Value) -> Result<(), End> {
        if self.running.contains(&id) {
            return Err(Close::DUPLICATE.into());
        }
        let most = self.transport.live.pace().subscriptions;
        if self.running.len() >= most {
            let refusal = Refusal::request_error(
                code::LIMIT_EXCEEDED,
                format!("This socket has {most} operations; complete one first."),
            )
            .detail("limit", "subscriptions")
            .detail("maximum", most);
            let errors = errors(refusal, &self.info.request_id);
            return self.send(protocol::error(&id, &errors)).await;
        }
        let transport = self.transport.clone();
        let info = self.info.clone();
        let request_id = info.request_id.clone();
        let opening = async move {
            let params = Params::from_value(payload)?;
            start(&transport, params, info, None).await
        };
        let told = async move {
            let answer = caught(opening).await.unwrap_or_else(|_| {
                log_panic(&request_id);
                Err(Refusal::request_error(code::INTERNAL, "Internal error").into())
            });
            match answer {
                Ok(Answer::States(states)) => states.map(Told::State).boxed(),
                Ok(Answer::Once(response)) if is_request_error(&response) => {
                    one(Told::Failed(response.errors))
                }
                Ok(Answer::Once(response)) => match to_json(&response).map(String::from_utf8) {
                    Ok(Ok(body)) => one(Told::Response(body)),
                    _ => one(Told::Failed(Vec::new())),
                },
                Err(NotOpened::Failed(response)) => one(Told::Failed(response.errors)),
                Err(NotOpened::Refused(refusal)) => one(Told::Failed(errors(refusal, &request_id))),
            }
        };
        let stream = told.into_stream().flatten();
        self.running.insert(id, stream.boxed());
        Ok(())
    }

    async fn tell(&mut self, id: &str, told: Option<Told>) -> Result<(), End> {
        let message = match told {
            Some(Told::State(state)) => protocol::next(id, &state.body),
            Some(Told::Response(body)) => protocol::next(id, &body),
            Some(Told::Failed(errors)) => {
                self.running.remove(id);
                protocol::error(id, &errors)
            }
            None => protocol::complete(id),
        };
        self.send(message).await
    }

    /// Asks a client that was silent whether it is there, once.
    async fn ping(&mut self) -> Result<(), End> {
        if !self.heard {
            return Err(Close::SILENT.into());
        }
        self.heard = false;
        self.ping_at = Instant::now() + self.transport.live.pace().ping;
        self.write(Message::Ping(Default::default())).await
    }

    async fn send(&mut self, text: String) -> Result<(), End> {
        self.write(Message::Text(text.into())).await
    }

    /// Writes, if the client takes it in time.
    async fn write(&mut self, message: Message) -> Result<(), End> {
        let patience = self.transport.live.pace().patience;
        match timeout(patience, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(End::Gone),
            Err(_) => Err(Close::TOO_SLOW.into()),
        }
    }

    /// Says why and waits a little for the client to hear it.
    async fn say_goodbye(&mut self, close: Close) {
        let farewell = self.transport.live.pace().farewell;
        let frame = CloseFrame {
            code: close.code,
            reason: close.reason.into(),
        };
        let goodbye = async {
            if self.socket.send(Message::Close(Some(frame))).await.is_ok() {
                while let Some(Ok(_)) = self.socket.recv().await {}
            }
        };
        // Who does not listen is cut off.
        let _ = timeout(farewell, goodbye).await;
    }
}

fn one(told: Told) -> stream::BoxStream<'static, Told> {
    stream::iter([told]).boxed()
}

/// The errors of a refusal, with the request's id.
fn errors(refusal: Refusal, id: &RequestId) -> Vec<async_graphql::ServerError> {
    let mut errors = refusal.errors().to_vec();
    for error in &mut errors {
        stamp(error, id);
    }
    errors
}

/// A message of the protocol; none for frames that the library answers itself.
fn read(message: Option<Result<Message, AxumError>>) -> Result<Option<Incoming>, End> {
    match message {
        None | Some(Ok(Message::Close(_))) => Err(End::Gone),
        Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(None),
        Some(Ok(Message::Binary(_))) => Err(Close::INVALID.into()),
        Some(Ok(Message::Text(text))) => match protocol::read(&text) {
            Some(incoming) => Ok(Some(incoming)),
            None => Err(Close::INVALID.into()),
        },
        Some(Err(error)) => Err(if is_too_big(&error) {
            Close::TOO_BIG.into()
        } else {
            End::Gone
        }),
    }
}

/// The library does not show its error's type; its text begins so.
fn is_too_big(error: &AxumError) -> bool {
    error.to_string().starts_with("Space limit exceeded")
}
