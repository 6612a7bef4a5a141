//! The tables that tell how people come in: sessions, identities, links and codes, and requests that
//! are remembered.

use mulin_entities::*;

use super::columns::{BOOKKEEPING, DELETED, NAMES_A_KEY, SECRET, fact, table, telling, withheld};
use super::{Decision, Personal, Table, read};

pub(super) static TABLES: &[Table] = &[
    table!(
        session,
        "sessions",
        "person_id IN ({people})",
        "ended, and the device's name is emptied",
        &[
            fact("id"),
            fact("root_area_id"),
            fact("person_id"),
            telling("device"),
            fact("created_at"),
            fact("last_used_at"),
            fact("expires_at"),
            fact("ended_at"),
            fact("end_reason"),
        ]
    ),
    table!(
        refresh_token,
        "refreshTokens",
        "session_id IN (SELECT id FROM session WHERE person_id IN ({people}))",
        "of no use, because the session has ended; go with it",
        &[
            fact("id"),
            fact("session_id"),
            withheld("token_hash", SECRET),
            fact("created_at"),
            fact("used_at"),
        ]
    ),
    table!(
        external_identity,
        "identities",
        "person_id IN ({people})",
        DELETED,
        &[
            fact("issuer"),
            telling("subject"),
            fact("person_id"),
            fact("created_at"),
            fact("unlinked_at"),
        ]
    ),
    table!(
        personal_link,
        "personalLinks",
        "person_id IN ({people})",
        "taken back; deleted a time after",
        &[
            fact("id"),
            fact("root_area_id"),
            fact("event_id"),
            fact("person_id"),
            withheld("token_hash", SECRET),
            fact("created_by"),
            fact("created_at"),
            fact("expires_at"),
            fact("revoked_at"),
        ]
    ),
    table!(
        calendar_feed,
        "calendarFeeds",
        "person_id IN ({people})",
        DELETED,
        &[
            fact("id"),
            fact("root_area_id"),
            fact("person_id"),
            telling("label"),
            withheld("secret_hash", SECRET),
            fact("created_at"),
            fact("revoked_at"),
        ]
    ),
    table!(
        sign_in_code,
        "signInCodes",
        "lookup IN ({lookups})",
        DELETED,
        &[
            fact("id"),
            fact("channel"),
            withheld("lookup", BOOKKEEPING),
            withheld("sealed_address", "stands among the contact points"),
            withheld("sealed_code", SECRET),
            withheld("code_mac", SECRET),
            withheld("key_id", NAMES_A_KEY),
            fact("locale"),
            fact("guesses"),
            fact("created_at"),
            fact("expires_at"),
            fact("verified_at"),
            fact("used_at"),
        ]
    ),
    table!(
        idempotency,
        "requests",
        "actor_id IN ({people})",
        DELETED,
        &[
            fact("actor_id"),
            telling("key"),
            fact("command"),
            withheld("input_hmac", BOOKKEEPING),
            fact("result_id"),
            fact("created_at"),
        ]
    ),
];
