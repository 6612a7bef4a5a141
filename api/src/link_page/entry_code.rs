//! The picture that is shown at the entrance.

use mulin_domain::Core;
use mulin_entities::rsvp;

/// The address of the picture for an answer that comes, on this server or as `data:`. There is none
/// as long as nothing reads such codes: guests then tell the desk their name.
pub(super) async fn entry_code(_core: &Core, _rsvp: &rsvp::Model) -> Option<String> {
    None
}
