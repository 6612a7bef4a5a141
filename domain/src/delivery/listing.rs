//! Who is meant by a reminder, an announcement or a notice: the SQL of it, page by page, constant in
//! memory however many there are.

use mulin_entities::*;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, Value};
use uuid::Uuid;

use super::audience::{Audience, channels};
use super::store::{RECIPIENT, Recipient};
use super::{doing, rules};
use crate::dialect;
use crate::error::Result;
use crate::place;

/// For whom something is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Whom {
    /// In which states their answers are.
    pub states: Vec<RsvpState>,
    /// Whether it is for those who were invited and have not answered, too.
    pub silent: bool,
    /// The parts that are of what people do at the event, whatever they answered.
    pub doing: Vec<ReminderAudience>,
    /// Only those who were checked in, or only those who were not.
    pub presence: Option<Presence>,
    /// Only those who live there: the path of an area.
    pub area_path: Option<String>,
}

impl Whom {
    /// Everybody of an audience.
    pub fn audience(audience: &Audience) -> Self {
        Self {
            states: audience.states(),
            silent: audience.has_silent(),
            doing: audience.doing().collect(),
            presence: None,
            area_path: None,
        }
    }

    /// Whom a notice of this kind is for.
    pub fn notice(kind: MessageKind) -> Self {
        Self {
            states: rules::audience(kind).to_vec(),
            silent: false,
            doing: Vec::new(),
            presence: None,
            area_path: None,
        }
    }

    /// Whether some who answered may be meant.
    pub(super) fn has_answered(&self) -> bool {
        !self.doing.is_empty() || !self.states.is_empty()
    }

    /// Whether some who have not answered may be meant.
    pub(super) fn has_unanswered(&self) -> bool {
        !self.doing.is_empty() || self.silent
    }

    /// The keys of those whom it is for by what they do, each part as a subquery of the event's key.
    fn doing(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.doing.iter().filter_map(|part| doing::subquery(*part))
    }

    /// Whom an announcement is for.
    pub async fn announcement(
        db: &impl ConnectionTrait,
        announcement: &announcement::Model,
    ) -> Result<Self> {
        let area = match announcement.area_id {
            Some(area) => place::store::area(db, area).await?,
            None => None,
        };
        Ok(Self {
            presence: announcement.presence,
            area_path: area.map(|area| area.path),
            ..Self::audience(&Audience::parse(&announcement.audience)?)
        })
    }
}

/// For whom a fan-out is, and by which channels; none if what it belongs to is gone.
pub async fn of_schedule(
    db: &impl ConnectionTrait,
    schedule: &delivery_schedule::Model,
) -> Result<Option<(Whom, Vec<Channel>)>> {
    if let Some(rule) = schedule.rule_id {
        let standing = reminder_rule::Entity::find_by_id(rule)
            .filter(reminder_rule::Column::RemovedAt.is_null());
        let Some(rule) = standing.one(db).await? else {
            return Ok(None);
        };
        let whom = Whom::audience(&Audience::parse(&rule.audience)?);
        return Ok(Some((whom, channels(rule.channels.as_deref())?)));
    }
    if let Some(id) = schedule.announcement_id {
        let found = announcement::Entity::find_by_id(id).one(db).await?;
        let Some(found) = found else { return Ok(None) };
        let whom = Whom::announcement(db, &found).await?;
        return Ok(Some((whom, channels(found.channels.as_deref())?)));
    }
    Ok(Some((Whom::notice(schedule.kind), Vec::new())))
}

/// One page of a fan-out, and where the next begins.
#[derive(Debug)]
pub struct Listed {
    /// Those of this page.
    pub recipients: Vec<Recipient>,
    /// Where it ends.
    pub cursor: Option<Uuid>,
    /// Whether the next page is of those who have not answered.
    pub past_answers: bool,
    /// Whether there is no next page.
    pub is_last: bool,
}

