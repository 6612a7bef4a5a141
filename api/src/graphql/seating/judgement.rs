//! How good a plan is, and what it breaks.

use async_graphql::{Context, Description, Enum, Object, Result, SimpleObject};
use mulin_domain::seating::{Broken, Worse};
use mulin_entities::{AreaId, seat_assignment};

use super::loaders::NamesAt;
use super::types::{BanquetTable, SeatedHousehold};
use crate::graphql::context::ContextExt;
use crate::graphql::loaders::load;
use crate::graphql::texts::{self, listed};

/// What a plan must keep. Rules may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_domain::seating::HardRule")]
pub enum HardSeatingRule {
    /// Every household has a table.
    Seated,
    /// No table has more guests than seats.
    Capacity,
    /// Who is pinned to a table sits there.
    Pin,
    /// Who has to be apart does not sit together.
    Apart,
    /// Who needs it sits at a table that a wheelchair comes to.
    Accessible,
    /// Nobody sits alone at a table.
    NotAlone,
    /// Only who is pinned to a head table sits there.
    HeadTable,
}

/// What a plan keeps as far as it can. Rules may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_domain::seating::SoftRule")]
pub enum SoftSeatingRule {
    /// Elders sit near the entrance.
    EldersNearEntrance,
    /// A table has households of at least two buildings.
    BuildingsMix,
    /// Tables are filled evenly.
    Balance,
    /// Dishes of each category come to each table.
    Dishes,
    /// A table that is used has the guests that it should have.
    MinGuests,
    /// Who had a table keeps it.
    KeepPlace,
}

/// What a soft rule adds to a plan's score.
#[derive(SimpleObject, Clone)]
pub struct SeatingTerm {
    /// The rule.
    pub rule: SoftSeatingRule,
    /// What it adds; less than zero is what it takes away.
    pub score: i32,
}

/// A hard rule that the plan breaks as it stands, or a household that has no table.
#[derive(Clone, Description)]
pub struct BrokenSeatingRule {
    /// What is broken.
    pub broken: Broken,
    /// The tree that it belongs to.
    pub root: AreaId,
}

impl BrokenSeatingRule {
    fn seated(&self, place: Option<&seat_assignment::Model>) -> Option<SeatedHousehold> {
        let (place, root) = (place?.clone(), self.root);
        Some(SeatedHousehold { place, root })
    }

    async fn named(
        &self,
        ctx: &Context<'_>,
        place: Option<&seat_assignment::Model>,
    ) -> Result<String> {
        let language = ctx.request().speech.language;
        let names = match place {
            Some(place) => load(ctx, NamesAt(place.event_id, place.household_id)).await?,
            None => None,
        };
        Ok(listed(&names.unwrap_or_default(), language))
    }
}

#[Object(use_type_description)]
impl BrokenSeatingRule {
    /// The rule.
    async fn rule(&self) -> HardSeatingRule {
        self.broken.rule.into()
    }

    /// What is wrong and the way out, in the caller's language.
    async fn message(&self, ctx: &Context<'_>) -> Result<String> {
        let table = BanquetTable::of(ctx, self.broken.table_id).await?;
        let values = [
            (
                "household",
                self.named(ctx, self.broken.household.as_ref())
                    .await?
                    .into(),
            ),
            (
                "other",
                self.named(ctx, self.broken.other.as_ref()).await?.into(),
            ),
            (
                "table",
                table.map(|table| table.0.name).unwrap_or_default().into(),
            ),
        ];
        let code = match self.broken.rule.into() {
            HardSeatingRule::Seated => "seating-not-seated",
            HardSeatingRule::Capacity => "seating-over-capacity",
            HardSeatingRule::Pin => "seating-not-at-pin",
            HardSeatingRule::Apart => "seating-not-apart",
            HardSeatingRule::Accessible => "seating-not-accessible",
            HardSeatingRule::NotAlone => "seating-alone",
            HardSeatingRule::HeadTable => "seating-at-head-table",
        };
        Ok(texts::message(code, &values, ctx.request().speech.language))
    }

    /// The household that it is about; null if it is about a table alone.
    async fn household(&self) -> Option<SeatedHousehold> {
        self.seated(self.broken.household.as_ref())
    }

    /// Another household that it is about; null if there is none.
    async fn other_household(&self) -> Option<SeatedHousehold> {
        self.seated(self.broken.other.as_ref())
    }

    /// The table that it is about; null if it is about none.
    async fn table(&self, ctx: &Context<'_>) -> Result<Option<BanquetTable>> {
        BanquetTable::of(ctx, self.broken.table_id).await
    }
}

/// What a move made worse, in the caller's language.
pub async fn warning(ctx: &Context<'_>, worse: Worse) -> Result<String> {
    let language = ctx.request().speech.language;
    let (code, table) = match worse {
        Worse::Soft(rule) => (worse_code(rule.into()), None),
        Worse::LeftAlone(table) => {
            let table = BanquetTable::of(ctx, Some(table)).await?;
            ("seating-left-alone", table.map(|table| table.0.name))
        }
    };
    let values = [("table", table.unwrap_or_default().into())];
    Ok(texts::message(code, &values, language))
}

fn worse_code(rule: SoftSeatingRule) -> &'static str {
    match rule {
        SoftSeatingRule::EldersNearEntrance => "seating-worse-elders",
        SoftSeatingRule::BuildingsMix => "seating-worse-buildings",
        SoftSeatingRule::Balance => "seating-worse-balance",
        SoftSeatingRule::Dishes => "seating-worse-dishes",
        SoftSeatingRule::MinGuests => "seating-worse-min-guests",
        SoftSeatingRule::KeepPlace => "seating-worse-keep-place",
    }
}
