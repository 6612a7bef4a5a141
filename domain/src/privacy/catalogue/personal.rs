//! The tables that tell of people: who they are, what they agreed to, and what they take part in.

use mulin_entities::*;

use super::columns::{
    BOOKKEEPING, DELETED, LEFT, NAMES_A_KEY, OTHERS, fact, sealed, table, telling, withheld,
};
use super::{Column, Decision, Holds, Personal, Sealed, Table, read};

pub(super) static TABLES: &[Table] = &[
    table!(
        person,
        "records",
        "id IN ({people})",
        "what tells of the person is emptied; the record stays, so that counts stay",
        &[
            fact("id"),
            fact("root_area_id"),
            fact("unit_id"),
            fact("household_id"),
            fact("state"),
            fact("merged_into_id"),
            telling("name"),
            telling("preferred_name"),
            telling("external_ref"),
            fact("opted_out_of_proxies"),
            telling("birth_year"),
            fact("locale"),
            telling("quiet_from"),
            telling("quiet_until"),
            telling("time_zone"),
            fact("version"),
            fact("created_at"),
            fact("updated_at"),
        ]
    ),
    table!(
        household,
        "households",
        "id IN (SELECT household_id FROM person WHERE id IN ({people}))",
        "once nobody lives there any more, building and door are emptied",
        &[
            fact("id"),
            fact("root_area_id"),
            fact("unit_id"),
            telling("building"),
            fact("created_at"),
        ]
    ),
    table!(
        contact_point,
        "contactPoints",
        "person_id IN ({people})",
        DELETED,
        &[
            fact("id"),
            fact("person_id"),
            fact("kind"),
            sealed("ciphertext", "address", "id"),
            withheld("lookup", BOOKKEEPING),
            withheld("key_id", NAMES_A_KEY),
            fact("is_shared"),
            fact("is_landline"),
            fact("receives_sms"),
            fact("verified_at"),
            fact("created_at"),
        ]
    ),
    table!(
        person_need,
        "needs",
        "person_id IN ({people})",
        DELETED,
        &[
            fact("person_id"),
            Column {
                name: "ciphertext",
                holds: Holds::Sealed(Sealed {
                    opened: "needs",
                    context: "person_id",
                    suffix: b"needs",
                    is_json: true,
                }),
            },
            withheld("key_id", NAMES_A_KEY),
            fact("updated_at"),
        ]
    ),
    table!(
        person_diet,
        "diets",
        "person_id IN ({people})",
        DELETED,
        &[
            fact("person_id"),
            Column {
                name: "ciphertext",
                holds: Holds::Sealed(Sealed {
                    opened: "diet",
                    context: "person_id",
                    suffix: b"diet",
                    is_json: true,
                }),
            },
            withheld("key_id", NAMES_A_KEY),
            fact("updated_at"),
        ]
    ),
    table!(
        consent,
        "consents",
        "person_id IN ({people})",
        "withdrawn; the evidence is deleted, and the ledger stays",
        &[
            fact("id"),
            fact("root_area_id"),
            fact("person_id"),
            fact("purpose"),
            fact("policy_version"),
            fact("relationship"),
            fact("given_by"),
            fact("via"),
            sealed("sealed_evidence", "evidence", "id"),
            withheld("key_id", NAMES_A_KEY),
            fact("given_at"),
            fact("confirm_by"),
            fact("confirmed_by"),
            fact("confirmed_at"),
            fact("withdrawn_at"),
            fact("withdrawn_by"),
            fact("withdrawn_via"),
        ]
    ),
    table!(
        role_grant,
        "roles",
        "person_id IN ({people})",
        LEFT,
        &[
            fact("id"),
            fact("root_area_id"),
            fact("person_id"),
            fact("role"),
            fact("area_id"),
            withheld("area_path", BOOKKEEPING),
            fact("valid_from"),
            fact("valid_until"),
            fact("granted_by"),
            fact("created_at"),
        ]
    ),
    table!(
        event_role,
        "eventRoles",
        "person_id IN ({people})",
        LEFT,
        &[
            fact("id"),
            fact("root_area_id"),
            fact("event_id"),
            fact("person_id"),
            fact("role"),
            fact("granted_by"),
            fact("created_at"),
            fact("ended_at"),
        ]
    ),
    table!(
        team_lead,
        "teamLeads",
        "person_id IN ({people})",
        LEFT,
        &[
            fact("id"),
            fact("root_area_id"),
            fact("team_id"),
            fact("person_id"),
            fact("granted_by"),
            fact("created_at"),
            fact("ended_at"),
        ]
    ),
    table!(
        rsvp,
        "rsvps",
        "person_id IN ({people})",
        "withdrawn unless the event is over; the note is deleted, and the answer stays as a count",
        &[
            fact("id"),
            fact("root_area_id"),
            fact("event_id"),
            fact("person_id"),
            fact("household_id"),
            fact("unit_id"),
            fact("state"),
            fact("adults"),
            fact("children"),
            fact("respondent_comes"),
            telling("note"),
            fact("queue_no"),
            fact("offer_expires_at"),
            fact("withdrew_late"),
            fact("decided_by"),
            fact("decided_at"),
            telling("decision_reason"),
            fact("form_version"),
            fact("answer_rev"),
            fact("schedule_rev"),
            fact("via"),
            fact("answered_by"),
            fact("answered_at"),
            fact("created_at"),
        ]
    ),
    table!(
        question_answer,
        "answers",
        "rsvp_id IN (SELECT id FROM rsvp WHERE person_id IN ({people}))",
        DELETED,
        &[fact("rsvp_id"), fact("question_id"), telling("value")]
    ),
    table!(
        check_in,
        "checkIns",
        "rsvp_id IN (SELECT id FROM rsvp WHERE person_id IN ({people})) \
         OR id IN (SELECT check_in_id FROM check_in_person WHERE person_id IN ({people}))",
        "stays as a count; what a helper who is erased called their device is emptied",
        &[
            fact("id"),
            fact("root_area_id"),
            fact("event_id"),
            fact("list_id"),
            fact("rsvp_id"),
            fact("method"),
            fact("adults"),
            fact("children"),
            withheld("device", OTHERS),
            withheld("client_id", BOOKKEEPING),
            fact("device_at"),
            fact("checked_in_by"),
            fact("checked_in_at"),
            fact("undone_by"),
            fact("undone_at"),
        ]
    ),
    table!(
        check_in_person,
        "presences",
        "person_id IN ({people})",
        "stays, so that counts of people and households stay",
        &[
            fact("list_id"),
            fact("person_id"),
            fact("check_in_id"),
            fact("event_id"),
            fact("household_id"),
        ]
    ),
    table!(
        rsvp_member,
        "parties",
        "person_id IN ({people})",
        "deleted; the party keeps its size",
        &[
            fact("rsvp_id"),
            fact("person_id"),
            fact("event_id"),
            fact("holds"),
        ]
    ),
    table!(
        invitation,
        "invitations",
        "person_id IN ({people}) OR household_id IN \
            (SELECT household_id FROM person WHERE id IN ({people}))",
        "the person's own are deleted; a household's stay as long as somebody lives there",
        &[
            fact("id"),
            fact("root_area_id"),
            fact("event_id"),
            fact("person_id"),
            fact("household_id"),
            fact("area_id"),
            withheld("link_id", BOOKKEEPING),
            fact("invited_by"),
            fact("created_at"),
            fact("revoked_at"),
        ]
    ),
    table!(
        sensitive_read,
        "sensitiveReads",
        "person_id IN ({people})",
        "stays, so that officers go on to answer for their looks",
        &[
            fact("id"),
            fact("root_area_id"),
            fact("person_id"),
            fact("reader_id"),
            fact("field"),
            fact("at"),
        ]
    ),
    table!(
        journal,
        "journal",
        "actor_id IN ({people}) OR on_behalf_of IN ({people}) OR subject_id IN ({people})",
        "stays: it holds keys, and neither names nor texts",
        &[
            withheld("seq", BOOKKEEPING),
            withheld("position", BOOKKEEPING),
            fact("at"),
            fact("root_area_id"),
            fact("subject_kind"),
            withheld("subject_id", OTHERS),
            fact("verb"),
            fact("actor_kind"),
            withheld("actor_id", OTHERS),
            withheld("on_behalf_of", OTHERS),
            withheld("payload", OTHERS),
        ]
    ),
];
