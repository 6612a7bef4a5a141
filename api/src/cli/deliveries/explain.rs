//! `mulin deliveries explain`

use anyhow::bail;
use chrono::TimeDelta;
use mulin_domain::Core;
use mulin_domain::delivery::explain::{Life, explain};
use mulin_domain::event::rules::format_duration;
use mulin_entities::{ConsentStep, DeliveryId, DeliveryState, delivery};

use super::list::time;
use crate::cli::output;

pub(super) async fn run(core: &Core, id: DeliveryId) -> anyhow::Result<()> {
    let Some(life) = explain(core.db().reader(), id).await? else {
        bail!("there is no message {id}");
    };
    output::print(&(told(core, &life).join("\n") + "\n"))?;
    Ok(())
}

/// The life of a message, a sentence a line.
fn told(core: &Core, life: &Life) -> Vec<String> {
    let mut lines = vec![heading(&life.message)];
    lines.extend(planning(life));
    lines.extend(waiting(life));
    lines.extend(tries(core, &life.message));
    lines.extend(company(life));
    lines.extend(ladder(life));
    lines.extend(ending(core, life));
    lines
}

fn heading(row: &delivery::Model) -> String {
    let channel = match row.channel {
        mulin_entities::Channel::Email => "by e-mail",
        mulin_entities::Channel::Sms => "by text message",
        mulin_entities::Channel::Call => "by a call of the steward",
    };
    let to = match row.person_id {
        Some(person) => format!("person {person}"),
        None => "whoever holds an address".to_owned(),
    };
    format!(
        "Message {}: {} to {to}, {channel}.",
        row.id,
        row.kind.as_str()
    )
}

fn planning(life: &Life) -> Vec<String> {
    let row = &life.message;
    let mut lines = vec![format!(
        "Planned at {}: {}.",
        time(row.created_at),
        why(life)
    )];
    if let Some(event) = &life.event {
        let state = event.state.as_str();
        lines.push(format!(
            "About event {} ({state}), schedule {} of {}, which starts at {}.",
            event.id,
            row.schedule_rev,
            event.schedule_rev,
            time(event.starts_at)
        ));
    }
    if let Some(rsvp) = &life.rsvp {
        let state = rsvp.state.as_str();
        lines.push(format!(
            "About answer {} ({state} now), its turn {} of {}.",
            rsvp.id, row.answer_rev, rsvp.answer_rev
        ));
    }
    lines
}

fn why(life: &Life) -> String {
    let row = &life.message;
    if let Some(seconds) = row.own_before_seconds {
        return format!(
            "the person wants to be reminded {} before events",
            format_duration(seconds)
        );
    }
    if let Some(rule) = &life.rule {
        let template = rule.template.as_ref();
        let template = template.map_or_else(String::new, |name| format!(", in template {name}"));
        return format!(
            "rule {} of the event reminds {} before it{template}",
            rule.id,
            format_duration(rule.before_seconds)
        );
    }
    if let Some(announcement) = row.announcement_id {
        return format!("announcement {announcement} of the event");
    }
    if let Some(schedule) = &life.schedule {
        return format!("a notice to all who answered, fan-out {}", schedule.id);
    }
    if let (Some(by), Some(act)) = (row.acted_by, row.act) {
        return format!("person {by} acted for them: {}", act.as_str());
    }
    if let Some(ticket) = row.ticket_id {
        return format!("ticket {ticket} of a stall moved");
    }
    if row.sign_in_code_id.is_some() {
        return "somebody asked for a code to sign in with".to_owned();
    }
    if row.instead_of.is_some() {
        return "another channel did not reach the person".to_owned();
    }
    "something happened that they are told of".to_owned()
}

/// Whether it was wanted at another time than it left: quiet hours and digests move messages.
fn waiting(life: &Life) -> Vec<String> {
    let row = &life.message;
    let wanted = match &life.schedule {
        Some(schedule) => schedule.due_at.max(row.created_at),
        None => row.created_at,
    };
    let shift = row.send_at - wanted;
    let mut lines = Vec::new();
    let sent_at = time(row.send_at);
    if row.in_digest {
        lines.push(format!("It waits for the person's digest at {sent_at}."));
    } else if shift > TimeDelta::minutes(1) {
        lines.push(format!(
            "Wanted at {}, it was put off to {sent_at}, past the quiet hours.",
            time(wanted)
        ));
    } else if shift < TimeDelta::minutes(-1) {
        lines.push(format!(
            "Wanted at {}, it was put forward to {sent_at}, before the quiet hours.",
            time(wanted)
        ));
    } else {
        lines.push(format!("To be sent at {sent_at}."));
    }
    lines
}

