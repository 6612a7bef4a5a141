//! Where a message comes back to: a return path of its own (VERP), signed, so that a bounce tells which
//! message it is about and nobody can make one up.

use std::str::FromStr;

use data_encoding::BASE32_NOPAD;

/// Octets of the signature that fit into a local part (RFC 5321, section 4.5.3.1.1: 64 octets) beside
/// the identity: 80 bits, against which nobody can try without sending as many mails.
const MAC_OCTETS: usize = 10;

/// Longest beginning of the local part: `+`, 26 characters of identity, `.` and 16 of the signature
/// come behind it.
const LOCAL_OCTETS: usize = 20;

/// The address that bounces come to: `bounce@example.org` makes
/// `bounce+aghxk…a.mfrgg…@example.org`. Letters are small, and read whatever their case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnPath {
    local: String,
    domain: String,
}

/// An address that return paths cannot be made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a return path is an address in ASCII with at most 20 characters before the @, and no +")]
pub struct ReturnPathError;

impl FromStr for ReturnPath {
    type Err = ReturnPathError;

    fn from_str(address: &str) -> Result<Self, Self::Err> {
        let (local, domain) = address.split_once('@').ok_or(ReturnPathError)?;
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
        let good = (1..=LOCAL_OCTETS).contains(&local.len())
            && local.bytes().all(plain)
            && lettre::Address::new(local, domain).is_ok()
            && domain.is_ascii();
        if !good {
            return Err(ReturnPathError);
        }
        Ok(Self {
            local: local.to_ascii_lowercase(),
            domain: domain.to_ascii_lowercase(),
        })
    }
}

impl ReturnPath {
    /// The return path of one message; `mac` signs its identity, and gives at least ten octets.
    pub fn address(&self, id: &[u8; 16], mac: impl Fn(&[u8]) -> Vec<u8>) -> String {
        let Self { local, domain } = self;
        let mac = mac(id);
        let (id, mac) = (text(id), text(mac.get(..MAC_OCTETS).unwrap_or(&mac)));
        format!("{local}+{id}.{mac}@{domain}")
    }

    /// The identity in a return path that [`address`](ReturnPath::address) made and `is_mac` confirms:
    /// it is told the identity and the first ten octets of its signature. Whatever else the address is,
    /// it is none.
    pub fn read(&self, address: &str, is_mac: impl Fn(&[u8], &[u8]) -> bool) -> Option<[u8; 16]> {
        // Longer than any that we made: not worth a look.
        if address.len() > 320 {
            return None;
        }
        let address = address.trim().to_ascii_lowercase();
        let (local, domain) = address.rsplit_once('@')?;
        let (base, ticket) = local.split_once('+')?;
        if base != self.local || domain != self.domain {
            return None;
        }
        let (id, mac) = ticket.split_once('.')?;
        let id: [u8; 16] = octets(id)?.try_into().ok()?;
        let mac: [u8; MAC_OCTETS] = octets(mac)?.try_into().ok()?;
        is_mac(&id, &mac).then_some(id)
    }
}

fn text(octets: &[u8]) -> String {
    BASE32_NOPAD.encode(octets).to_ascii_lowercase()
}

fn octets(text: &str) -> Option<Vec<u8>> {
    BASE32_NOPAD
        .decode(text.to_ascii_uppercase().as_bytes())
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: [u8; 16] = [7; 16];

    fn path() -> ReturnPath {
        "bounce@example.org".parse().unwrap()
    }

    /// No signature worth the name, but one that differs from identity to identity.
    fn mac(id: &[u8]) -> Vec<u8> {
        (0..32).map(|n| id[usize::from(n) % 16] ^ n).collect()
    }

    fn is_mac(id: &[u8], given: &[u8]) -> bool {
        mac(id)[..given.len()] == *given
    }

    #[test]
    fn what_was_made_is_read_back_in_any_case() {
        let address = path().address(&ID, mac);
        let beginning = "bounce+a4dqobyha4dqobyha4dqobyha4.";
        assert!(address.starts_with(beginning), "{address}");
        let local = address.split('@').next().unwrap();
        assert!(local.len() <= 64);
        assert_eq!(path().read(&address, is_mac), Some(ID));
        assert_eq!(path().read(&address.to_uppercase(), is_mac), Some(ID));
        assert_eq!(path().read(&format!(" {address}\n"), is_mac), Some(ID));
    }

    #[test]
    fn nothing_else_is_read() {
        let good = path().address(&ID, mac);
        let other = path().address(&[8; 16], mac);
        let (own_id, _) = good.split_once('.').unwrap();
        let (_, others_mac) = other.split_once('.').unwrap();
        for address in [
            format!("{own_id}.{others_mac}"),
            good.replace("bounce+", "other+"),
            good.replace("bounce+", ""),
            good.replace("example.org", "example.com"),
            good.replace('.', ""),
            format!("{own_id}.@example.org"),
            "bounce+.@example.org".to_owned(),
            "bounce+元.宵@example.org".to_owned(),
            "bounce@example.org".to_owned(),
            String::new(),
            "+.".repeat(1_000_000),
        ] {
            assert_eq!(path().read(&address, is_mac), None, "{address:.80}");
        }
    }

    #[test]
    fn not_every_address_can_be_a_return_path() {
        for address in [
            "",
            "bounce",
            "@example.org",
            "a+b@example.org",
            "a b@example.org",
            "twenty-one-characters@example.org",
            "回@example.org",
            "a@例子.中国",
            "a@b@example.org",
            "a\r\n@example.org",
        ] {
            assert_eq!(
                address.parse::<ReturnPath>(),
                Err(ReturnPathError),
                "{address:?}"
            );
        }
        assert!(
            "twenty--characters--@example.org"
                .parse::<ReturnPath>()
                .is_ok()
        );
    }
}
