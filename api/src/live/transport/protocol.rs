//! The messages and close codes of graphql-transport-ws (the protocol of the package `graphql-ws`,
//! `PROTOCOL.md`). Pure.

use async_graphql::{ServerError, Value};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// The sub-protocol's name.
pub const SUBPROTOCOL: &str = "graphql-transport-ws";

/// The longest id of an operation, in bytes.
const LONGEST_ID: usize = 128;
/// The longest reason of a close frame: 125 bytes with its code (RFC 6455, section 5.5).
#[cfg(test)]
const LONGEST_REASON: usize = 123;

/// Why a socket is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Close {
    /// The status code.
    pub code: u16,
    /// The reason; shown to developers.
    pub reason: &'static str,
}

macro_rules! closes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $reason:literal;)+) => {
        impl Close {
            $($(#[$doc])* pub const $name: Self = Self { code: $code, reason: $reason };)+

            /// Every way in which the server closes a socket.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];
        }
    };
}

closes! {
    /// The server stops.
    GOING_AWAY = 1001, "The server stops; connect again";
    /// A message is too large.
    TOO_BIG = 1009, "The message is too large";
    /// The client did not take what it was sent.
    TOO_SLOW = 1013, "Too slow; connect again and show lastEventId";
    /// The client did not answer a ping.
    SILENT = 1013, "No answer to a ping; connect again and show lastEventId";
    /// Whether the token counts cannot be told now.
    UNAVAILABLE = 1013, "Not available now; connect again later";
    /// Not a message of the protocol.
    INVALID = 4400, "Invalid message";
    /// A subscription before `connection_ack`.
    UNAUTHORIZED = 4401, "Unauthorized";
    /// A token that does not count.
    FORBIDDEN = 4403, "Forbidden";
    /// A token that counts no more: expired, or its session or link has ended.
    REVOKED = 4403, "Forbidden: the token has expired or was revoked";
    /// No `connection_init` in time.
    INIT_TIMEOUT = 4408, "Connection initialisation timeout";
    /// An id that is in use.
    DUPLICATE = 4409, "Subscriber for this id already exists";
    /// A second `connection_init`.
    SECOND_INIT = 4429, "Too many initialisation requests";
}

/// A client's message.
#[derive(Debug)]
pub enum Incoming {
    /// Begins, perhaps with a token.
    Init(Option<Value>),
    /// Asks whether anybody is there.
    Ping(Option<Box<RawValue>>),
    /// Answers a ping.
    Pong,
    /// Starts an operation.
    Subscribe {
        /// Its id, of the client's choice.
        id: String,
        /// As the body of a `POST`.
        payload: Value,
    },
    /// Ends an operation.
    Complete {
        /// Its id.
        id: String,
    },
}

/// Reads a message; none if it is not one of the protocol.
pub fn read(text: &str) -> Option<Incoming> {
    #[derive(Deserialize)]
    struct Raw<'a> {
        #[serde(rename = "type")]
        kind: String,
        id: Option<String>,
        #[serde(borrow)]
        payload: Option<&'a RawValue>,
    }
    let raw: Raw<'_> = serde_json::from_str(text).ok()?;
    let id = raw.id.filter(|id| !id.is_empty() && id.len() <= LONGEST_ID);
    let object = || -> Option<Option<Value>> {
        match raw.payload {
            None => Some(None),
            Some(payload) => match serde_json::from_str(payload.get()).ok()? {
                Value::Null => Some(None),
                object @ Value::Object(_) => Some(Some(object)),
                _ => None,
            },
        }
    };
    Some(match raw.kind.as_str() {
        "connection_init" => Incoming::Init(object()?),
        "ping" => {
            object()?;
            Incoming::Ping(raw.payload.map(ToOwned::to_owned))
        }
        "pong" => {
            object()?;
            Incoming::Pong
        }
        "subscribe" => Incoming::Subscribe {
            id: id?,
            payload: object()??,
        },
        "complete" => Incoming::Complete { id: id? },
        _ => return None,
    })
}

/// The token of `connection_init`; an error if there is something else in its place.
pub fn authorization(payload: Option<&Value>) -> Result<Option<&str>, Close> {
    let Some(Value::Object(payload)) = payload else {
        return Ok(None);
    };
    match payload.get("authorization") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => text
            .split_once(' ')
            .filter(|(scheme, token)| scheme.eq_ignore_ascii_case("bearer") && !token.is_empty())
            .map(|(_, token)| Some(token))
            .ok_or(Close::FORBIDDEN),
        Some(_) => Err(Close::FORBIDDEN),
    }
}