/// The next page after a fan-out's cursor: all answers first, then those who have not answered.
/// Whoever answers in between is found by the reader of the journal.
pub async fn page(
    db: &impl ConnectionTrait,
    schedule: &delivery_schedule::Model,
    whom: &Whom,
    limit: u64,
) -> Result<Listed> {
    let event = schedule.event_id;
    let cursor = schedule.cursor;
    if schedule.past_answers {
        let recipients = unanswered(db, event, whom, Part::After(cursor, limit)).await?;
        let is_last = (recipients.len() as u64) < limit;
        let last = recipients.last().map(|last| last.person_id.0);
        return Ok(Listed {
            cursor: last.or(cursor),
            past_answers: true,
            is_last,
            recipients,
        });
    }
    let recipients = answered(db, event, whom, Part::After(cursor, limit)).await?;
    let is_full = recipients.len() as u64 == limit;
    let last = recipients.last().and_then(|last| last.rsvp_id);
    let past_answers = !is_full && whom.has_unanswered();
    Ok(Listed {
        cursor: last.map(|id| id.0).or(cursor).filter(|_| !past_answers),
        past_answers,
        is_last: !is_full && !whom.has_unanswered(),
        recipients,
    })
}

/// Which of them.
#[derive(Clone, Copy, Debug)]
pub enum Part<'a> {
    /// So many after this key.
    After(Option<Uuid>, u64),
    /// Those among these: keys of answers, or of people where nobody answered.
    Of(&'a [Uuid]),
}

/// Those who answered.
pub async fn answered(
    db: &impl ConnectionTrait,
    event: EventId,
    whom: &Whom,
    part: Part<'_>,
) -> Result<Vec<Recipient>> {
    if !whom.has_answered() || matches!(part, Part::Of([])) {
        return Ok(Vec::new());
    }
    let (from, mut values) = from_answers(event, whom);
    let text = format!(
        "{RECIPIENT} {from}{}",
        limited("rsvp.id", part, &mut values)
    );
    read(db, &text, values).await
}

/// Those who have not answered: who was invited, themselves or with their household, and has not been
/// named in an answer that stands either; and who brings a dish for a household of which others come, or has
/// booked at a stall.
pub async fn unanswered(
    db: &impl ConnectionTrait,
    event: EventId,
    whom: &Whom,
    part: Part<'_>,
) -> Result<Vec<Recipient>> {
    if !whom.has_unanswered() || matches!(part, Part::Of([])) {
        return Ok(Vec::new());
    }
    let (from, mut values) = from_unanswered(event, whom);
    let limit = limited("person.id", part, &mut values);
    let text = format!(
        "SELECT CAST(NULL AS uuid) AS rsvp_id, event.id AS event_id, person.id AS person_id, \
            CAST(NULL AS text) AS state, 0 AS answer_rev, CAST(NULL AS bigint) AS queue_no, \
            CAST(NULL AS timestamptz) AS decided_at, person.quiet_from, person.quiet_until, \
            person.time_zone \
            {from}{limit}"
    );
    read(db, &text, values).await
}

async fn read(db: &impl ConnectionTrait, text: &str, values: Vec<Value>) -> Result<Vec<Recipient>> {
    let statement = dialect::sql(db, text, values);
    Ok(Recipient::find_by_statement(statement).all(db).await?)
}

/// ` AND …` of a part, ordered by its key.
fn limited(key: &str, part: Part<'_>, values: &mut Vec<Value>) -> String {
    match part {
        Part::After(cursor, limit) => {
            let after = cursor.map_or_else(String::new, |cursor| {
                values.push(cursor.into());
                format!(" AND {key} > ?")
            });
            format!("{after} ORDER BY {key} LIMIT {limit}")
        }
        Part::Of(keys) => {
            values.extend(keys.iter().map(|key| Value::from(*key)));
            format!(" AND {key} IN ({})", dialect::places(keys.len(), "?"))
        }
    }
}

