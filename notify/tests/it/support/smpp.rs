//! A connection over SMPP, and a place where what comes over it is kept.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use mulin_notify::sms::smpp::{Arrivals, NotKept, SmppConfig, SmppProvider};
use mulin_notify::sms::{IncomingText, Receipt};
use tokio::sync::watch;

use super::centre::Centre;

/// Keeps what came, unless told to fail.
#[derive(Default)]
pub struct Kept {
    pub receipts: Mutex<Vec<(String, Receipt)>>,
    pub texts: Mutex<Vec<IncomingText>>,
    pub fail: Mutex<usize>,
    changed: watch::Sender<()>,
}

impl Kept {
    fn failing(&self) -> Result<(), NotKept> {
        let mut fail = self.fail.lock().unwrap();
        if *fail > 0 {
            *fail -= 1;
            return Err(NotKept);
        }
        Ok(())
    }
}

#[async_trait]
impl Arrivals for Kept {
    async fn receipt(&self, provider: &str, receipt: Receipt) -> Result<(), NotKept> {
        self.failing()?;
        self.receipts
            .lock()
            .unwrap()
            .push((provider.to_owned(), receipt));
        self.changed.send_replace(());
        Ok(())
    }

    async fn text(&self, text: IncomingText) -> Result<(), NotKept> {
        self.failing()?;
        self.texts.lock().unwrap().push(text);
        self.changed.send_replace(());
        Ok(())
    }
}

/// Waits for the centre as long as need be.
pub fn config(centre: &Centre) -> SmppConfig {
    let url = format!("smpp://mulin:secret@{}", centre.address);
    let mut config = SmppConfig::from_url(&url.parse().unwrap()).unwrap();
    // Far longer than a test: nothing is given up but where that is the matter.
    config.response_timeout = Duration::from_secs(60);
    config.source = "10690".to_owned();
    config
}

/// The same, which gives up soon.
pub fn impatient(centre: &Centre) -> SmppConfig {
    SmppConfig {
        response_timeout: Duration::from_secs(1),
        ..config(centre)
    }
}

pub fn transport(config: SmppConfig) -> (SmppProvider, Arc<Kept>) {
    let kept = Arc::new(Kept::default());
    let jitter = Arc::new(|_| Duration::ZERO);
    let transport = SmppProvider::start(config, kept.clone(), jitter).unwrap();
    (transport, kept)
}
