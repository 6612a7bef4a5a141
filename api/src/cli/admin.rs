//! `mulin admin`

use anyhow::{Context, bail};
use clap::{Args, Subcommand, ValueEnum};
use mulin_domain::{Actor, Core, person, place};
use mulin_entities::{AreaId, AreaKind, PersonId, Role};
use uuid::Uuid;

use super::{ModeArgs, output};
use crate::app;
use crate::config::{Config, IsoDuration};
use crate::tokens::Tokens;

/// Flags of `mulin admin`.
#[derive(Debug, Args)]
#[command(after_help = "\
Whoever can run this reads the master key and the database already, so nobody is asked who they are.

Examples:
  mulin admin init --city 华蓥市 --name 李明
  mulin admin grant --person 0198f0c2-… --role admin --area 0198f0c2-…
  mulin admin token --person 0198f0c2-… --ttl PT1H")]
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
    /// Found a city with its first administrator, and print their ids
    Init(InitArgs),
    /// Print an access token for a person
    Token(TokenArgs),
    /// Give a person a role over an area and everything below it
    Grant(GrantArgs),
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
    /// The person, by UUID
    #[arg(long, value_name = "ID")]
    pub person: Uuid,
    /// How long the token is good, as an ISO 8601 duration
    #[arg(long, value_name = "DURATION", default_value = "PT15M", value_parser = duration)]
    pub ttl: IsoDuration,
}

/// Flags of `mulin admin grant`.
#[derive(Debug, Args)]
pub struct GrantArgs {
    /// The person, by UUID
    #[arg(long, value_name = "ID")]
    pub person: Uuid,
    /// What they may do
    #[arg(long)]
    pub role: RoleArg,
    /// The area, by UUID
    #[arg(long, value_name = "ID")]
    pub area: Uuid,
}

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
            let person = PersonId(token.person);
            person::store::person(core.db().reader(), person)
                .await?
                .with_context(|| format!("there is no person {}", token.person))?;
            let issued = Tokens::new(core).issue(person, token.ttl.delta()).await?;
            output::print(&format!("{issued}\n"))?;
        }
        AdminCommand::Grant(grant) => {
            let input = person::GrantRole {
                person_id: Ok(PersonId(grant.person)),
                role: grant.role.into(),
                area_id: Ok(AreaId(grant.area)),
                valid_from: None,
                valid_until: None,
            };
            let made = person::grant_role(&core, &Actor::System, input, None).await?;
            output::print(&format!("{}\n", made.id))?;
        }
    }
    Ok(())
}

/// A city in which nobody lives has nobody who could act; so it is founded with its first
/// administrator, in an office that is a unit of its own.
async fn found_city(core: &Core, init: InitArgs) -> anyhow::Result<serde_json::Value> {
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
    Ok(serde_json::json!({ "city": city, "person": admin.id }))
}
