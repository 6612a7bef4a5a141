//! The configured providers, in order: who is asked first, how fast, at what price, and who instead.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use super::ambient::Ambient;
use super::bucket::{Rate, TokenBucket};
use super::message::{Sms, SmsTransport};
use super::provider::{Asked, Receipt, SmsProvider, fault};
use crate::segments::segments;
use crate::transport::{Accepted, SendError};

/// How long a message waits for its turn at one provider before the next is asked.
const PATIENCE: Duration = Duration::from_secs(2);

/// A provider, and what the operator says about it.
pub struct Carrier {
    /// The provider.
    pub provider: Arc<dyn SmsProvider>,
    /// How fast it takes messages; none: as fast as they come.
    pub pace: Option<Rate>,
    /// Price of a part, in millionths of the currency that the operator pays in.
    pub price_micros: i64,
}

/// The configured providers. A message goes to the first one; to the next only when it is certain that
/// the one before did not take it, and that this was the provider's own affair.
pub struct SmsRegistry {
    carriers: Vec<(Carrier, Option<TokenBucket>)>,
    ambient: Ambient,
    patience: Duration,
}

impl SmsRegistry {
    /// Providers in the order in which they are asked; at least one, with names that differ.
    pub fn new(carriers: Vec<Carrier>, ambient: Ambient) -> SmsRegistry {
        let carriers = carriers.into_iter().map(|carrier| {
            let bucket = carrier.pace.map(TokenBucket::new);
            (carrier, bucket)
        });
        SmsRegistry {
            carriers: carriers.collect(),
            ambient,
            patience: PATIENCE,
        }
    }

    /// Lets messages wait so long for their turn at one provider before the next is asked, instead of
    /// two seconds.
    pub fn patient(mut self, patience: Duration) -> SmsRegistry {
        self.patience = patience;
        self
    }

    /// Asks what became of a message that `provider` took; of one that nobody knows who took, all who
    /// can tell. Answers who knew.
    ///
    /// # Errors
    /// [`SendError::Temporary`] if somebody who was asked gave no answer and nobody knew.
    pub async fn status(
        &self,
        provider: Option<&str>,
        asked: &Asked,
    ) -> Result<Option<(String, Receipt)>, SendError> {
        let mut unanswered = None;
        for (carrier, _) in &self.carriers {
            let carrier = &carrier.provider;
            if !carrier.tells_status() || provider.is_some_and(|name| name != carrier.name()) {
                continue;
            }
            match carrier.status(asked).await {
                Ok(Some(receipt)) => return Ok(Some((carrier.name().to_owned(), receipt))),
                Ok(None) => {}
                Err(error) => unanswered = Some(error),
            }
        }
        unanswered.map_or(Ok(None), Err)
    }

    /// The providers that can be asked, by name.
    pub fn who_tell(&self) -> Vec<String> {
        let carriers = self.carriers.iter().map(|(carrier, _)| &carrier.provider);
        carriers
            .filter(|provider| provider.tells_status())
            .map(|provider| provider.name().to_owned())
            .collect()
    }

    async fn try_one(
        &self,
        (carrier, bucket): &(Carrier, Option<TokenBucket>),
        sms: &Sms,
    ) -> Result<Accepted, SendError> {
        let provider = &carrier.provider;
        let counted = segments(&provider.wording(sms), "").parts;
        if counted > provider.limits().parts {
            return Err(SendError::permanent(fault::TOO_LONG));
        }
        if let Some(bucket) = bucket {
            match bucket.take(self.ambient.now(), self.patience) {
                Some(Duration::ZERO) => {}
                Some(wait) => tokio::time::sleep(wait).await,
                None => return Err(SendError::temporary(fault::THROTTLED)),
            }
        }
        let taken = |provider_ref, parts: u32| Accepted {
            detail: String::new(),
            provider: Some(provider.name().to_owned()),
            provider_ref,
            parts,
            cost_micros: carrier.price_micros.saturating_mul(parts.into()),
        };
        match provider.send(sms).await {
            Ok(handed) => {
                let parts = handed.parts.unwrap_or(counted);
                Ok(taken(Some(handed.provider_ref), parts))
            }
            Err(SendError::Unknown { code, .. }) => Err(SendError::Unknown {
                code,
                perhaps: Some(Box::new(taken(None, counted))),
            }),
            Err(error) => Err(error),
        }
    }
}

#[async_trait]
impl SmsTransport for SmsRegistry {
    async fn send(&self, sms: &Sms) -> Result<Accepted, SendError> {
        sms.checked_number()?;
        let mut first: Option<SendError> = None;
        for carrier in &self.carriers {
            let error = match self.try_one(carrier, sms).await {
                Ok(accepted) => return Ok(accepted),
                Err(error) => error,
            };
            match &error {
                SendError::Unknown { .. } => return Err(error),
                SendError::Permanent { code } if !fault::is_of_this_provider(code) => {
                    return Err(error);
                }
                _ => {}
            }
            // What may still become of it says who can be tried again; else why the first refused.
            first = match first {
                Some(SendError::Permanent { .. })
                    if matches!(error, SendError::Temporary { .. }) =>
                {
                    Some(error)
                }
                None => Some(error),
                kept => kept,
            };
        }
        Err(first.unwrap_or_else(|| SendError::temporary("NO_PROVIDER")))
    }

    async fn close(&self) {
        for (carrier, _) in &self.carriers {
            carrier.provider.close().await;
        }
    }
}
