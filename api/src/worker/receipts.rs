//! Asks providers what became of text messages that no receipt came for.

use futures_util::{StreamExt, stream};
use mulin_domain::delivery::told;
use mulin_domain::delivery::unanswered::{self, Unanswered};
use mulin_domain::due_work::{self, Held};
use mulin_domain::{Core, Result};
use mulin_notify::SmsRegistry;
use mulin_notify::sms::Asked;

use crate::http::sms_hooks;

/// Questions under way at a time: fewer than any provider allows a second.
const AT_A_TIME: usize = 4;

/// One page of questions, however many more there are: what is left is planned for at once, and what
/// cannot be asked or noted now is asked at its next age.
pub(super) async fn ask(core: &Core, registry: &SmsRegistry, held: &Held) -> Result<()> {
    let mut page = unanswered::next_page(core, &registry.who_tell()).await?;
    let messages = std::mem::take(&mut page.messages);
    let asking = stream::iter(messages).for_each_concurrent(AT_A_TIME, |one| async move {
        ask_after(core, registry, one).await;
    });
    // Providers may be slow to answer: nobody else is to ask the same meanwhile.
    tokio::select! {
        () = asking => {}
        () = until_lost(core, held) => return Ok(()),
    }
    unanswered::turn(core, held, page).await
}

/// Keeps the lease, and ends once it is lost: whoever took it over asks the page again.
async fn until_lost(core: &Core, held: &Held) {
    loop {
        tokio::time::sleep(core.settings().lease / 3).await;
        match due_work::renew(core, held).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => tracing::warn!(%error, "the lease of questions is not renewed"),
        }
    }
}

async fn ask_after(core: &Core, registry: &SmsRegistry, one: Unanswered) {
    let id = one.id;
    let asked = Asked {
        id: id.0.simple().to_string(),
        provider_ref: one.provider_ref,
        to: one.address,
        sent_at: one.sent_at,
    };
    match registry.status(one.provider.as_deref(), &asked).await {
        Ok(Some((provider, receipt))) => {
            if let Err(error) = told::note(core, sms_hooks::told(&provider, receipt)).await {
                tracing::warn!(%error, %id, "what a provider told cannot be noted");
            }
        }
        Ok(None) => {}
        Err(error) => {
            tracing::info!(%error, %id, "a provider does not say what became of a message")
        }
    }
}
