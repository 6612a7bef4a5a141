//! From which address a request comes.

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;

const X_FORWARDED_FOR: &str = "x-forwarded-for";

/// The client's address, seen from behind `proxies` reverse proxies of ours.
///
/// Each proxy appends the address it was called from to `X-Forwarded-For`, so only the last
/// `proxies` members can be believed: everything left of them is the client's own claim. With 0 the
/// header is not read at all. A request that passed fewer proxies than promised is put down to the
/// connection it came over.
pub fn client_address(
    headers: &HeaderMap,
    connection: Option<IpAddr>,
    proxies: usize,
) -> Option<IpAddr> {
    if proxies == 0 {
        return connection;
    }
    let forwarded: Vec<&str> = headers
        .get_all(X_FORWARDED_FOR)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .collect();
    forwarded
        .len()
        .checked_sub(proxies)
        .and_then(|index| forwarded.get(index))
        .and_then(|text| address(text.trim()))
        .or(connection)
}

/// An address with or without a port, and IPv6 with or without brackets.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'))
        .unwrap_or(text);
    bare.parse()
        .ok()
        .or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()))
        .map(|ip: IpAddr| ip.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(lines: &[&str], proxies: usize) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(X_FORWARDED_FOR, line.parse().unwrap());
        }
        let connection = Some(IpAddr::from([10, 0, 0, 1]));
        client_address(&headers, connection, proxies)
            .unwrap()
            .to_string()
    }

    #[test]
    fn only_what_our_own_proxies_wrote_is_believed() {
        for (lines, proxies, expected) in [
            (&["1.1.1.1"][..], 0, "10.0.0.1"),
            (&[], 1, "10.0.0.1"),
            (&["1.1.1.1"], 1, "1.1.1.1"),
            (&["6.6.6.6, 1.1.1.1"], 1, "1.1.1.1"),
            (&["6.6.6.6, 1.1.1.1, 2.2.2.2"], 2, "1.1.1.1"),
            (&["6.6.6.6", "1.1.1.1"], 1, "1.1.1.1"),
            (&["1.1.1.1"], 2, "10.0.0.1"),
            (&["1.1.1.1:5000"], 1, "1.1.1.1"),
            (&["[2001:db8::1]:5000"], 1, "2001:db8::1"),
            (&["[2001:db8::1]"], 1, "2001:db8::1"),
            (&["2001:db8::1"], 1, "2001:db8::1"),
            (&["::ffff:1.1.1.1"], 1, "1.1.1.1"),
            (&["unknown"], 1, "10.0.0.1"),
        ] {
            assert_eq!(seen(lines, proxies), expected, "{lines:?} behind {proxies}");
        }
    }
}
