//! The picture that is shown at the entrance.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use mulin_domain::Core;
use mulin_domain::check_in::keys;
use mulin_entities::rsvp;

use crate::qr::Picture;

/// The picture for an answer that comes, as an address that holds it: it is there on paper and without
/// a network too, and nobody else is asked for it. Without one, guests tell the desk their name.
pub(super) async fn entry_code(core: &Core, rsvp: &rsvp::Model) -> Option<String> {
    let code = match keys::code_of(core, rsvp).await {
        Ok(code) => code?,
        Err(error) => {
            tracing::warn!(%error, "the code for the entrance cannot be had");
            return None;
        }
    };
    let picture = Picture::Svg;
    let image = BASE64_STANDARD.encode(picture.of(&code.text())?);
    Some(format!("data:{};base64,{image}", picture.media_type()))
}
