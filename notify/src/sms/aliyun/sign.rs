//! ACS3-HMAC-SHA256, the signature method V3 of Alibaba Cloud's API
//! (help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::super::sign::{hex, hmac_sha256, sha256_hex};

/// All but the unreserved characters (RFC 3986, section 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// What a request is signed with.
pub(super) struct Key<'a> {
    pub id: &'a str,
    pub secret: &'a str,
}

/// The query string in canonical form: sorted by name, everything percent-encoded.
pub(super) fn query(parameters: &[(&str, &str)]) -> String {
    let encoded = |text| utf8_percent_encode(text, RESERVED).to_string();
    let mut pairs: Vec<(String, String)> = parameters
        .iter()
        .map(|(name, value)| (encoded(name), encoded(value)))
        .collect();
    pairs.sort();
    let pairs: Vec<String> = pairs.into_iter().map(|(n, v)| format!("{n}={v}")).collect();
    pairs.join("&")
}

/// The value of `Authorization` of a POST to `/` with this canonical query, these headers (names in small
/// letters, sorted) and this body.
pub(super) fn authorization(
    key: &Key<'_>,
    query: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> String {
    let canonical: String = headers
        .iter()
        .map(|(name, value)| format!("{name}:{}\n", value.trim()))
        .collect();
    let names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
    let names = names.join(";");
    let request = format!(
        "POST\n/\n{query}\n{canonical}\n{names}\n{}",
        sha256_hex(body)
    );
    let to_sign = format!("ACS3-HMAC-SHA256\n{}", sha256_hex(request.as_bytes()));
    let signature = hex(&hmac_sha256(key.secret.as_bytes(), to_sign.as_bytes()));
    let id = key.id;
    format!("ACS3-HMAC-SHA256 Credential={id},SignedHeaders={names},Signature={signature}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example of the document ("fixed parameters").
    #[test]
    fn the_example_of_the_document_is_signed_alike() {
        let query = query(&[
            ("RegionId", "cn-shanghai"),
            (
                "ImageId",
                "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
            ),
        ]);
        let nothing = sha256_hex(b"");
        let headers = [
            ("host", "ecs.cn-shanghai.aliyuncs.com"),
            ("x-acs-action", "RunInstances"),
            ("x-acs-content-sha256", nothing.as_str()),
            ("x-acs-date", "2023-10-26T10:22:32Z"),
            ("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d"),
            ("x-acs-version", "2014-05-26"),
        ];
        let key = Key {
            id: "YourAccessKeyId",
            secret: "YourAccessKeySecret",
        };
        assert_eq!(
            authorization(&key, &query, &headers, b""),
            "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;\
             x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,\
             Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
        );
    }

    #[test]
    fn queries_are_sorted_and_encoded() {
        let pairs = [("b", ""), ("a", "x y*~/"), ("A", "【睦邻】")];
        assert_eq!(
            query(&pairs),
            "A=%E3%80%90%E7%9D%A6%E9%82%BB%E3%80%91&a=x%20y%2A~%2F&b="
        );
    }
}
