//! Text messages over SMPP 3.4, to a message centre that keeps one connection open for both ways.
//!
//! A task keeps the connection: it binds as a transceiver, answers the centre, and makes the
//! connection again when it breaks, after a pause drawn at random. Sending waits a little for it, and
//! never has more messages unanswered than the window allows. A long message goes out as parts with
//! one reference, drawn from the message's own id, so that a telephone puts the parts of two tries
//! together; the receipt is asked for the last part. Once the first part is taken there is no way
//! back: a later one that is refused for now is tried again, and what stays torn is nobody's to send
//! anew at once.

mod config;
mod connect;
mod incoming;
mod receipt;
mod status;
mod text;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use futures_util::StreamExt;
use rusmpp::pdus::{DeliverSmResp, SubmitSm};
use rusmpp::types::OctetString;
use rusmpp::values::{DataCoding, EsmClass, Npi, RegisteredDelivery, Ton};
use rusmpp::{Command, CommandStatus, Pdu};
use rusmppc::{Client, Event};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

use self::config::Source;
use self::connect::{Connector, Events, c_string};
use self::incoming::{Arrival, arrival};
use self::text::Parts;
use super::{Handed, Limits, Sms, SmsProvider, fault};
use crate::transport::SendError;

pub use config::{ReceiptIds, SmppConfig, SmppConfigError, is_source};
pub use incoming::{Arrivals, NotKept};

/// How long sending waits for a connection that is being made.
const PATIENCE: Duration = Duration::from_secs(5);
/// The first pause before a broken connection is made again, at most.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// Parts of a message that one may be charged for; who writes more made a mistake.
const MOST_PARTS: u32 = 20;
/// How long the end waits for what is under way, and for the centre's goodbye.
const FAREWELL: Duration = Duration::from_secs(5);

/// The first pause before a later part is tried again, at most, and the longest.
const PART_PAUSES: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(4));
/// A later part was refused for good: what was taken of the message is all that there will be.
const PART_REFUSED: &str = "PART_REFUSED";

/// Draws a pause up to the given one.
pub type Jitter = Arc<dyn Fn(Duration) -> Duration + Send + Sync>;

/// One message centre.
pub struct SmppProvider {
    shared: Arc<Shared>,
    keeper: Mutex<Option<JoinHandle<()>>>,
}

struct Shared {
    config: SmppConfig,
    source: Source,
    connector: Connector,
    arrivals: Arc<dyn Arrivals>,
    jitter: Jitter,
    window: Semaphore,
    line: watch::Sender<Line>,
    closing: watch::Sender<bool>,
}

/// The connection, as it is.
#[derive(Clone)]
enum Line {
    Down,
    Bound(Client),
    Closed,
}

impl fmt::Debug for SmppProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmppProvider")
            .field("config", &self.shared.config)
            .finish_non_exhaustive()
    }
}

impl SmppProvider {
    /// Begins to keep a connection to the centre, also while nothing is sent: receipts and texts
    /// come by it. To be called within a runtime.
    pub fn start(
        config: SmppConfig,
        arrivals: Arc<dyn Arrivals>,
        jitter: Jitter,
    ) -> Result<Self, SmppConfigError> {
        let connector = Connector::new(&config)?;
        let source = Source::read(&config.source).ok_or(SmppConfigError::Source)?;
        let shared = Arc::new(Shared {
            window: Semaphore::new(config.window),
            config,
            source,
            connector,
            arrivals,
            jitter,
            line: watch::Sender::new(Line::Down),
            closing: watch::Sender::new(false),
        });
        let keeper = tokio::spawn(keep(shared.clone()));
        Ok(Self {
            shared,
            keeper: Mutex::new(Some(keeper)),
        })
    }

    /// Whether the centre can be sent messages at this moment.
    pub fn is_bound(&self) -> bool {
        matches!(*self.shared.line.borrow(), Line::Bound(_))
    }

    /// Waits until it can; answers false once it never will.
    pub async fn bound(&self) -> bool {
        let mut line = self.shared.line.subscribe();
        let up = line.wait_for(|line| !matches!(line, Line::Down)).await;
        up.is_ok_and(|line| matches!(*line, Line::Bound(_)))
    }
}