/// `FROM … WHERE …` of those who answered, with the tables `rsvp` and `person`.
pub fn from_answers(event: EventId, whom: &Whom) -> (String, Vec<Value>) {
    let mut text = "FROM rsvp JOIN person ON person.id = rsvp.person_id".to_owned();
    let mut values = Vec::new();
    let states = dialect::places(whom.states.len().max(1), "?");
    let doing = whom.doing();
    let doing = doing.map(|keys| format!(" OR rsvp.person_id IN ({keys})"));
    let doing: Vec<String> = doing.collect();
    text += &format!(
        " WHERE rsvp.event_id = ? AND (rsvp.state IN ({states}){})",
        doing.concat()
    );
    values.push(event.into());
    values.extend(whom.states.iter().map(|state| Value::from(*state)));
    if whom.states.is_empty() {
        values.push("".into());
    }
    values.extend(doing.iter().map(|_| Value::from(event)));
    narrow(&mut text, &mut values, whom, Some("rsvp.id"));
    (text, values)
}

/// `FROM … WHERE …` of those who have not, with the tables `event` and `person`.
pub fn from_unanswered(event: EventId, whom: &Whom) -> (String, Vec<Value>) {
    const SILENT: &str = "SELECT asked.id FROM (
            SELECT invitation.person_id AS id FROM invitation
            WHERE invitation.event_id = ? AND invitation.revoked_at IS NULL
                AND invitation.person_id IS NOT NULL
            UNION SELECT member.id FROM invitation
            JOIN person AS member ON member.household_id = invitation.household_id
            WHERE invitation.event_id = ? AND invitation.revoked_at IS NULL) AS asked
         WHERE NOT EXISTS (SELECT 1 FROM rsvp_member
            WHERE rsvp_member.event_id = ? AND rsvp_member.person_id = asked.id
                AND rsvp_member.holds)";
    let mut meant = Vec::new();
    let mut values: Vec<Value> = vec![event.into()];
    if whom.silent {
        meant.push(SILENT);
        values.extend([event.into(), event.into(), event.into()]);
    }
    for keys in whom.doing() {
        meant.push(keys);
        values.push(event.into());
    }
    let mut text = format!(
        "FROM event CROSS JOIN person WHERE event.id = ? AND person.id IN ({})
         AND person.state IN ('ACTIVE', 'PENDING')
         AND NOT EXISTS (SELECT 1 FROM rsvp
            WHERE rsvp.event_id = ? AND rsvp.person_id = person.id)",
        meant.join(" UNION ")
    );
    values.push(event.into());
    narrow(&mut text, &mut values, whom, None);
    (text, values)
}

/// Only who lives there, and only who was there or was not.
fn narrow(text: &mut String, values: &mut Vec<Value>, whom: &Whom, answer: Option<&str>) {
    if let Some(path) = &whom.area_path {
        *text += " AND person.unit_id IN \
            (SELECT area.id FROM area WHERE area.path >= ? AND area.path < ?)";
        values.push(path.as_str().into());
        values.push(place::rules::end_of_subtree(path).into());
    }
    let Some(presence) = whom.presence else {
        return;
    };
    let event = if answer.is_some() {
        "rsvp.event_id"
    } else {
        "event.id"
    };
    let by_name = format!(
        "EXISTS (SELECT 1 FROM check_in_person AS seen
            WHERE seen.event_id = {event} AND seen.person_id = person.id)"
    );
    let by_party = answer.map_or_else(String::new, |answer| {
        format!(
            " OR EXISTS (SELECT 1 FROM check_in
                WHERE check_in.rsvp_id = {answer} AND check_in.undone_at IS NULL)"
        )
    });
    let not = match presence {
        Presence::Present => "",
        Presence::Absent => "NOT ",
    };
    *text += &format!(" AND {not}({by_name}{by_party})");
}
