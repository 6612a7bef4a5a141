//! Header lists with quality values: `Accept` and `Accept-Language` (RFC 9110, section 12.4.2).

use axum::http::{HeaderMap, HeaderName};

/// One member of a weighted list.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Weighted<'a> {
    /// What stands before the first semicolon.
    pub value: &'a str,
    /// The parameters except `q`, quotes removed.
    pub parameters: Vec<(&'a str, &'a str)>,
    /// The quality in thousandths, 0 to 1000; 1000 when none is given.
    pub weight: u16,
}

/// Reads all lines of the header `name`. Members that are malformed are left out.
pub(super) fn weighted<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Vec<Weighted<'a>> {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(','))
        .filter_map(member)
        .collect()
}

/// Splits `value; name=value; …` into the value and its parameters.
pub(super) fn split_parameters(text: &str) -> Option<(&str, Vec<(&str, &str)>)> {
    let mut pieces = text.split(';');
    let value = pieces.next()?.trim();
    if value.is_empty() {
        return None;
    }
    let parameters = pieces
        .map(str::trim)
        .filter(|piece| !piece.is_empty())
        .map(|piece| {
            let (name, value) = piece.split_once('=')?;
            Some((name.trim(), value.trim().trim_matches('"')))
        })
        .collect::<Option<Vec<_>>>()?;
    Some((value, parameters))
}

fn member(text: &str) -> Option<Weighted<'_>> {
    let (value, mut parameters) = split_parameters(text)?;
    let weight = match parameters
        .iter()
        .position(|(name, _)| name.eq_ignore_ascii_case("q"))
    {
        Some(index) => thousandths(parameters.remove(index).1)?,
        None => 1000,
    };
    Some(Weighted {
        value,
        parameters,
        weight,
    })
}

/// `qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] )`
fn thousandths(text: &str) -> Option<u16> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.len() > 3 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let fraction: u16 = format!("{fraction:0<3}").parse().ok()?;
    match (whole, fraction) {
        ("0", fraction) => Some(fraction),
        ("1", 0) => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header::ACCEPT;

    use super::*;

    fn read(line: &str) -> Vec<(String, u16)> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, line.parse().unwrap());
        weighted(&headers, &ACCEPT)
            .iter()
            .map(|w| (w.value.to_owned(), w.weight))
            .collect()
    }

    #[test]
    fn weights_are_read_in_thousandths() {
        assert_eq!(
            read("a, b;q=0.5, c;q=0.333 ,d; Q=1.0,e;q=0"),
            [("a", 1000), ("b", 500), ("c", 333), ("d", 1000), ("e", 0)]
                .map(|(value, weight)| (value.to_owned(), weight))
        );
    }

    #[test]
    fn malformed_members_are_left_out() {
        assert_eq!(
            read("a;q=2, b;q=0.1234, c;q=1.5, d;q=, ;q=1, f;broken, g;q=0.-1"),
            []
        );
    }

    #[test]
    fn other_parameters_are_kept_without_quotes() {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, "a;charset=\"utf-8\";q=0.4;x=y".parse().unwrap());
        let list = weighted(&headers, &ACCEPT);
        assert_eq!(list[0].parameters, [("charset", "utf-8"), ("x", "y")]);
        assert_eq!(list[0].weight, 400);
    }

    #[test]
    fn several_lines_are_one_list() {
        let mut headers = HeaderMap::new();
        headers.append(ACCEPT, "a".parse().unwrap());
        headers.append(ACCEPT, "b;q=0.1".parse().unwrap());
        assert_eq!(weighted(&headers, &ACCEPT).len(), 2);
    }
}