#[async_trait]
impl SmsProvider for SmppProvider {
    fn name(&self) -> &str {
        &self.shared.config.name
    }

    fn limits(&self) -> Limits {
        Limits { parts: MOST_PARTS }
    }

    fn wording(&self, sms: &Sms) -> String {
        sms.text.clone()
    }

    async fn send(&self, sms: &Sms) -> Result<Handed, SendError> {
        let number = sms.checked_number()?;
        let parts = text::parts(&sms.text, reference(&sms.id));
        let parts = parts.ok_or_else(|| SendError::permanent(fault::TOO_LONG))?;
        let mut provider_ref = self.shared.submit(number, &parts, 0).await?;
        let deadline = Instant::now() + self.shared.config.response_timeout;
        for index in 1..parts.bodies.len() {
            let submitted = self.shared.go_on(number, &parts, index, deadline);
            provider_ref = submitted.await?;
        }
        Ok(Handed {
            provider_ref,
            parts: u32::try_from(parts.bodies.len()).ok(),
        })
    }

    async fn close(&self) {
        let window = u32::try_from(self.shared.config.window).unwrap_or(u32::MAX);
        // What is under way gets its answer first.
        let _ = timeout(FAREWELL, self.shared.window.acquire_many(window)).await;
        self.shared.window.close();
        self.shared.closing.send_replace(true);
        let keeper = self.keeper.lock();
        let keeper = keeper.unwrap_or_else(PoisonError::into_inner).take();
        if let Some(keeper) = keeper {
            let _ = timeout(2 * FAREWELL, keeper).await;
        }
    }
}

impl Drop for SmppProvider {
    fn drop(&mut self) {
        self.shared.closing.send_replace(true);
    }
}

impl Shared {
    async fn client(&self) -> Result<Client, SendError> {
        let mut line = self.line.subscribe();
        let patience = PATIENCE.min(self.config.response_timeout);
        let up = timeout(patience, line.wait_for(|line| !matches!(line, Line::Down))).await;
        match up.as_ref().map(|up| up.as_deref()) {
            Ok(Ok(Line::Bound(client))) => Ok(client.clone()),
            Ok(_) => Err(SendError::temporary("CLOSED")),
            Err(_) => Err(SendError::temporary(fault::NO_CONNECTION)),
        }
    }

    fn submission(&self, number: &str, parts: &Parts, index: usize) -> SubmitSm {
        let several = parts.bodies.len() > 1;
        let is_last = index + 1 == parts.bodies.len();
        let body = parts.bodies.get(index).map_or(&[][..], Vec::as_slice);
        SubmitSm::builder()
            .source_addr_ton(Ton::from(self.source.ton))
            .source_addr_npi(Npi::from(self.source.npi))
            .source_addr(c_string(&self.source.address))
            .dest_addr_ton(Ton::International)
            .dest_addr_npi(Npi::Isdn)
            .destination_addr(c_string(number.trim_start_matches('+')))
            // The default of the library would call it an acknowledgement.
            .esm_class(EsmClass::from(if several { 0b0100_0000 } else { 0 }))
            .registered_delivery(RegisteredDelivery::from(u8::from(is_last)))
            .data_coding(DataCoding::from(parts.coding.number()))
            // Never longer than 160 octets.
            .short_message(OctetString::from_slice(body).unwrap_or_default())
            .build()
    }

    /// Hands over a part of a message whose beginning was taken. While the centre refuses it for now,
    /// or the line is made again, it is tried until the deadline.
    ///
    /// # Errors
    /// Never [`SendError::Temporary`]: whoever began anew would send the beginning twice.
    async fn go_on(
        &self,
        number: &str,
        parts: &Parts,
        index: usize,
        deadline: Instant,
    ) -> Result<String, SendError> {
        let (mut most, longest) = PART_PAUSES;
        loop {
            let code = match self.submit(number, parts, index).await {
                Err(SendError::Temporary { code }) => code,
                // Not the number's fault, nor a reason to ask another centre: it took the beginning.
                Err(SendError::Permanent { .. }) => {
                    return Err(SendError::permanent(PART_REFUSED));
                }
                known => return known,
            };
            // Half of it for certain: a centre that is busy is not asked without end.
            let pause = most / 2 + (self.jitter)(most / 2);
            if *self.closing.borrow() || Instant::now() + pause >= deadline {
                return Err(SendError::unknown(code));
            }
            sleep(pause).await;
            most = (most * 2).min(longest);
        }
    }

