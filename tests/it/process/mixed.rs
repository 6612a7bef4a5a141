//! Everything that people do at once, at the programs themselves: two on one database, and one that
//! is killed meanwhile. Whatever was acknowledged stands, and the journal tells how.

use std::sync::Arc;

use mulin_domain::clock::{Clock, SystemClock};

use super::program::{Env, Program, env_of};
use crate::rsvp::random_operations::{Era, MOST_ERAS, Mix, SETTINGS, Seen, Way, World};
use crate::support::app::TestApp;
use crate::support::postgres::database;

const OPERATIONS: usize = 500;
/// With no more than this, too little happened to prove anything.
const ENOUGH: usize = 10;
/// Operations that were answered before a program is killed.
const BEFORE: usize = 200;

fn env(app: &TestApp) -> Env {
    let mut env = env_of(app);
    env.extend(
        SETTINGS
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned())),
    );
    env
}

/// A town by the machine's clock, and so many programs on its database.
async fn served(app: TestApp, programs: usize) -> (Arc<World>, Vec<Program>, Way) {
    app.clock.set(SystemClock.now());
    let env = env(&app);
    let world = Arc::new(World::found(app).await);
    let programs: Vec<Program> = (0..programs).map(|_| Program::serve(&[], &env)).collect();
    let mut addresses = Vec::new();
    for program in &programs {
        addresses.push(program.address().await);
    }
    (world, programs, Way::Programs(addresses))
}

/// Guests and doors go on while the first program is killed.
async fn killed(app: TestApp, count: usize) {
    let (world, mut programs, way) = served(app, count).await;
    let mix = Mix {
        organises: false,
        time_passes: false,
    };
    let era = Era::begin(&world, way, mix, 1, OPERATIONS).await;
    let clients = tokio::spawn(era.clone().run());
    era.answered(BEFORE).await;
    programs[0].kill();
    let over = clients.await.expect("the clients do their work");
    let mut seen = over.must_balance().await;
    drop(programs);

    // Another program goes on where it was.
    let again = Program::serve(&[], &env(&world.app));
    let way = Way::Programs(vec![again.address().await]);
    for number in 2..=MOST_ERAS {
        let era = Era::begin(&world, way.clone(), mix, number, BEFORE).await;
        seen += era.run().await.must_balance().await;
        // Whom chance let in decides how long it takes to prove anything.
        if seen.inside > ENOUGH {
            return;
        }
    }
    panic!("only {} were checked in", seen.inside);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_check_in_and_no_offer_is_lost_with_the_program_on_sqlite() {
    killed(TestApp::new(None, SETTINGS).await, 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_check_in_and_no_offer_is_lost_with_one_of_two_programs_on_postgres() {
    let Some(database) = database().await else {
        return;
    };
    killed(TestApp::new(Some(database), SETTINGS).await, 2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_programs_on_one_postgres_balance() {
    let Some(database) = database().await else {
        return;
    };
    let app = TestApp::new(Some(database), SETTINGS).await;
    let (world, mut programs, way) = served(app, 2).await;
    let mix = Mix {
        organises: true,
        time_passes: false,
    };
    let mut seen = Seen::default();
    for number in 1..=MOST_ERAS {
        let era = Era::begin(&world, way.clone(), mix, number, OPERATIONS).await;
        seen += era.run().await.must_balance().await;
        // Chance decides who moves up, and so how long it takes to prove anything.
        if seen.promoted > ENOUGH {
            break;
        }
    }
    assert!(seen.promoted > ENOUGH, "only {} moved up", seen.promoted);
    for program in &mut programs {
        program.terminate();
        assert!(program.exit().await.success());
    }
}
