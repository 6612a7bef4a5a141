//! Potluck banquets: what is brought, what is wanted, and whose dish is liked best.

use sea_orm_migration::prelude::*;

use crate::ddl;

const UP: &[&str] = &[
    r#"CREATE TABLE banquet (
    event_id {id} NOT NULL PRIMARY KEY REFERENCES event (id),
    root_area_id {id} NOT NULL REFERENCES area (id),
    cold_tastes integer NOT NULL CONSTRAINT banquet_cold_tastes CHECK (cold_tastes BETWEEN 0 AND 1000),
    hot_tastes integer NOT NULL CONSTRAINT banquet_hot_tastes CHECK (hot_tastes BETWEEN 0 AND 1000),
    staple_tastes integer NOT NULL CONSTRAINT banquet_staple_tastes CHECK (staple_tastes BETWEEN 0 AND 1000),
    soup_tastes integer NOT NULL CONSTRAINT banquet_soup_tastes CHECK (soup_tastes BETWEEN 0 AND 1000),
    dessert_tastes integer NOT NULL CONSTRAINT banquet_dessert_tastes CHECK (dessert_tastes BETWEEN 0 AND 1000),
    drink_tastes integer NOT NULL CONSTRAINT banquet_drink_tastes CHECK (drink_tastes BETWEEN 0 AND 1000),
    bring_before_minutes integer NOT NULL CONSTRAINT banquet_bring_before CHECK (bring_before_minutes BETWEEN 0 AND 1440),
    bring_to text,
    next_dish_no integer NOT NULL CONSTRAINT banquet_next_dish_no CHECK (next_dish_no > 0),
    vote_state text NOT NULL CONSTRAINT banquet_vote_state CHECK (vote_state IN ('NOT_OPEN', 'OPEN', 'CLOSED')),
    votes_per_guest integer NOT NULL CONSTRAINT banquet_votes_per_guest CHECK (votes_per_guest BETWEEN 0 AND 100),
    votes_per_dish integer NOT NULL CONSTRAINT banquet_votes_per_dish CHECK (votes_per_dish BETWEEN 1 AND 100),
    prizes {json} NOT NULL,
    vote_opened_at {instant},
    vote_closed_at {instant},
    version integer NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    CONSTRAINT banquet_vote_opened CHECK ((vote_state = 'NOT_OPEN') = (vote_opened_at IS NULL)),
    CONSTRAINT banquet_vote_closed CHECK ((vote_state = 'CLOSED') = (vote_closed_at IS NOT NULL)),
    CONSTRAINT banquet_vote_budget CHECK (vote_state = 'NOT_OPEN' OR votes_per_guest > 0)
)"#,
    r#"CREATE TABLE wanted_dish (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    event_id {id} NOT NULL REFERENCES banquet (event_id),
    category text NOT NULL CONSTRAINT wanted_dish_category CHECK (category IN ('COLD', 'HOT', 'STAPLE', 'SOUP', 'DESSERT', 'DRINK')),
    name text NOT NULL,
    note text,
    servings integer NOT NULL CONSTRAINT wanted_dish_servings CHECK (servings BETWEEN 1 AND 500),
    quantity integer NOT NULL CONSTRAINT wanted_dish_quantity CHECK (quantity BETWEEN 1 AND 500),
    claimed integer NOT NULL CONSTRAINT wanted_dish_claimed CHECK (claimed >= 0),
    version integer NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    removed_at {instant},
    CONSTRAINT wanted_dish_not_overclaimed CHECK (claimed <= quantity)
)"#,
    r#"CREATE INDEX wanted_dish_event ON wanted_dish (event_id, id)"#,
    r#"CREATE TABLE dish (
    id {id} NOT NULL PRIMARY KEY,
    root_area_id {id} NOT NULL REFERENCES area (id),
    event_id {id} NOT NULL REFERENCES banquet (event_id),
    household_id {id} NOT NULL REFERENCES household (id),
    cook_id {id} REFERENCES person (id),
    wanted_dish_id {id} REFERENCES wanted_dish (id),
    dish_no integer NOT NULL CONSTRAINT dish_no_positive CHECK (dish_no > 0),
    name text NOT NULL,
    category text NOT NULL CONSTRAINT dish_category CHECK (category IN ('COLD', 'HOT', 'STAPLE', 'SOUP', 'DESSERT', 'DRINK')),
    servings integer NOT NULL CONSTRAINT dish_servings CHECK (servings BETWEEN 1 AND 500),
    temperature text NOT NULL CONSTRAINT dish_temperature CHECK (temperature IN ('HOT', 'COLD', 'AMBIENT')),
    cooked_at {instant},
    diet_tags text NOT NULL,
    ingredients {json} NOT NULL,
    choking_hazard boolean NOT NULL,
    photo_url text,
    note text,
    state text NOT NULL CONSTRAINT dish_state CHECK (state IN ('PLEDGED', 'WITHDRAWN', 'RELEASED')),
    votes integer CONSTRAINT dish_votes CHECK (votes >= 0),
    via text NOT NULL CONSTRAINT dish_via CHECK (via IN ('APP', 'LINK', 'SMS', 'PHONE', 'PAPER', 'DESK')),
    version integer NOT NULL,
    created_at {instant} NOT NULL,
    updated_at {instant} NOT NULL,
    withdrawn_at {instant},
    CONSTRAINT dish_number UNIQUE (event_id, dish_no),
    CONSTRAINT dish_withdrawn CHECK ((state = 'PLEDGED') = (withdrawn_at IS NULL))
)"#,
    r#"CREATE INDEX dish_event ON dish (event_id, state, id)"#,
    r#"CREATE INDEX dish_event_category ON dish (event_id, state, category, id)"#,
    r#"CREATE INDEX dish_household ON dish (event_id, household_id)"#,
    r#"CREATE INDEX dish_cook ON dish (cook_id, event_id) WHERE cook_id IS NOT NULL"#,
    r#"CREATE INDEX dish_wanted ON dish (wanted_dish_id) WHERE wanted_dish_id IS NOT NULL"#,
    // No row: nobody knows. Unknown is never none.
    r#"CREATE TABLE dish_allergen (
    dish_id {id} NOT NULL REFERENCES dish (id),
    allergen text NOT NULL CONSTRAINT dish_allergen_allergen CHECK (allergen IN ('GLUTEN', 'CRUSTACEANS', 'FISH', 'EGG', 'PEANUT', 'SOY', 'MILK', 'NUTS', 'CELERY', 'MUSTARD', 'SESAME', 'SULPHITES', 'LUPIN', 'MOLLUSCS')),
    presence text NOT NULL CONSTRAINT dish_allergen_presence CHECK (presence IN ('CONTAINS', 'MAY_CONTAIN', 'FREE_FROM')),
    PRIMARY KEY (dish_id, allergen)
)"#,
    // What one guest has to give; the row is also what two ballots of one guest wait for.
    r#"CREATE TABLE dish_ballot (
    event_id {id} NOT NULL REFERENCES banquet (event_id),
    person_id {id} NOT NULL REFERENCES person (id),
    budget integer NOT NULL,
    spent integer NOT NULL CONSTRAINT dish_ballot_spent CHECK (spent >= 0),
    cast_by {id} NOT NULL REFERENCES person (id),
    cast_at {instant} NOT NULL,
    PRIMARY KEY (event_id, person_id),
    CONSTRAINT dish_ballot_budget CHECK (spent <= budget)
)"#,
    r#"CREATE INDEX dish_ballot_person ON dish_ballot (person_id)"#,
    r#"CREATE INDEX dish_ballot_cast_by ON dish_ballot (cast_by)"#,
    r#"CREATE TABLE dish_vote (
    event_id {id} NOT NULL,
    person_id {id} NOT NULL,
    dish_id {id} NOT NULL REFERENCES dish (id),
    votes integer NOT NULL CONSTRAINT dish_vote_votes CHECK (votes BETWEEN 1 AND 100),
    PRIMARY KEY (event_id, person_id, dish_id),
    CONSTRAINT dish_vote_ballot FOREIGN KEY (event_id, person_id) REFERENCES dish_ballot (event_id, person_id) ON DELETE CASCADE
)"#,
    r#"CREATE INDEX dish_vote_dish ON dish_vote (dish_id)"#,
];

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = [
            "dish_vote",
            "dish_ballot",
            "dish_allergen",
            "dish",
            "wanted_dish",
            "banquet",
        ];
        ddl::drop_tables(manager, &tables).await
    }
}
