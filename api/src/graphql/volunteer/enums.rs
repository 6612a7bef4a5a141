//! What volunteers can do, and how they belong to a team.

use async_graphql::Enum;

/// What volunteers can do. Skills may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::Skill")]
pub enum Skill {
    /// Cutting hair.
    Hairdressing,
    /// Seeing patients.
    Medicine,
    /// Caring for patients.
    Nursing,
    /// Chinese medicine: acupuncture, tuina.
    ChineseMedicine,
    /// Testing eyes and fitting glasses.
    Optometry,
    /// Grinding knives and scissors.
    KnifeGrinding,
    /// Mending shoes.
    ShoeRepair,
    /// Mending household appliances.
    ApplianceRepair,
    /// Work on electrical installations.
    ElectricalWork,
    /// Sewing and mending clothes.
    Sewing,
    /// First aid.
    FirstAid,
    /// Cooking for many.
    Cooking,
    /// Driving.
    Driving,
    /// Translating and interpreting, sign language too.
    Translation,
    /// Advice about the law.
    LegalAdvice,
    /// Taking pictures.
    Photography,
    /// Teaching.
    Teaching,
    /// Keeping order, showing the way.
    Stewarding,
}

/// Whether somebody belongs to a team. States may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::MemberState")]
pub enum MemberState {
    /// They asked to.
    Requested,
    /// They do.
    Active,
    /// No longer, or they were not let in.
    Ended,
}
