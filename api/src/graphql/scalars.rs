//! Scalars. Those that clients send take any string: the domain gives the verdict, so that all
//! faults are told at once.

use async_graphql::{Description, InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::{DateTime as ChronoDateTime, SecondsFormat, Utc};
use mulin_domain::clock::to_micros;

/// An instant, RFC 3339 in UTC: `2027-02-20T10:30:00Z`. What clients send may carry any offset.
#[derive(Clone, Copy, Debug, PartialEq, Description)]
pub struct DateTime(pub ChronoDateTime<Utc>);

#[Scalar(
    use_type_description,
    specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6"
)]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else {
            return Err(InputValueError::expected_type(value));
        };
        let parsed = Self::read(text);
        Ok(parsed.ok_or("an instant as RFC 3339, for example 2027-02-20T10:30:00Z")?)
    }

    fn to_value(&self) -> Value {
        Value::String(format_instant(self.0))
    }
}

impl DateTime {
    /// Reads an instant as clients write it.
    pub fn read(text: &str) -> Option<Self> {
        let parsed = ChronoDateTime::parse_from_rfc3339(text).ok()?;
        Some(Self(to_micros(parsed.to_utc())))
    }
}

/// Writes an instant as clients see it.
pub fn format_instant(at: ChronoDateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

macro_rules! text_scalars {
    ($($(#[$doc:meta])* $name:ident, $url:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Description)]
        pub struct $name(pub String);

        #[Scalar(use_type_description, specified_by_url = $url)]
        impl ScalarType for $name {
            fn parse(value: Value) -> InputValueResult<Self> {
                match value {
                    Value::String(text) => Ok(Self(text)),
                    other => Err(InputValueError::expected_type(other)),
                }
            }

            fn to_value(&self) -> Value {
                Value::String(self.0.clone())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl From<$name> for String {
            fn from(scalar: $name) -> Self {
                scalar.0
            }
        }
    )+};
}

text_scalars! {
    /// A wall-clock time without offset, ISO 8601: `2027-02-20T18:30`. The zone stands beside it.
    LocalDateTime, "https://html.spec.whatwg.org/multipage/common-microsyntaxes.html#local-dates-and-times";
    /// A day, ISO 8601: `2027-02-20`.
    Date, "https://www.rfc-editor.org/rfc/rfc3339#section-5.6";
    /// A wall-clock time of day: `21:00`.
    LocalTime, "https://html.spec.whatwg.org/multipage/common-microsyntaxes.html#times";
    /// A time zone by its IANA name: `Asia/Shanghai`.
    TimeZone, "https://www.iana.org/time-zones";
    /// A length of time, ISO 8601, in weeks, days, hours, minutes and seconds: `P1D`, `PT1H30M`.
    Duration, "https://www.rfc-editor.org/rfc/rfc3339#appendix-A";
    /// A telephone number, E.164: `+8613812345678`. Any usual spelling is taken.
    PhoneNumber, "https://www.itu.int/rec/T-REC-E.164";
    /// An e-mail address.
    EmailAddress, "https://www.rfc-editor.org/rfc/rfc5321#section-4.1.2";
    /// A language tag: `zh-CN` or `en`.
    Locale, "https://www.rfc-editor.org/info/bcp47";
    /// Text in Markdown.
    Markdown, "https://spec.commonmark.org";
}