fn tries(core: &Core, row: &delivery::Model) -> Vec<String> {
    let mut lines = Vec::new();
    if row.generation == 0 {
        lines.push("No worker has taken it yet.".to_owned());
    } else {
        let times = row.generation;
        lines.push(format!(
            "Workers took it {times} times and tried to send it {} times.",
            row.attempts
        ));
    }
    if row.unknowns > 0 {
        lines.push(format!(
            "{} times nobody knew whether it had left.",
            row.unknowns
        ));
    }
    if row.state == DeliveryState::Sending {
        let until = row.leased_until.unwrap_or(row.due_at);
        let lease = time(until);
        lines.push(if until > core.now() {
            format!("A worker holds it until {lease}.")
        } else {
            format!("The worker that held it until {lease} is gone; the next one takes it over.")
        });
    } else if row.settled_at.is_none() && row.attempts > 0 {
        lines.push(format!("The next try is due at {}.", time(row.due_at)));
    }
    if let Some(code) = &row.last_error {
        lines.push(format!("The last error was {code}."));
    }
    lines
}

fn company(life: &Life) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(carrier) = life.message.carried_by {
        lines.push(format!(
            "It goes along with message {carrier}, to the same address."
        ));
    }
    if life.carries > 0 {
        lines.push(format!("It carries {} others along.", life.carries));
    }
    lines
}

fn ladder(life: &Life) -> Vec<String> {
    if life.before.is_empty() && life.after.is_empty() {
        return Vec::new();
    }
    let step = |row: &delivery::Model| {
        let error = row.last_error.as_deref();
        let error = error.map_or_else(String::new, |code| format!(", {code}"));
        let here = if row.id == life.message.id {
            " ← this one"
        } else {
            ""
        };
        format!(
            "  {} {} {}{error}{here}",
            row.id,
            row.channel.as_str(),
            row.state.as_str()
        )
    };
    let mut lines = vec!["One channel after the other:".to_owned()];
    let chain = life.before.iter().chain([&life.message]).chain(&life.after);
    lines.extend(chain.map(step));
    lines
}

fn ending(core: &Core, life: &Life) -> Vec<String> {
    let row = &life.message;
    let mut lines = Vec::new();
    let last_word = life.words.first();
    if let Some(word) = last_word.filter(|word| word.step == ConsentStep::OptOut) {
        lines.push(format!(
            "The person refused this channel for {} at {}, via {}.",
            word.purpose.as_str(),
            time(word.at),
            word.via.as_str()
        ));
    }
    if let Some(call) = &life.call {
        let outcome = call
            .outcome
            .map_or_else(|| "none yet".to_owned(), |one| one.as_str());
        lines.push(format!(
            "It became call task {} ({}), {} tries, outcome {outcome}.",
            call.id,
            call.state.as_str(),
            call.tries
        ));
    }
    if let Some(provider) = &row.provider {
        let parts = match row.parts {
            0 => String::new(),
            parts => format!(" as {parts} parts"),
        };
        let name = row.provider_ref.as_deref().unwrap_or("no name");
        lines.push(format!("{provider} took it{parts}, under {name}."));
    }
    if row.cost_micros > 0 {
        let (whole, rest) = (row.cost_micros / 1_000_000, row.cost_micros % 1_000_000);
        lines.push(format!("It cost {whole}.{rest:06}."));
    }
    lines.push(end(core, row));
    lines
}

fn end(core: &Core, row: &delivery::Model) -> String {
    let at = row.settled_at.map(time).unwrap_or_default();
    match row.state {
        DeliveryState::Pending if row.due_at <= core.now() => {
            "It is due, and waits for a worker: is one running?".to_owned()
        }
        DeliveryState::Pending => "It waits for its time.".to_owned(),
        DeliveryState::Sending => "It is on its way.".to_owned(),
        DeliveryState::Unknown => {
            "Nobody knows whether it arrived; it is asked about, or sent again.".to_owned()
        }
        DeliveryState::Sent => format!("Sent at {at}; no receipt says more."),
        DeliveryState::Delivered => format!("Sent at {at}, and a receipt says that it arrived."),
        DeliveryState::Bounced => format!("It came back; settled at {at}."),
        DeliveryState::Failed => {
            format!(
                "It failed for good at {at}. `mulin deliveries retry {}` tries it again.",
                row.id
            )
        }
        DeliveryState::Expired => format!("It would have come too late, and ended at {at}."),
        DeliveryState::Superseded => {
            format!("It was no longer true, as the event or the answer had changed; ended at {at}.")
        }
        DeliveryState::Suppressed => {
            format!("It was not sent on purpose; ended at {at}.")
        }
    }
}
