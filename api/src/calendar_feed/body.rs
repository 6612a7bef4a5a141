//! A calendar as octets, page by page: ten thousand events take the memory of one page.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::{self, Stream};
use mulin_calendar::ical;
use mulin_domain::calendar_feed::{Feed, Item, next, rules};
use mulin_domain::event::list::EventKey;
use mulin_domain::{Core, Error};
use mulin_entities::EventState;

use crate::graphql::texts::{self, Language};

/// Octets that one who reads slowly holds in memory, about.
const PIECE: usize = 512 * 1024;

/// A calendar that is being written.
pub(super) struct Writing {
    core: Core,
    feed: Feed,
    name: String,
    host: Arc<str>,
    language: Language,
    at: Place,
}

enum Place {
    Beginning,
    After(Option<EventKey>),
    End,
}

impl Writing {
    /// Nothing of it is written yet.
    pub(super) fn new(
        core: Core,
        feed: Feed,
        name: String,
        host: Arc<str>,
        language: Language,
    ) -> Self {
        let at = Place::Beginning;
        Self {
            core,
            feed,
            name,
            host,
            language,
            at,
        }
    }

    fn head(&self) -> String {
        let mut text = String::new();
        let head = ical::Feed {
            name: &self.name,
            description: None,
            url: None,
        };
        head.head(&mut text);
        text
    }

    /// Those of these events that go into one piece: not much more than [`PIECE`], whatever is said
    /// about them. Answers how many there are.
    fn piece(&self, items: &[Item]) -> (String, usize) {
        let mut text = String::with_capacity(PIECE.min(items.len() * 512));
        for (nth, item) in items.iter().enumerate() {
            self.event(item, &mut text);
            if text.len() >= PIECE {
                return (text, nth + 1);
            }
        }
        (text, items.len())
    }

    fn event(&self, Item { event, alarms }: &Item, text: &mut String) {
        let uid = rules::uid(event.id, &self.host);
        let location = event.location();
        let answer = event
            .answer
            .filter(|_| event.state != EventState::Cancelled);
        let answer = answer.map(|state| {
            let text = format!("page-state-{}", state.as_str());
            texts::message(&text, &[], self.language)
        });
        // How the reader's answer stands comes before the words about the event.
        let parts = [answer.as_deref().unwrap_or_default(), &event.description];
        let description = parts.map(str::trim).join("\n\n");
        let description = Some(description.trim()).filter(|text| !text.is_empty());
        let status = rules::status(event.state, event.answer);
        let entry = ical::Entry {
            uid: &uid,
            sequence: rules::sequence(event.schedule_rev, status == ical::Status::Cancelled),
            stamp: event.written_at(),
            starts_at: event.starts_at,
            ends_at: event.ends_at,
            status,
            summary: &event.title,
            description,
            location: location.as_deref(),
            position: event.position(),
            url: None,
            alarms,
        };
        entry.write(text);
    }
}

/// The octets. An error ends them in the middle, so that no reader takes a part for the whole.
pub(super) fn written(
    writing: Writing,
) -> impl Stream<Item = Result<Bytes, Error>> + Send + 'static {
    stream::try_unfold(writing, |mut writing| async move {
        let last = match &writing.at {
            Place::Beginning => {
                let head = writing.head();
                writing.at = Place::After(None);
                return Ok(Some((Bytes::from(head), writing)));
            }
            Place::After(last) => *last,
            Place::End => return Ok(None),
        };
        let items = next(&writing.core, &writing.feed, last).await?;
        let (mut text, count) = writing.piece(&items);
        let is_last = count == items.len() && items.len() < rules::PAGE;
        writing.at = match items[..count].last() {
            Some(item) if !is_last => Place::After(Some(item.key())),
            _ => {
                ical::Feed::tail(&mut text);
                Place::End
            }
        };
        Ok(Some((Bytes::from(text), writing)))
    })
}
