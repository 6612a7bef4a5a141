//! Signs somebody in who was sent a code.

use std::net::IpAddr;

use mulin_entities::{PersonId, person};

use super::address::Address;
use super::open_session::{NewSession, open_session};
use super::verify_code::{redeem, verify_code};
use super::{SignInError, rules, store};
use crate::actor::Actor;
use crate::core::Core;
use crate::error::{Error, Refusal, Result};
use crate::input::{Faults, IdInput, Rule};
use crate::tx::CommandResult;

/// A code, and for whom it is given.
#[derive(Clone)]
pub struct SignIn {
    /// The address that the code was sent to, in any spelling.
    pub address: String,
    /// The code.
    pub code: String,
    /// Who signs in, where several people share the address.
    pub person_id: Option<IdInput<PersonId>>,
    /// What the client calls its device; empty if left out.
    pub device: Option<String>,
}

/// What a right code leads to.
#[derive(Clone, Debug)]
pub enum SignedIn {
    /// A session.
    Session(Box<NewSession>),
    /// These share the address: the same code counts again for one of them.
    Choose(Vec<person::Model>),
}

impl CommandResult for SignedIn {
    fn result_id(&self) -> Option<uuid::Uuid> {
        match self {
            Self::Session(session) => session.result_id(),
            Self::Choose(_) => None,
        }
    }
}

/// Opens a session, or answers who shares the address.
///
/// Errors: faults of the input, those of [`verify_code`], `NotRegistered` (the code still counts),
/// `NOT_FOUND` for a person who does not have the address.
pub async fn sign_in(
    core: &Core,
    actor: &Actor,
    client: Option<IpAddr>,
    input: SignIn,
) -> Result<SignedIn> {
    let mut faults = Faults::default();
    let address = Address::read(&mut faults, "address", &input.address);
    let code = rules::read_code(&mut faults, "code", &input.code);
    let person_id = faults.optional_id("personId", "Person", input.person_id);
    let device = faults.line("device", &input.device.unwrap_or_default(), 0..=60);
    faults.finish()?;
    let (Some(address), Some(code)) = (address, code) else {
        return Err(Error::input("address", Rule::Required));
    };
    let verified = verify_code(core, actor, client, address, code).await?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            let mut people = store::people_at(tx, &verified.address).await?;
            if people.is_empty() {
                return Err(Refusal::from(SignInError::NotRegistered).into());
            }
            if let Some(id) = person_id {
                people.retain(|person| person.id == id);
            }
            let person = match people.as_slice() {
                [] => return Err(Error::not_found("personId")),
                [person] => person,
                _ => return Ok(SignedIn::Choose(people)),
            };
            redeem(tx, &verified).await?;
            store::verify_contact(tx, person.id, &verified.address).await?;
            let session = open_session(tx, person, &device).await?;
            Ok(SignedIn::Session(Box::new(session)))
        })
    })
    .await
}
