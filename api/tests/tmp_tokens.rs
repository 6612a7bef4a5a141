#![allow(clippy::all, unused, missing_docs)]
#[path = "../../tests/factories/mod.rs"]
mod factories;
#[path = "../../tests/support/mod.rs"]
mod support;
#[path = "../../tests/it/oidc/mod.rs"]
mod oidc;
mod rsvp {
    #[path = "/work/main/tests/it/rsvp/steps.rs"]
    pub mod steps;
    #[path = "/work/main/tests/it/rsvp/personal_link.rs"]
    mod personal_link;
}
mod schema {
    #[path = "/work/main/tests/it/schema/signing_keys.rs"]
    mod signing_keys;
    #[path = "/work/main/tests/it/schema/tokens.rs"]
    mod tokens;
}
