//! A client of graphql-transport-ws that says exactly what it is told to.

use std::net::SocketAddr;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

use super::server::{PATIENCE, Server};

/// What comes from the server.
#[derive(Debug, PartialEq)]
pub enum Heard {
    /// A message.
    Message(Value),
    /// A close frame.
    Closed(u16, String),
    /// The end without one.
    Cut,
}

/// See the module.
pub struct Client<S = TcpStream>(pub WebSocketStream<S>);

/// The handshake that begins a socket.
pub fn handshake(address: SocketAddr) -> Request {
    let mut request = format!("ws://{address}/graphql/ws")
        .into_client_request()
        .expect("the address is right");
    let headers = request.headers_mut();
    let protocol = "graphql-transport-ws".parse().expect("a header");
    headers.insert("sec-websocket-protocol", protocol);
    headers.insert("accept-language", "en".parse().expect("a header"));
    request
}

impl Client {
    /// Opens a socket and says nothing.
    pub async fn open(server: &Server) -> Self {
        Self::shake(server, handshake(server.address))
            .await
            .expect("the socket opens")
    }

    /// Opens a socket by this handshake.
    pub async fn shake(server: &Server, request: Request) -> Result<Self, Error> {
        let stream = TcpStream::connect(server.address)
            .await
            .expect("the server listens");
        let (socket, response) = client_async(request, stream).await?;
        assert_eq!(
            response.headers()["sec-websocket-protocol"],
            "graphql-transport-ws"
        );
        Ok(Self(socket))
    }

    /// Opens a socket and is let in.
    pub async fn enter(server: &Server, token: Option<&str>) -> Self {
        let mut client = Self::open(server).await;
        client.init(token).await;
        client
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Client<S> {
    /// Is let in.
    pub async fn init(&mut self, token: Option<&str>) {
        let payload = match token {
            Some(token) => json!({ "authorization": format!("Bearer {token}") }),
            None => json!({}),
        };
        self.say(json!({ "type": "connection_init", "payload": payload }))
            .await;
        assert_eq!(
            self.hear().await,
            Heard::Message(json!({ "type": "connection_ack" }))
        );
    }

    pub async fn say(&mut self, message: Value) {
        self.say_raw(Message::text(message.to_string())).await;
    }

    pub async fn say_raw(&mut self, message: Message) {
        self.0.send(message).await.expect("the server listens");
    }

    /// What comes next.
    pub async fn hear(&mut self) -> Heard {
        loop {
            let next = tokio::time::timeout(PATIENCE, self.0.next()).await;
            match next.expect("something comes") {
                Some(Ok(Message::Text(text))) => {
                    let message = serde_json::from_str(&text).expect("messages are JSON");
                    return Heard::Message(message);
                }
                Some(Ok(Message::Close(Some(frame)))) => {
                    return Heard::Closed(frame.code.into(), frame.reason.to_string());
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(other)) => panic!("{other:?}"),
                Some(Err(_)) | None => return Heard::Cut,
            }
        }
    }

    /// The next message, which must be one.
    pub async fn message(&mut self) -> Value {
        match self.hear().await {
            Heard::Message(message) => message,
            other => panic!("{other:?}"),
        }
    }

    /// The payload of the next message, which must be a `next` of this id.
    pub async fn next(&mut self, id: &str) -> Value {
        let mut message = self.message().await;
        assert_eq!(
            (&message["id"], &message["type"]),
            (&json!(id), &json!("next")),
            "{message:#}"
        );
        message["payload"].take()
    }

    /// Starts an operation.
    pub async fn subscribe(&mut self, id: &str, query: &str, variables: Value) {
        let payload = json!({ "query": query, "variables": variables });
        self.say(json!({ "id": id, "type": "subscribe", "payload": payload }))
            .await;
    }

    /// Starts an operation as one who knows everything up to there.
    pub async fn resume(&mut self, id: &str, query: &str, variables: Value, last: &str) {
        let payload = json!({ "query": query, "variables": variables,
            "extensions": { "lastEventId": last } });
        self.say(json!({ "id": id, "type": "subscribe", "payload": payload }))
            .await;
    }

    /// That the server has said nothing until now.
    pub async fn has_heard_nothing(&mut self) {
        self.say(json!({ "type": "ping" })).await;
        assert_eq!(self.message().await, json!({ "type": "pong" }));
    }
}

/// The id of the event that a state came with.
pub fn event_id(payload: &Value) -> String {
    let id = payload["extensions"]["eventId"].as_str();
    id.expect("a state has an id").to_owned()
}
