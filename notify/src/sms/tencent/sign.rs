//! TC3-HMAC-SHA256, the signature method v3 of Tencent Cloud's API
//! (cloud.tencent.com/document/api/382/52072).

use chrono::{DateTime, Utc};

use super::super::sign::{hex, hmac_sha256, sha256_hex};

/// What a request is signed with.
pub(super) struct Key<'a> {
    pub id: &'a str,
    pub secret: &'a str,
}

/// The value of `Authorization` of a POST to `/` of a service, with these headers (names in small
/// letters, sorted; values as the document wants them) and this body.
pub(super) fn authorization(
    key: &Key<'_>,
    service: &str,
    at: DateTime<Utc>,
    headers: &[(&str, &str)],
    body: &[u8],
) -> String {
    let canonical: String = headers
        .iter()
        .map(|(name, value)| format!("{name}:{}\n", value.trim().to_lowercase()))
        .collect();
    let names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
    let names = names.join(";");
    let request = format!("POST\n/\n\n{canonical}\n{names}\n{}", sha256_hex(body));
    let day = at.format("%Y-%m-%d").to_string();
    let scope = format!("{day}/{service}/tc3_request");
    let to_sign = format!(
        "TC3-HMAC-SHA256\n{}\n{scope}\n{}",
        at.timestamp(),
        sha256_hex(request.as_bytes())
    );
    let secret = format!("TC3{}", key.secret);
    let of_day = hmac_sha256(secret.as_bytes(), day.as_bytes());
    let of_service = hmac_sha256(&of_day, service.as_bytes());
    let signing = hmac_sha256(&of_service, b"tc3_request");
    let signature = hex(&hmac_sha256(&signing, to_sign.as_bytes()));
    let id = key.id;
    format!("TC3-HMAC-SHA256 Credential={id}/{scope}, SignedHeaders={names}, Signature={signature}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example of the document, in both of its editions: with the keys' ends blotted out by
    /// asterisks, and by EXAMPLE.
    #[test]
    fn the_example_of_the_document_is_signed_alike() {
        let at = DateTime::from_timestamp(1_551_113_065, 0).unwrap();
        let headers = [
            ("content-type", "application/json; charset=utf-8"),
            ("host", "cvm.tencentcloudapi.com"),
        ];
        let body = br#"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}"#;
        for (id, secret, signature) in [
            (
                "AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******",
                "Gu5t9xGARNpq86cd98joQYCN3*******",
                "2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c",
            ),
            (
                "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
                "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE",
                "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168",
            ),
        ] {
            assert_eq!(
                authorization(&Key { id, secret }, "cvm", at, &headers, body),
                format!(
                    "TC3-HMAC-SHA256 Credential={id}/2019-02-25/cvm/tc3_request, \
                     SignedHeaders=content-type;host, Signature={signature}"
                )
            );
        }
    }
}