    /// Hands one part over; answers its name at the centre.
    async fn submit(&self, number: &str, parts: &Parts, index: usize) -> Result<String, SendError> {
        let client = self.client().await?;
        let submission = self.submission(number, parts, index);
        let _place = (self.window.acquire().await).map_err(|_| SendError::temporary("CLOSED"))?;
        if client.is_closed() {
            return Err(SendError::temporary(fault::NO_CONNECTION));
        }
        match client.submit_sm(submission).await {
            Ok(answer) => Ok(self.config.id_of_answer(answer.message_id().as_str())),
            Err(error) => Err(status::of_error(&error)),
        }
    }

    async fn told_to_close(&self) {
        let mut closing = self.closing.subscribe();
        let _ = closing.wait_for(|closing| *closing).await;
    }
}

/// The reference that the parts of a message share, the same in every try.
fn reference(id: &str) -> u8 {
    id.bytes()
        .fold(0, |sum: u8, byte| sum.wrapping_mul(31).wrapping_add(byte))
}

/// Keeps the connection until told to close.
async fn keep(shared: Arc<Shared>) {
    let mut failures: u32 = 0;
    while !*shared.closing.borrow() {
        let connected = tokio::select! {
            connected = shared.connector.connect(&shared.config) => connected,
            () = shared.told_to_close() => break,
        };
        match connected {
            Ok((client, events)) => {
                tracing::info!(provider = shared.config.name, "bound to the message centre");
                failures = 0;
                shared.line.send_replace(Line::Bound(client.clone()));
                serve(&shared, &client, events).await;
                shared.line.send_replace(Line::Down);
            }
            Err(code) => {
                failures = failures.saturating_add(1);
                let provider = &shared.config.name;
                tracing::warn!(provider, code, failures, "the message centre is not bound");
            }
        }
        // Full jitter: many servers must not come back in step.
        let most = FIRST_PAUSE.saturating_mul(1 << failures.min(16));
        let pause = (shared.jitter)(most.min(shared.config.longest_pause));
        tokio::select! {
            () = sleep(pause) => {}
            () = shared.told_to_close() => {}
        }
    }
    shared.line.send_replace(Line::Closed);
}

/// Answers the centre until the connection ends, or takes leave of it.
async fn serve(shared: &Shared, client: &Client, mut events: Events) {
    loop {
        let event = tokio::select! {
            event = events.next() => event,
            () = shared.told_to_close() => {
                let _ = timeout(FAREWELL, client.unbind()).await;
                break;
            }
        };
        match event {
            Some(Event::Incoming(command)) => {
                if !answer(shared, client, &command).await {
                    break;
                }
            }
            Some(Event::Error(_)) | None => {
                tracing::warn!(provider = shared.config.name, "the message centre is gone");
                break;
            }
        }
    }
    let _ = client.close().await;
}

/// Answers one command of the centre; false once it takes leave.
async fn answer(shared: &Shared, client: &Client, command: &Command) -> bool {
    let number = command.sequence_number();
    match command.pdu() {
        Some(Pdu::DeliverSm(deliver)) => {
            let kept = match arrival(&shared.config, deliver) {
                Arrival::Receipt(receipt) => {
                    let provider = &shared.config.name;
                    shared.arrivals.receipt(provider, receipt).await
                }
                Arrival::Text(text) => shared.arrivals.text(text).await,
                Arrival::Nothing => Ok(()),
            };
            let status = match kept {
                Ok(()) => CommandStatus::EsmeRok,
                Err(NotKept) => CommandStatus::EsmeRxTAppn,
            };
            let answer = client.status(status);
            // A centre that is gone hands it over again.
            let _ = answer
                .deliver_sm_resp(number, DeliverSmResp::default())
                .await;
            true
        }
        Some(Pdu::Unbind) => {
            let _ = client.unbind_resp(number).await;
            false
        }
        // Answers that came too late, and news that we have no use for.
        _ => true,
    }
}
