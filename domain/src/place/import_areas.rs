//! Imports the areas of a city, all or nothing.

use std::collections::HashMap;

use mulin_entities::{AreaId, AreaKind, area};
use uuid::Uuid;

use super::tree::{Found, Tree};
use super::{policy, rules, store};
use crate::actor::Actor;
use crate::bulk;
use crate::change::What;
use crate::core::Core;
use crate::dialect;
use crate::error::Result;
use crate::import::{Counter, FileFaults, LEVELS, Options, Outcome, Wrong};
use crate::input::{Faults, Rule};
use crate::person::rules::phone_number;
use crate::tx::{CommandResult, Tx};

/// One import at a time, so that two do not make the same area.
pub const IMPORTS: i64 = 0x6D75_6C69_6E01;

const PHONE: &str = "contact_phone";
const CONFIRMS: &str = "confirms_registrations";
const COLUMNS: [&str; 7] = [
    "city",
    "street",
    "community",
    "grid",
    "unit",
    PHONE,
    CONFIRMS,
];

/// An area and all above it, as a line of a file names them.
#[derive(Clone, Debug)]
pub struct AreaLine {
    /// Number of the line, from 1.
    pub line: u64,
    /// Names from the city down; the deepest one given is what the line is about.
    pub names: [Option<String>; 5],
    /// Telephone of a person who helps; none leaves it as it is.
    pub contact_phone: Option<String>,
    /// Whether people who register themselves wait for their steward, as `yes` or `no`; none leaves
    /// it as it is.
    pub confirms_registrations: Option<String>,
}

/// What became of the areas of one level that the file names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AreaCount {
    /// Were made.
    pub new: u64,
    /// Got another telephone, or another word on registrations.
    pub changed: u64,
    /// Were there already.
    pub unchanged: u64,
}

/// What became of the areas that the file names, level by level from the top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedAreas {
    /// Each level with its numbers.
    pub levels: [(AreaKind, AreaCount); 5],
}

impl CommandResult for Outcome<ImportedAreas> {
    fn result_id(&self) -> Option<Uuid> {
        None
    }
}

/// Makes the areas that are missing, parents first, and leaves those that are there alone except for
/// what the file says of them. An area is known by its name and those above it.
pub async fn import_areas(
    core: &Core,
    actor: &Actor,
    lines: Vec<AreaLine>,
    options: Options,
) -> Result<Outcome<ImportedAreas>> {
    policy::may_import(actor)?;
    let mut faults = FileFaults::default();
    let checked = check(&lines, &options, &mut faults);
    core.transact(actor, move |tx| {
        Box::pin(async move {
            dialect::one_at_a_time(tx.db(), IMPORTS).await?;
            let cities = checked.iter().map(|line| line.names[0].as_str());
            let roots = store::cities_named(tx.db(), cities).await?;
            let tree = Tree::new(store::lock_trees(tx.db(), &roots).await?);
            let plan = Plan::make(tx, tree, &checked, &mut faults);
            if !faults.is_empty() {
                return Ok(Outcome::Faulty(faults.in_order()));
            }
            let imported = plan.count();
            if !options.dry_run {
                plan.write(tx).await?;
                (options.report)(lines.len() as u64);
            }
            Ok(Outcome::Done(imported))
        })
    })
    .await
}

/// What a line says, once it is clear.
struct Checked {
    line: u64,
    names: Vec<String>,
    contact_phone: Option<String>,
    confirms_registrations: Option<bool>,
}

fn check(lines: &[AreaLine], options: &Options, faults: &mut FileFaults) -> Vec<Checked> {
    let mut counter = Counter::new(&options.report);
    let mut said: HashMap<Vec<String>, usize> = HashMap::new();
    let mut checked: Vec<Checked> = Vec::with_capacity(lines.len());
    for line in lines {
        counter.add(1);
        let Some(line) = check_line(line, faults) else {
            continue;
        };
        if let Some(before) = said.get(&line.names) {
            let before = &checked[*before];
            let from = before.line;
            if before.contact_phone != line.contact_phone {
                faults.add(line.line, PHONE, Wrong::Differs { from });
            }
            if before.confirms_registrations != line.confirms_registrations {
                faults.add(line.line, CONFIRMS, Wrong::Differs { from });
            }
            continue;
        }
        said.insert(line.names.clone(), checked.len());
        checked.push(line);
    }
    checked
}

