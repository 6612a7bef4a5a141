//! What a centre hands over: receipts, and texts that people wrote.

use async_trait::async_trait;
use rusmpp::pdus::DeliverSm;
use rusmpp::tlvs::TlvValue;

use super::config::SmppConfig;
use super::{receipt, text};
use crate::sms::{IncomingText, Receipt, Report};

/// Keeps what centres hand over. A centre is only told that it was taken once it is kept; what could
/// not be kept comes again.
#[async_trait]
pub trait Arrivals: Send + Sync {
    /// A receipt came from this provider.
    async fn receipt(&self, provider: &str, receipt: Receipt) -> Result<(), NotKept>;

    /// A text came.
    async fn text(&self, text: IncomingText) -> Result<(), NotKept>;
}

/// It could not be kept for now: the database is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("what came in could not be kept")]
pub struct NotKept;

/// What a `deliver_sm` is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Arrival {
    Receipt(Receipt),
    Text(IncomingText),
    /// Nothing to keep: a receipt that is not the last, or a later part of a long text, of which the
    /// beginning says what we look for.
    Nothing,
}

pub(super) fn arrival(config: &SmppConfig, deliver: &DeliverSm) -> Arrival {
    let class = u8::from(deliver.esm_class);
    let (mut octets, mut part) = (deliver.short_message().as_ref(), 1);
    let (mut id, mut state) = (None, None);
    for tlv in deliver.tlvs() {
        match tlv.value() {
            Some(TlvValue::MessagePayload(payload)) if octets.is_empty() => {
                octets = payload.value.as_ref();
            }
            Some(TlvValue::ReceiptedMessageId(text)) => id = Some(text.as_str()),
            Some(TlvValue::MessageState(one)) => state = Some(u8::from(*one)),
            Some(TlvValue::SarSegmentSeqnum(number)) => part = *number,
            _ => {}
        }
    }
    // The kind of message stands in bits 5 to 2 (SMPP 3.4, section 5.2.12).
    match (class >> 2) & 0b1111 {
        0 => {}
        1 => {
            let text = text::read(3, octets);
            return match receipt::read(id, state, &text) {
                Some(told) => receipt_of(config, told),
                None => Arrival::Nothing,
            };
        }
        _ => return Arrival::Nothing,
    }
    if class & 0b0100_0000 != 0 {
        (octets, part) = text::without_header(octets);
    }
    if part > 1 {
        return Arrival::Nothing;
    }
    let international = u8::from(deliver.source_addr_ton) == 1;
    let from = deliver.source_addr.as_str();
    let plus = if international && !from.starts_with('+') {
        "+"
    } else {
        ""
    };
    Arrival::Text(IncomingText {
        provider: config.name.clone(),
        reference: id.filter(|id| !id.is_empty()).map(str::to_owned),
        from: format!("{plus}{from}"),
        to: deliver.destination_addr.as_str().to_owned(),
        text: text::read(u8::from(deliver.data_coding), octets),
        // A `deliver_sm` tells no time (SMPP 3.4, section 4.6.1: its fields of times are empty).
        at: None,
    })
}

fn receipt_of(config: &SmppConfig, told: Receipt) -> Arrival {
    if told.report == Report::Accepted {
        return Arrival::Nothing;
    }
    Arrival::Receipt(Receipt {
        provider_ref: config.id_of_receipt(&told.provider_ref),
        ..told
    })
}

#[cfg(test)]
mod tests {
    use rusmpp::types::OctetString;
    use rusmpp::values::{DataCoding, EsmClass, Ton};

    use super::*;

    fn config() -> SmppConfig {
        SmppConfig::from_url(&"smpp://a:b@h".parse().unwrap()).unwrap()
    }

    fn deliver(class: u8, coding: u8, octets: &[u8]) -> DeliverSm {
        DeliverSm::builder()
            .source_addr_ton(Ton::International)
            .source_addr("8613812345678".parse().unwrap())
            .destination_addr("10690".parse().unwrap())
            .esm_class(EsmClass::from(class))
            .data_coding(DataCoding::from(coding))
            .short_message(OctetString::from_slice(octets).unwrap())
            .build()
    }

    #[test]
    fn texts_are_told_from_receipts() {
        let Arrival::Text(text) = arrival(&config(), &deliver(0, 8, &[0x67, 0x65])) else {
            panic!("a text")
        };
        assert_eq!((text.text.as_str(), text.to.as_str()), ("来", "10690"));
        assert_eq!(text.from, "+8613812345678");
        assert!(!format!("{text:?}").contains("138"));
        let receipt = b"id:7 stat:UNDELIV err:001 text:";
        let expected = Receipt {
            provider_ref: "7".to_owned(),
            id: None,
            report: Report::Failed {
                code: "SMPP_UNDELIV_001".to_owned(),
            },
        };
        let told = arrival(&config(), &deliver(4, 0, receipt));
        assert_eq!(told, Arrival::Receipt(expected));
        let on_its_way = arrival(&config(), &deliver(4, 0, b"id:7 stat:ENROUTE err:000"));
        assert_eq!(on_its_way, Arrival::Nothing);
        // An acknowledgement of the telephone's own.
        assert_eq!(
            arrival(&config(), &deliver(8, 0, receipt)),
            Arrival::Nothing
        );
    }

    #[test]
    fn of_a_long_text_only_the_beginning_counts() {
        let first = [&[5, 0, 3, 1, 2, 1][..], b"STOP"].concat();
        let Arrival::Text(text) = arrival(&config(), &deliver(0x40, 1, &first)) else {
            panic!("a text")
        };
        assert_eq!(text.text, "STOP");
        let second = [&[5, 0, 3, 1, 2, 2][..], b"STOP"].concat();
        let told = arrival(&config(), &deliver(0x40, 1, &second));
        assert_eq!(told, Arrival::Nothing);
    }
}
