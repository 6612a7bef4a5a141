//! Receipts that Tencent Cloud brings as JSON arrays (cloud.tencent.com/document/product/382/43547). They
//! carry no signature: the address that the operator registers ends in a secret.

use serde::Deserialize;

use super::super::callback::{Callback, ReceiptReader, Unreadable};
use super::super::provider::Receipt;
use super::super::sign::same;
use super::{NAME, codes};

/// Reads Tencent Cloud's receipts.
pub struct TencentReceipts {
    token: String,
}

impl TencentReceipts {
    /// `token` is the secret in the address.
    pub fn new(token: impl Into<String>) -> TencentReceipts {
        TencentReceipts {
            token: token.into(),
        }
    }
}

#[derive(Deserialize)]
struct Brought {
    sid: String,
    report_status: String,
    #[serde(default)]
    errmsg: String,
}

impl ReceiptReader for TencentReceipts {
    fn name(&self) -> &str {
        NAME
    }

    fn is_genuine(&self, callback: &Callback<'_>) -> bool {
        same(self.token.as_bytes(), callback.token.as_bytes())
    }

    fn receipts(&self, callback: &Callback<'_>) -> Result<Vec<Receipt>, Unreadable> {
        let reports: Vec<Brought> =
            serde_json::from_slice(callback.body).map_err(|_| Unreadable)?;
        let receipts = reports.into_iter().map(|report| Receipt {
            report: codes::report(&report.report_status, &report.errmsg),
            provider_ref: report.sid,
            id: None,
        });
        Ok(receipts.collect())
    }

    fn thanks(&self) -> (&'static str, &'static str) {
        ("application/json", r#"{"result":0,"errmsg":"OK"}"#)
    }
}