/// `connection_ack`.
pub fn ack() -> String {
    r#"{"type":"connection_ack"}"#.to_owned()
}

/// `pong`, with what came with the ping.
pub fn pong(payload: Option<&RawValue>) -> String {
    match payload {
        Some(payload) => format!(r#"{{"type":"pong","payload":{}}}"#, payload.get()),
        None => r#"{"type":"pong"}"#.to_owned(),
    }
}

/// `next` around a response that is JSON already.
pub fn next(id: &str, response: &str) -> String {
    let id = text(id);
    let mut message = String::with_capacity(id.len() + response.len() + 40);
    message.push_str(r#"{"id":"#);
    message.push_str(&id);
    message.push_str(r#","type":"next","payload":"#);
    message.push_str(response);
    message.push('}');
    message
}

/// `error`: the operation did not run.
pub fn error(id: &str, errors: &[ServerError]) -> String {
    #[derive(Serialize)]
    struct Message<'a> {
        id: &'a str,
        #[serde(rename = "type")]
        kind: &'static str,
        payload: &'a [ServerError],
    }
    let message = Message {
        id,
        kind: "error",
        payload: errors,
    };
    serde_json::to_string(&message).unwrap_or_else(|_| complete(id))
}

/// `complete`.
pub fn complete(id: &str) -> String {
    format!(r#"{{"id":{},"type":"complete"}}"#, text(id))
}

fn text(id: &str) -> String {
    serde_json::Value::from(id).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_of_the_protocol_are_read() {
        assert!(matches!(
            read(r#"{"type":"connection_init"}"#),
            Some(Incoming::Init(None))
        ));
        assert!(matches!(
            read(r#"{"type":"connection_init","payload":null}"#),
            Some(Incoming::Init(None))
        ));
        let Some(Incoming::Subscribe { id, .. }) =
            read(r#"{"id":"a\"b","type":"subscribe","payload":{"query":"{a}"}}"#)
        else {
            panic!("a subscription")
        };
        assert_eq!(id, "a\"b");
        assert!(matches!(
            read(r#"{"id":"1","type":"complete"}"#),
            Some(Incoming::Complete { .. })
        ));
        let Some(Incoming::Ping(payload)) = read(r#"{"type":"ping","payload":{"a":1}}"#) else {
            panic!("a ping")
        };
        assert_eq!(
            pong(payload.as_deref()),
            r#"{"type":"pong","payload":{"a":1}}"#
        );
    }

    #[test]
    fn everything_else_is_not() {
        let long = format!(r#"{{"id":"{}","type":"complete"}}"#, "x".repeat(129));
        for text in [
            "",
            "{",
            "[]",
            "1",
            r#"{"type":"start"}"#,
            r#"{"type":1}"#,
            r#"{"id":"1"}"#,
            r#"{"type":"connection_init","payload":1}"#,
            r#"{"type":"ping","payload":"x"}"#,
            r#"{"type":"subscribe","payload":{"query":"{a}"}}"#,
            r#"{"id":"","type":"subscribe","payload":{"query":"{a}"}}"#,
            r#"{"id":1,"type":"subscribe","payload":{"query":"{a}"}}"#,
            r#"{"id":"1","type":"subscribe"}"#,
            r#"{"id":"1","type":"subscribe","payload":[]}"#,
            r#"{"type":"complete"}"#,
            &long,
        ] {
            assert!(read(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_token_is_a_bearer_token() {
        let of = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        assert_eq!(authorization(None), Ok(None));
        assert_eq!(authorization(Some(&of("{}"))), Ok(None));
        let good = of(r#"{"authorization":"bearer abc"}"#);
        assert_eq!(authorization(Some(&good)), Ok(Some("abc")));
        for bad in [r#"{"authorization":"abc"}"#, r#"{"authorization":1}"#] {
            assert_eq!(authorization(Some(&of(bad))), Err(Close::FORBIDDEN));
        }
    }

    #[test]
    fn an_id_is_escaped() {
        assert_eq!(
            next("a\"", r#"{"data":1}"#),
            r#"{"id":"a\"","type":"next","payload":{"data":1}}"#
        );
        assert_eq!(complete("é"), r#"{"id":"é","type":"complete"}"#);
    }

    #[test]
    fn reasons_fit_into_a_close_frame() {
        assert!(
            Close::ALL
                .iter()
                .all(|close| close.reason.len() <= LONGEST_REASON)
        );
    }
}
