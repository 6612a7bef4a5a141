//! `SmsReport`: receipts that Aliyun brings as JSON arrays. They carry no signature: the address that the
//! operator registers ends in a secret.

use serde::Deserialize;

use super::super::callback::{Callback, ReceiptReader, Unreadable};
use super::super::provider::Receipt;
use super::super::sign::same;
use super::{NAME, codes};

/// Reads Aliyun's receipts.
pub struct AliyunReceipts {
    token: String,
}

impl AliyunReceipts {
    /// `token` is the secret in the address.
    pub fn new(token: impl Into<String>) -> AliyunReceipts {
        AliyunReceipts {
            token: token.into(),
        }
    }
}

#[derive(Deserialize)]
struct Brought {
    biz_id: Option<String>,
    out_id: Option<String>,
    success: bool,
    #[serde(default)]
    err_code: String,
}

impl ReceiptReader for AliyunReceipts {
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
            provider_ref: report.biz_id.unwrap_or_default(),
            id: report.out_id.filter(|id| !id.is_empty()),
            report: codes::report(report.success, &report.err_code),
        });
        Ok(receipts.collect())
    }

    fn thanks(&self) -> (&'static str, &'static str) {
        ("application/json", r#"{"code":0,"msg":"接收成功"}"#)
    }
}
