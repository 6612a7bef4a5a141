//! Addresses as they are shown where somebody else may look: enough to know one's own by. Pure.

use mulin_entities::ContactKind;

/// `lan@example.org` as `l**@example.org`, and `+8613812345678` as `138****5678`.
pub fn masked(kind: ContactKind, address: &str) -> String {
    match kind {
        ContactKind::Email => email(address),
        ContactKind::Phone => phone(address),
    }
}

fn email(address: &str) -> String {
    let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    let first = local.chars().next().map(String::from).unwrap_or_default();
    format!("{first}**@{domain}")
}

fn phone(number: &str) -> String {
    // As people write it at home; abroad with the country before it.
    let digits: Vec<char> = number
        .strip_prefix("+86")
        .unwrap_or(number)
        .chars()
        .collect();
    if digits.len() < 8 {
        return "****".to_owned();
    }
    let (first, last) = (&digits[..3], &digits[digits.len() - 4..]);
    first.iter().chain(&['*'; 4]).chain(last).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_of_an_address_is_hidden() {
        for (kind, address, shown) in [
            (ContactKind::Email, "lan@example.org", "l**@example.org"),
            (ContactKind::Email, "l@example.org", "l**@example.org"),
            (ContactKind::Email, "", "**@"),
            (ContactKind::Phone, "+8613812345678", "138****5678"),
            (ContactKind::Phone, "+861012345678", "101****5678"),
            (ContactKind::Phone, "+14155552671", "+14****2671"),
            (ContactKind::Phone, "+861234", "****"),
            (ContactKind::Phone, "", "****"),
        ] {
            assert_eq!(masked(kind, address), shown, "{address}");
        }
    }
}
