//! The counts of an area to take along, with the access token in the header.

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::request::Parts;
use axum::http::{Response, StatusCode};
use axum::routing::get;
use mulin_domain::input::{InputError, Rule};
use mulin_domain::report::{self, Asked, Period, Range};
use mulin_domain::{Actor, Error, Refusal as Refused, place};
use mulin_entities::{AreaId, area};
use url::form_urlencoded;

use super::exports::{Exports, answered, failed, file, not_found};
use super::refusal::Refusal;
use crate::exports::figures;
use crate::graphql::id::decode;
use crate::graphql::place::types::Area;
use crate::graphql::report::types::{Figures, FiguresByArea};
use crate::graphql::scalars::DateTime;
use crate::graphql::texts::{self, Language, Speech};

/// `GET /areas/{id}/figures.csv`, with the parameters of `FiguresInput`: `from` and `until`, or `period`
/// and `day`; `asOf`.
pub fn routes(exports: Exports) -> Router {
    Router::new()
        .route("/areas/{id}/figures.csv", get(as_csv))
        .with_state(exports)
}

async fn as_csv(
    State(exports): State<Exports>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    parts: Parts,
) -> Response<Body> {
    let made = async {
        let (actor, language) = exports.caller(&parts).await?;
        let query = query.unwrap_or_default();
        let written = write(&exports, &actor, language, &id, &query).await;
        let written = written.map_err(|error| exports.told(&error, language))?;
        let body = Body::from(written.ok_or_else(|| not_found(language))?);
        Ok(file(body, "text/csv; charset=utf-8", Some("figures.csv")))
    };
    answered(&parts, made.await)
}

async fn write(
    exports: &Exports,
    actor: &Actor,
    language: Language,
    id: &str,
    query: &str,
) -> Result<Option<Vec<u8>>, Error> {
    let Ok(area) = decode::<AreaId>(id) else {
        return Ok(None);
    };
    let core = &exports.core;
    let Some(area) = place::store::area(core.db().reader(), area).await? else {
        return Ok(None);
    };
    let asked = exports.read(actor, &area, query)?;
    let found = report::figures(core, actor, &area, &asked).await?;
    let below = report::by_area(core, &found).await?;
    let below: Vec<FiguresByArea> = below
        .into_iter()
        .map(|(area, figures)| FiguresByArea {
            area: Area(area),
            figures: Figures::of(&figures),
        })
        .collect();
    figures::figures(&found, &below, language).map(Some)
}

impl Exports {
    /// What the address asks for; every fault at once, if the caller may see the counts at all.
    fn read(&self, actor: &Actor, area: &area::Model, query: &str) -> Result<Asked, Error> {
        let (asked, mut faults) = asked(query);
        if faults.is_empty() || !report::policy::may_see(actor, area) {
            return Ok(asked);
        }
        if let Err(Error::Refused(others)) = Range::read(&self.core, &asked) {
            faults.extend(others);
        }
        Err(Error::Refused(faults))
    }

    /// What is refused is told as it is of a query.
    fn told(&self, error: &Error, language: Language) -> Refusal {
        let Error::Refused(refusals) = error else {
            return failed(error, language);
        };
        let zone = self.core.settings().time_zone;
        let speech = Speech { language, zone };
        let texts: Vec<String> = refusals
            .iter()
            .map(|refusal| texts::refusal(refusal, speech))
            .collect();
        let code = refusals.first().map_or("BAD_USER_INPUT", Refused::code);
        Refusal::with_status(StatusCode::BAD_REQUEST, code, texts.join(" "))
    }
}

/// The parameters, and those of them that are none. Empty ones count as absent.
fn asked(query: &str) -> (Asked, Vec<Refused>) {
    let (mut asked, mut faults) = (Asked::default(), Vec::new());
    let mut fault = |path: &str, expected| {
        faults.push(Refused::Input(InputError::at(
            path,
            Rule::Format { expected },
        )));
    };
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if value.is_empty() {
            continue;
        }
        match &*name {
            "from" => asked.from = Some(value.into_owned()),
            "until" => asked.until = Some(value.into_owned()),
            "day" => asked.day = Some(value.into_owned()),
            "period" => match &*value {
                "MONTH" => asked.period = Some(Period::Month),
                "QUARTER" => asked.period = Some(Period::Quarter),
                "YEAR" => asked.period = Some(Period::Year),
                _ => fault("period", "MONTH, QUARTER or YEAR"),
            },
            "asOf" => match DateTime::read(&value) {
                Some(at) => asked.as_of = Some(at.0),
                None => fault("asOf", "2027-02-20T10:30:00Z"),
            },
            _ => {}
        }
    }
    (asked, faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_those_of_the_schema() {
        let (found, faults) =
            asked("from=2026-12-01&until=2026-12-31&day=&asOf=2027-01-01T00:00:00Z&x=1");
        assert!(faults.is_empty());
        assert_eq!(found.from.as_deref(), Some("2026-12-01"));
        assert_eq!(found.until.as_deref(), Some("2026-12-31"));
        assert_eq!((found.day, found.period), (None, None));
        let at = found.as_of.map(|at| at.to_rfc3339());
        assert_eq!(at.as_deref(), Some("2027-01-01T00:00:00+00:00"));
        let (found, faults) = asked("period=QUARTER&day=2026-12-01");
        assert!(faults.is_empty());
        assert_eq!(found.period, Some(Period::Quarter));
        assert_eq!(found.day.as_deref(), Some("2026-12-01"));
    }

    #[test]
    fn every_parameter_that_is_none_is_told() {
        let (_, faults) = asked("period=WEEK&asOf=yesterday");
        let told: Vec<String> = faults.iter().map(|fault| fault.path().join(".")).collect();
        assert_eq!(told, ["period", "asOf"]);
    }
}
