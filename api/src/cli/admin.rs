//! `mulin admin`

use anyhow::{Context, bail};
use clap::{Args, Subcommand, ValueEnum};
use mulin_domain::{Actor, Core, person, place, signing_keys};
use mulin_entities::{AreaId, AreaKind, PersonId, Role};

use super::ids::id;
use super::reseal::{self, ResealArgs};
use super::{ModeArgs, output};
use crate::app;
use crate::config::{Config, IsoDuration};
use crate::graphql::id::encode;
use crate::tokens::Tokens;

/// Flags of `mulin admin`.
#[derive(Debug, Args)]
#[command(after_help = "\
Whoever can run this reads the master key and the database already, so nobody is asked who they are.

Examples:
  mulin admin init --city 华蓥市 --name 李明
  mulin admin grant --person person_AZt2… --role admin --area area_AZt2…
  mulin admin token --person person_AZt2… --ttl PT1H
  mulin admin rotate-signing-key
  mulin admin reseal")]
pub struct AdminArgs {
    /// As for the `mulin serve` that made the master key.
    #[command(flatten)]
    pub mode: ModeArgs,
    /// What to do.
    #[command(subcommand)]
    pub command: AdminCommand,
}

/// What only the operator of the server may do.
#[derive(Debug, Subcommand)]
pub enum AdminCommand {
    /// Found a new city with its first administrator, and print their ids
    Init(InitArgs),
    /// Print an access token for a person
    Token(TokenArgs),
    /// Give a person a role over an area and everything below it
    Grant(GrantArgs),
    /// Seal everything with the current master key that an earlier one sealed
    Reseal(ResealArgs),
    /// Sign access tokens with a new key from now on, and print its id
    RotateSigningKey(RotateArgs),
}

/// Flags of `mulin admin init`.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// The city's name
    #[arg(long)]
    pub city: String,
    /// The administrator's name
    #[arg(long)]
    pub name: String,
    /// The administrator's e-mail address
    #[arg(long)]
    pub email: Option<String>,
    /// The office they work in; areas of this name are made down to a unit
    #[arg(long, default_value = "市政务服务中心")]
    pub office: String,
}

/// Flags of `mulin admin token`.
#[derive(Debug, Args)]
pub struct TokenArgs {
    /// The person's id, as the API or `admin init` tells it
    #[arg(long, value_name = "ID", value_parser = id::<PersonId>)]
    pub person: PersonId,
    /// How long the token is good, as an ISO 8601 duration
    #[arg(long, value_name = "DURATION", default_value = "PT15M", value_parser = duration)]
    pub ttl: IsoDuration,
}

/// Flags of `mulin admin grant`.
#[derive(Debug, Args)]
pub struct GrantArgs {
    /// The person's id, as the API or `admin init` tells it
    #[arg(long, value_name = "ID", value_parser = id::<PersonId>)]
    pub person: PersonId,
    /// What they may do
    #[arg(long)]
    pub role: RoleArg,
    /// The area's id
    #[arg(long, value_name = "ID", value_parser = id::<AreaId>)]
    pub area: AreaId,
}

/// Flags of `mulin admin rotate-signing-key`.
#[derive(Debug, Args)]
pub struct RotateArgs {
    /// How long what the older keys have signed still counts, as an ISO 8601 duration. The default is
    /// the longest life of a token, so that nobody is signed out; a short one ends stolen tokens
    #[arg(long, value_name = "DURATION", default_value = LONGEST_TOKEN, value_parser = duration)]
    pub overlap: IsoDuration,
}

/// The most that `--ttl` takes, which is the most that a duration may last.
const LONGEST_TOKEN: &str = "P366D";

/// The roles that can be granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RoleArg {
    /// Runs the platform for the area
    Admin,
    /// Plans events for the area
    Organiser,
    /// Looks after the people of the area
    Steward,
}

impl From<RoleArg> for mulin_entities::Role {
    fn from(role: RoleArg) -> Self {
        match role {
            RoleArg::Admin => Self::Admin,
            RoleArg::Organiser => Self::Organiser,
            RoleArg::Steward => Self::Steward,
        }
    }
}

