//! Lets what a plan holds for text messages happen, each once so many were taken.

use std::sync::Arc;

use anyhow::{Context, Result};
use mulin_domain::sign_in::{RequestSignInCode, request_sign_in_code};
use mulin_domain::{Actor, Core, Error};
use tokio::task::JoinSet;

use super::director::{feel_for, patiently, reach};
use super::judge::Holds;
use super::mood::Mood;
use super::plan::Plan;
use super::plan::texts::TextFault;
use super::sink::Shared;
use super::story::Story;
use super::waits::Waits;

/// Lets everything happen, and ends when the last of it is over.
pub async fn direct(
    core: &Core,
    plan: &Plan,
    waits: &Waits<'_>,
    shared: &Arc<Shared>,
    story: &Arc<Story>,
) -> Result<()> {
    let mut moods = JoinSet::new();
    let mut strangers = 0;
    for planned in &plan.texts {
        let reached = reach(shared, planned.at, |came| came.texts);
        tokio::select! {
            reached = reached => reached?,
            never = waits.end() => match never? {},
        }
        if !matches!(planned.fault, TextFault::Kill { .. }) {
            story.tell(&format!("text messages: {}", planned.fault))?;
        }
        let (it, told, holds) = (shared.clone(), story.clone(), Holds::Texts);
        match planned.fault {
            TextFault::Kill { step, away } => it.feel(|mood| mood.texts.kills.push(step, away)),
            TextFault::TooMany(time) => {
                let set = |mood: &mut Mood, on| mood.texts.too_many = on;
                moods.spawn(feel_for(it, told, holds, time, true, set));
            }
            TextFault::Broken(time) => {
                let set = |mood: &mut Mood, on| mood.texts.broken = on;
                moods.spawn(feel_for(it, told, holds, time, true, set));
            }
            TextFault::Slow(time) => {
                let set = |mood: &mut Mood, pause| mood.texts.pause = pause;
                moods.spawn(feel_for(it, told, holds, time, plan.pause * 2, set));
            }
            TextFault::Silent(times) => it.feel(|mood| mood.texts.silent += times),
            TextFault::Deaf(times) => it.feel(|mood| mood.texts.deaf += times),
            TextFault::ErrorInside(times) => it.feel(|mood| mood.texts.error_inside += times),
            TextFault::ClosesMidAnswer(times) => {
                it.feel(|mood| mood.texts.closes_mid_answer += times);
            }
            TextFault::Codes(times) => {
                for _ in 0..times {
                    strangers += 1;
                    patiently(async || ask_for_code(core, strangers).await).await?;
                }
            }
        }
    }
    while let Some(passed) = moods.join_next().await {
        passed?;
    }
    Ok(())
}

/// A stranger wants to sign in.
async fn ask_for_code(core: &Core, stranger: usize) -> Result<()> {
    let input = RequestSignInCode {
        address: format!("+86137{stranger:08}"),
        locale: None,
    };
    match request_sign_in_code(core, &Actor::Anonymous, None, input).await {
        // It was committed before, and only the word of that was lost.
        Ok(_) | Err(Error::Refused(_)) => Ok(()),
        Err(error) => Err(error).context("a stranger gets no code"),
    }
}
