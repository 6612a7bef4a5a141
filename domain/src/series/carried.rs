//! What the next occurrence of a series takes over from the one before, and what stays with the
//! occasion. THE one place that says so, for every table that belongs to an event: a table that comes
//! later has to be decided about here, and a test compares the list with the database.

/// What becomes of an event's rows in a table when the next occurrence is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carried {
    /// The next occurrence gets a copy. Who copies it follows `EventCreated` where it names an event
    /// that the new one is like.
    Copied(&'static str),
    /// It is made of the series, for each occurrence.
    Made(&'static str),
    /// It stays with the occasion, for this reason.
    Stays(&'static str),
}

use Carried::{Copied, Made, Stays};

/// Every table with a column `event_id`.
pub const TABLES: &[(&str, Carried)] = &[
    ("announcement", Stays("was said about one occasion")),
    ("banquet", Copied("what the meal wants, without its votes")),
    (
        "banquet_table",
        Copied("the tables of the hall, nobody at them"),
    ),
    ("call_task", Stays("a call about one occasion")),
    ("check_in", Stays("who came")),
    (
        "check_in_key",
        Stays("opens the codes of one occasion's guests"),
    ),
    (
        "check_in_list",
        Stays("a list with times of one occasion; the usual one comes by itself"),
    ),
    ("check_in_person", Stays("who came")),
    ("delivery", Stays("a message about one occasion")),
    (
        "delivery_schedule",
        Stays("planned anew by the copied reminder rules"),
    ),
    ("diet_count", Stays("counted of one occasion's guests")),
    ("dish", Stays("was cooked for one occasion")),
    ("dish_ballot", Stays("votes for the dishes of one occasion")),
    ("dish_vote", Stays("votes for the dishes of one occasion")),
    ("event_area", Made("the lists in which the event stands")),
    (
        "event_role",
        Copied("co-organisers; who helps at the door is asked for each occasion"),
    ),
    (
        "event_seats",
        Made("the seats of the series, none of them taken"),
    ),
    ("event_source", Stays("what one event was imported from")),
    ("filing_task", Stays("each occasion is filed by itself")),
    ("food_sample", Stays("of what was eaten at one occasion")),
    (
        "inbound_text",
        Stays("what somebody wrote about one occasion"),
    ),
    (
        "invitation",
        Stays("who was asked to one occasion is not asked to all"),
    ),
    ("invitation_link", Stays("invites to one occasion")),
    ("occurrence", Made("the event's place in the series")),
    ("personal_link", Stays("answers one occasion")),
    ("programme_item", Copied("the programme")),
    (
        "question",
        Copied("the questions that are asked now, not those of earlier forms"),
    ),
    (
        "reminder_rule",
        Copied("the reminders that there are, not those taken away"),
    ),
    (
        "rsvp",
        Stays("who answered one occasion has not answered the next"),
    ),
    (
        "rsvp_member",
        Stays("who answered one occasion has not answered the next"),
    ),
    (
        "seat_assignment",
        Stays("where the guests of one occasion sit"),
    ),
    ("seated_apart", Stays("between guests of one occasion")),
    (
        "seating_plan",
        Copied("the hall with its tables, nobody at them"),
    ),
    ("service_queue", Stays("the numbers of one occasion")),
    (
        "service_record",
        Stays("what a volunteer did on one occasion"),
    ),
    ("shift", Copied("what has to be done, nobody on it")),
    ("shift_role", Copied("comes with its shift, nobody in it")),
    ("shift_sign_up", Stays("who helps on one occasion")),
    ("slot", Copied("the slots, nobody in them")),
    ("stall", Copied("the stalls and how they work")),
    ("stall_service", Copied("what the stalls do")),
    ("station", Copied("the stations, closed")),
    ("table_pin", Stays("of guests of one occasion")),
    ("ticket", Stays("who came to one occasion")),
    ("ticket_move", Stays("what happened at one occasion")),
    (
        "wanted_dish",
        Copied("what is asked for, none of it claimed"),
    ),
];

/// What was decided about a table; none if nothing was.
pub fn carried(table: &str) -> Option<Carried> {
    let mut tables = TABLES.iter();
    tables
        .find(|(name, _)| *name == table)
        .map(|(_, carried)| *carried)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_table_is_decided_about_once_and_in_order() {
        let names: Vec<&str> = TABLES.iter().map(|(name, _)| *name).collect();
        assert!(names.is_sorted_by(|one, next| one < next), "{names:?}");
        assert!(matches!(carried("rsvp"), Some(Stays(_))));
        assert_eq!(carried("no_such_table"), None);
    }
}