/// The line without its blanks; none if its names cannot be told.
fn check_line(line: &AreaLine, faults: &mut FileFaults) -> Option<Checked> {
    let mut wrong = Faults::default();
    let given = line.names.iter().rposition(Option::is_some);
    let mut names = Vec::new();
    for ((_, column), name) in LEVELS.into_iter().zip(&line.names) {
        match (name, given) {
            (Some(name), _) => names.push(wrong.name(column, name, 1..=60)),
            (None, Some(given)) if names.len() < given => {
                let below = LEVELS[given].1;
                faults.add(line.line, column, Wrong::Gap { below });
                break;
            }
            (None, Some(_)) => break,
            (None, None) => {
                wrong.add(column, Rule::Required);
                break;
            }
        }
    }
    let contact_phone = phone_number(&mut wrong, PHONE, line.contact_phone.as_deref());
    let confirms = line.confirms_registrations.as_deref();
    let confirms_registrations = confirms.and_then(|word| wrong.yes_or_no(CONFIRMS, word));
    faults.take(line.line, &COLUMNS, wrong);
    (names.len() == given? + 1).then_some(Checked {
        line: line.line,
        names,
        contact_phone,
        confirms_registrations,
    })
}

/// What becomes of an area.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    NotNamed,
    Unchanged,
    Changed,
    New,
}

/// The tree as it will be.
struct Plan {
    tree: Tree,
    /// Of the areas, place by place.
    fates: Vec<Fate>,
}

impl Plan {
    fn make(tx: &Tx, tree: Tree, lines: &[Checked], faults: &mut FileFaults) -> Self {
        let fates = vec![Fate::NotNamed; tree.areas().len()];
        let mut plan = Self { tree, fates };
        for line in lines {
            if let Some(place) = plan.reach(tx, line, faults) {
                plan.tell(tx, place, line);
            }
        }
        plan
    }

    /// The place of the line's area, which is made if need be, as are those above it.
    fn reach(&mut self, tx: &Tx, line: &Checked, faults: &mut FileFaults) -> Option<usize> {
        let mut above: Option<usize> = None;
        for (name, (kind, column)) in line.names.iter().zip(LEVELS) {
            let parent = above.map(|place| self.tree.areas()[place].id);
            let place = match self.tree.find(parent, name) {
                Found::One(place) => place,
                Found::Nothing => self.make_area(tx, above, kind, name),
                Found::Several => {
                    faults.add(line.line, column, Wrong::AmbiguousArea { kind });
                    return None;
                }
            };
            if self.fates[place] == Fate::NotNamed {
                self.fates[place] = Fate::Unchanged;
            }
            above = Some(place);
        }
        above
    }

    fn make_area(&mut self, tx: &Tx, above: Option<usize>, kind: AreaKind, name: &str) -> usize {
        let parent = above.map(|place| &self.tree.areas()[place]);
        let id: AreaId = tx.new_id();
        let path = parent.map(|parent| parent.path.as_str());
        let area = area::Model {
            id,
            root_area_id: parent.map_or(id, |parent| parent.root_area_id),
            parent_id: parent.map(|parent| parent.id),
            kind,
            name: name.to_owned(),
            path: rules::new_path(path, tx.core().entropy()),
            contact_phone: None,
            confirms_registrations: None,
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        self.fates.push(Fate::New);
        self.tree.add(area)
    }

    /// Gives the area what the line says of it.
    fn tell(&mut self, tx: &Tx, place: usize, line: &Checked) {
        let area = self.tree.area_mut(place);
        let phone = line.contact_phone.clone().or(area.contact_phone.clone());
        let confirms = line.confirms_registrations.or(area.confirms_registrations);
        if phone == area.contact_phone && confirms == area.confirms_registrations {
            return;
        }
        area.contact_phone = phone;
        area.confirms_registrations = confirms;
        if self.fates[place] != Fate::New {
            self.fates[place] = Fate::Changed;
            area.version += 1;
            area.updated_at = tx.now();
        }
    }

    fn count(&self) -> ImportedAreas {
        let mut levels = LEVELS.map(|(kind, _)| (kind, AreaCount::default()));
        for (area, fate) in self.tree.areas().iter().zip(&self.fates) {
            let level = levels.iter_mut().find(|(kind, _)| *kind == area.kind);
            let Some((_, count)) = level else { continue };
            match fate {
                Fate::NotNamed => {}
                Fate::Unchanged => count.unchanged += 1,
                Fate::Changed => count.changed += 1,
                Fate::New => count.new += 1,
            }
        }
        ImportedAreas { levels }
    }

    async fn write(self, tx: &mut Tx) -> Result<()> {
        let (mut new, mut changed) = (Vec::new(), Vec::new());
        for (area, fate) in self.tree.into_areas().into_iter().zip(self.fates) {
            let (area_id, root) = (area.id, area.root_area_id);
            match fate {
                Fate::New => {
                    tx.record(root, What::AreaCreated { area_id });
                    new.push(area);
                }
                Fate::Changed => {
                    tx.record(root, What::AreaUpdated { area_id });
                    changed.push(area);
                }
                Fate::NotNamed | Fate::Unchanged => {}
            }
        }
        // Parents were made first, and are written first.
        bulk::insert(tx.db(), new).await?;
        let columns = [
            area::Column::ContactPhone,
            area::Column::ConfirmsRegistrations,
            area::Column::Version,
            area::Column::UpdatedAt,
        ];
        bulk::update(tx.db(), changed, &columns).await?;
        Ok(())
    }
}