fn duration(text: &str) -> Result<IsoDuration, &'static str> {
    text.parse()
        .map_err(|()| "expected an ISO 8601 duration such as PT15M or P1D")
}

pub(super) async fn run(args: AdminArgs, config: Config) -> anyhow::Result<()> {
    let core = app::open(&config, args.mode.mode()).await?;
    match args.command {
        AdminCommand::Init(init) => {
            let made = found_city(&core, init).await?;
            output::print(&format!("{}\n", serde_json::to_string_pretty(&made)?))?;
        }
        AdminCommand::Token(token) => {
            let person = token.person;
            person::store::person(core.db().reader(), person)
                .await?
                .with_context(|| format!("there is no person {person}"))?;
            let issued = Tokens::new(core)
                .issue(person, None, token.ttl.delta())
                .await?;
            output::print(&format!("{issued}\n"))?;
        }
        AdminCommand::Grant(grant) => {
            let input = person::GrantRole {
                person_id: Ok(grant.person),
                role: grant.role.into(),
                area_id: Ok(grant.area),
                valid_from: None,
                valid_until: None,
            };
            let made = person::grant_role(&core, &Actor::System, input, None).await?;
            output::print(&format!("{}\n", encode(made.root_area_id, made.id).0))?;
        }
        AdminCommand::Reseal(ResealArgs {}) => reseal::run(&core).await?,
        AdminCommand::RotateSigningKey(rotate) => {
            let kid = signing_keys::rotate(&core, rotate.overlap.delta()).await?;
            output::print(&format!("{kid}\n"))?;
        }
    }
    Ok(())
}

/// A city in which nobody lives has nobody who could act; so it is founded with its first
/// administrator, in an office that is a unit of its own.
async fn found_city(core: &Core, init: InitArgs) -> anyhow::Result<serde_json::Value> {
    for (flag, text) in [
        ("--city", &init.city),
        ("--name", &init.name),
        ("--office", &init.office),
    ] {
        if text.trim().is_empty() {
            bail!("{flag} is blank; write a name");
        }
    }
    let cities = place::store::cities(core.db().reader()).await?;
    if cities.iter().any(|city| city.name == init.city.trim()) {
        bail!(
            "{} is founded already; `mulin admin grant` makes more administrators",
            init.city
        );
    }
    let mut above = None;
    let mut city = None;
    let levels = [
        AreaKind::City,
        AreaKind::Street,
        AreaKind::Community,
        AreaKind::Grid,
        AreaKind::Unit,
    ];
    for kind in levels {
        let name = if kind == AreaKind::City {
            init.city.clone()
        } else {
            init.office.clone()
        };
        let input = place::CreateArea {
            parent_id: above.map(Ok),
            kind,
            name,
            contact_phone: None,
        };
        let area = place::create_area(core, &Actor::System, input, None).await?;
        city.get_or_insert(area.id);
        above = Some(area.id);
    }
    let (Some(city), Some(unit)) = (city, above) else {
        bail!("a city has five levels")
    };
    let input = person::RegisterPerson {
        unit_id: Ok(unit),
        home: person::Home::Building(init.office),
        name: init.name,
        preferred_name: None,
        birth_year: None,
        locale: None,
        email: init.email,
        phone: None,
    };
    let admin = person::register_person(core, &Actor::System, input, None).await?;
    let input = person::GrantRole {
        person_id: Ok(admin.id),
        role: Role::Admin,
        area_id: Ok(city),
        valid_from: None,
        valid_until: None,
    };
    person::grant_role(core, &Actor::System, input, None).await?;
    Ok(serde_json::json!({ "city": encode(city, city).0, "person": encode(city, admin.id).0 }))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn no_token_outlives_the_key_that_signed_it() {
        let overlap = duration(LONGEST_TOKEN).unwrap().delta();
        assert_eq!(overlap, TimeDelta::days(366));
        assert!(duration("P366DT1S").is_err());
    }
}
