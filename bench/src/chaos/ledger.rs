//! What the mail server and the gateway of text messages saw.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use mulin_entities::Channel;

/// What became of a message that was wholly received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Taken, and answered so: a mail server's 250, a gateway's 200.
    Accepted,
    /// Not answered: a mail server may have taken it, a gateway has.
    Unanswered,
    /// Refused for now.
    Refused,
    /// Neither taken nor answered, which only a gateway does.
    Ignored,
    /// Answered that the gateway broke (5xx): it has not taken it, which its client cannot know.
    Broken,
}

/// A message that was received to its end.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// How it travels.
    pub channel: Channel,
    /// Its Message-ID without brackets, or the id that the gateway was told.
    pub message_id: String,
    /// To whom.
    pub recipient: String,
    /// From which worker.
    pub worker: usize,
    /// In which of its lives.
    pub life: u32,
    /// When its worker turned to it: connected, named its sender, or began the request.
    pub begun: DateTime<Utc>,
    /// When its end came.
    pub received: DateTime<Utc>,
    /// When it was answered; when its end came, if it was not.
    pub answered: DateTime<Utc>,
    /// What became of it.
    pub fate: Fate,
}

impl Receipt {
    /// Whether the other side has it now, as far as anybody can know.
    pub fn is_taken(&self) -> bool {
        matches!(self.fate, Fate::Accepted | Fate::Unanswered)
    }

    /// Whether nobody could tell from its answer what became of a text message.
    pub fn leaves_doubt(&self) -> bool {
        self.channel == Channel::Sms
            && matches!(self.fate, Fate::Unanswered | Fate::Ignored | Fate::Broken)
    }

    /// Whether its reader certainly got it: a gateway takes before it answers.
    pub fn has_arrived(&self) -> bool {
        match self.channel {
            Channel::Sms => self.is_taken(),
            _ => self.fate == Fate::Accepted,
        }
    }

    /// What names the message in the database: what its Message-ID begins with.
    pub fn key(&self) -> &str {
        let id = self.message_id.as_str();
        id.split_once('@').map_or(id, |(key, _)| key)
    }
}

/// Everything.
#[derive(Debug, Default)]
pub struct Ledger {
    /// In the order of their ends.
    pub receipts: Vec<Receipt>,
    /// How often each address was refused for good.
    pub refused: HashMap<String, usize>,
    /// Requests to the gateway whose signature did not hold.
    pub unsigned: usize,
    accepted: HashSet<String>,
    texts: HashSet<String>,
}

impl Ledger {
    /// Notes a message whose end came. Answers its place.
    pub fn receive(&mut self, receipt: Receipt) -> usize {
        if receipt.channel == Channel::Sms && receipt.has_arrived() {
            self.texts.insert(receipt.message_id.clone());
        }
        self.receipts.push(receipt);
        self.receipts.len() - 1
    }

    /// Notes what became of it.
    pub fn settle(&mut self, place: usize, fate: Fate, now: DateTime<Utc>) {
        if let Some(receipt) = self.receipts.get_mut(place) {
            receipt.fate = fate;
            receipt.answered = now;
            if fate == Fate::Accepted && receipt.channel == Channel::Email {
                self.accepted.insert(receipt.message_id.clone());
            }
        }
    }

    /// How many e-mails were accepted, each counted once.
    pub fn mails(&self) -> usize {
        self.accepted.len()
    }

    /// How many text messages the gateway took, each counted once.
    pub fn texts(&self) -> usize {
        self.texts.len()
    }
}
