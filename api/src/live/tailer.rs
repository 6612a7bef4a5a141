//! Reads the journal's end for everybody who listens: one a process, and only while somebody does.

use std::pin::pin;

use mulin_domain::{Result, journal};

use super::hub::Live;

/// Rows that are read at once.
const PAGE: u64 = 500;

/// See the module.
pub async fn run(live: Live) {
    let mut is_away = false;
    loop {
        // Listens before it looks, so that no commit of this process is slept through.
        let mut woken = pin!(live.core().woken());
        let _ = futures_util::poll!(woken.as_mut());
        let pause = match read(&live).await {
            Ok(()) => {
                is_away = false;
                live.pace().poll
            }
            Err(error) => {
                if !is_away {
                    tracing::warn!(%error, "the journal cannot be read; subscriptions wait");
                }
                is_away = true;
                live.pace().again
            }
        };
        tokio::select! {
            () = live.closing().cancelled() => return,
            () = &mut woken, if !is_away => {}
            () = tokio::time::sleep(pause) => {}
        }
        if live.stop_if_idle() {
            return;
        }
    }
}

/// Reads to the end.
async fn read(live: &Live) -> Result<()> {
    loop {
        let given = journal::sequence(live.core()).await?;
        let Some(position) = live.position() else {
            return Ok(());
        };
        let rows = journal::after(live.core(), position, PAGE).await?;
        live.take_in(&rows);
        if (rows.len() as u64) < PAGE && given < PAGE {
            return Ok(());
        }
    }
}
