//! Codes to sign in with: they leave at once and by day or night, only while they count, and by text
//! message only once.

use chrono::TimeDelta;
use mulin_domain::input::Faults;
use mulin_domain::sign_in::{
    Address, RequestSignInCode, Verified, request_sign_in_code, verify_code,
};
use mulin_domain::{Actor, Result};
use mulin_entities::*;
use mulin_notify::SendError;
use sea_orm::EntityTrait;

use super::stage::{Wire, deliveries, local, worker};
use crate::both_databases;
use crate::support::app::TestApp;

const EMAIL: &str = "lan@example.org";
const PHONE: &str = "+8613812345678";

async fn request(app: &TestApp, address: &str) {
    let input = RequestSignInCode {
        address: address.to_owned(),
        locale: Some("zh-CN".to_owned()),
    };
    request_sign_in_code(&app.core, &Actor::Anonymous, None, input)
        .await
        .expect("a code can be asked for");
}

async fn give(app: &TestApp, address: &str, code: &str) -> Result<Verified> {
    let address = Address::read(&mut Faults::default(), "address", address);
    let address = address.expect("an address");
    verify_code(&app.core, &Actor::Anonymous, None, address, code.to_owned()).await
}

/// Whether the codes can still be read, in order of their making.
async fn readable(app: &TestApp) -> Vec<bool> {
    let mut codes = sign_in_code::Entity::find()
        .all(app.core.db().writer())
        .await
        .expect("codes can be read");
    codes.sort_by_key(|code| code.created_at);
    codes
        .iter()
        .map(|code| code.sealed_code.is_some())
        .collect()
}

/// The six digits that a message begins with, behind a signature if there is one.
fn code_of(text: &str) -> String {
    let text = text.strip_prefix("【睦邻】").unwrap_or(text);
    let code: String = text.chars().take_while(char::is_ascii_digit).collect();
    assert_eq!(code.len(), 6, "{text}");
    code
}

async fn only(app: &TestApp) -> delivery::Model {
    let mut all = deliveries(app).await;
    let first = all.remove(0);
    assert!(all.is_empty(), "{all:#?}");
    first
}

fn temporary() -> SendError {
    SendError::Temporary {
        code: "BUSY".to_owned(),
    }
}

fn unknown() -> SendError {
    SendError::Unknown {
        code: "NO_ANSWER".to_owned(),
        perhaps: None,
    }
}

both_databases!(
    a_code_leaves_at_once_also_at_night_and_is_forgotten,
    |app| {
        app.clock.set(local("2026-11-21 23:30"));
        request(&app, PHONE).await;
        request(&app, EMAIL).await;
        assert_eq!(readable(&app).await, [true, true]);
        app.run_due_work().await;

        let texts = app.sms.sent();
        assert_eq!(texts.len(), 1);
        assert_eq!(texts[0].to, PHONE);
        let code = code_of(&texts[0].text);
        let expected = format!("【睦邻】{code} 是您的登录验证码，10分钟内有效。不要告诉任何人。");
        assert_eq!(texts[0].text, expected);
        give(&app, PHONE, &code).await.expect("it is the code");

        let letters = app.mail.sent();
        assert_eq!(letters.len(), 1);
        assert_eq!(
            (letters[0].to_address.as_str(), &letters[0].to_name),
            (EMAIL, &None)
        );
        let code = code_of(&letters[0].rendered.subject);
        assert_eq!(code_of(&letters[0].rendered.text), code);
        give(&app, EMAIL, &code).await.expect("it is the code");

        let all = deliveries(&app).await;
        let sent = |row: &delivery::Model| row.state == DeliveryState::Sent;
        assert!(all.len() == 2 && all.iter().all(sent), "{all:#?}");
        assert_eq!(readable(&app).await, [false, false]);
    }
);

both_databases!(nothing_of_a_claimed_code_shows_in_debug, |app| {
    request(&app, PHONE).await;
    let take = mulin_domain::delivery::Take {
        channel: Channel::Sms,
        limit: 10,
        codes_only: true,
    };
    let claimed = mulin_domain::delivery::claim(&app.core, take)
        .await
        .expect("it can be claimed");
    let mulin_domain::delivery::About::SignInCode(about) = &claimed.outgoing[0].about else {
        panic!("it is about a code")
    };
    for shown in [
        format!("{claimed:?}"),
        format!("{:?}", claimed.outgoing[0].about),
    ] {
        assert!(
            !shown.contains(&about.code) && !shown.contains("138"),
            "{shown}"
        );
    }
});

both_databases!(a_code_by_sms_is_never_sent_twice, |app| {
    request(&app, PHONE).await;
    app.sms.fail_next([unknown()]);
    app.run_due_work().await;
    let row = only(&app).await;
    assert_eq!(row.state, DeliveryState::Failed);
    assert_eq!(row.last_error.as_deref(), Some("NO_ANSWER"));
    assert_eq!(readable(&app).await, [false]);
    app.advance(TimeDelta::minutes(5));
    app.run_due_work().await;
    let tried = app.sms.tried();
    assert_eq!(tried.len(), 1);
    // It may have arrived after all, and then it counts.
    let code = code_of(&tried[0].text);
    give(&app, PHONE, &code).await.expect("it is the code");
});

both_databases!(a_code_by_sms_whose_worker_died_is_given_up, |app| {
    request(&app, PHONE).await;
    let (stuck, quick) = (Wire::held(), Wire::open());
    let (first, second) = (worker(&app.core, &stuck, 1), worker(&app.core, &quick, 1));
    let meanwhile = async {
        stuck.saw(1).await;
        app.advance(TimeDelta::from_std(app.core.settings().lease).expect("a span"));
        second.run_due().await.expect("due work can be done");
        let row = only(&app).await;
        assert_eq!((row.state, row.attempts), (DeliveryState::Failed, 2));
        assert_eq!(row.last_error.as_deref(), Some("WORKER_LOST"));
        assert_eq!(readable(&app).await, [false]);
        stuck.release();
    };
    let (done, ()) = tokio::join!(first.run_due(), meanwhile);
    done.expect("losing a lease is no failure");
    assert_eq!((stuck.texts().len(), quick.texts().len()), (1, 0));
    assert_eq!(only(&app).await.state, DeliveryState::Failed);
});

both_databases!(a_code_by_email_is_sent_again_as_the_same_message, |app| {
    request(&app, EMAIL).await;
    app.mail.fail_next([unknown(), temporary()]);
    for state in [DeliveryState::Unknown, DeliveryState::Pending] {
        app.run_due_work().await;
        let row = only(&app).await;
        assert_eq!(row.state, state);
        assert_eq!(readable(&app).await, [true]);
        app.clock.set(row.due_at);
    }
    app.run_due_work().await;
    assert_eq!(only(&app).await.state, DeliveryState::Sent);
    assert_eq!(readable(&app).await, [false]);
    let tried = app.mail.tried();
    assert_eq!(tried.len(), 3);
    assert!(
        tried
            .iter()
            .all(|email| email.message_id == tried[0].message_id
                && email.rendered.subject == tried[0].rendered.subject)
    );
});

both_databases!(a_code_is_tried_again_only_while_it_counts, |app| {
    request(&app, PHONE).await;
    app.sms.fail_next([temporary()]);
    app.run_due_work().await;
    let row = only(&app).await;
    assert_eq!(row.state, DeliveryState::Pending);
    assert!(row.due_at > app.now());
    app.clock.set(row.due_at);
    app.sms.fail_next([temporary()]);
    app.run_due_work().await;
    assert_eq!(app.sms.tried().len(), 2, "it was surely not taken");

    app.clock.set(row.created_at + TimeDelta::minutes(10));
    app.run_due_work().await;
    let row = only(&app).await;
    assert_eq!(row.state, DeliveryState::Expired);
    assert_eq!(app.sms.tried().len(), 2);
    assert_eq!(readable(&app).await, [false]);
});

both_databases!(a_code_that_waited_says_how_long_it_still_counts, |app| {
    request(&app, PHONE).await;
    app.advance(TimeDelta::minutes(8) + TimeDelta::seconds(1));
    app.run_due_work().await;
    let texts = app.sms.sent();
    assert!(texts[0].text.contains("2分钟内有效"), "{}", texts[0].text);
});

both_databases!(only_the_newest_code_of_an_address_is_sent, |app| {
    request(&app, PHONE).await;
    app.advance(TimeDelta::minutes(1));
    request(&app, PHONE).await;
    request(&app, EMAIL).await;
    app.run_due_work().await;
    let texts = app.sms.sent();
    assert_eq!((texts.len(), app.mail.sent().len()), (1, 1));
    let mut states: Vec<DeliveryState> = deliveries(&app)
        .await
        .into_iter()
        .filter(|row| row.channel == Channel::Sms)
        .map(|row| row.state)
        .collect();
    states.sort();
    use DeliveryState::{Sent, Superseded};
    assert_eq!(states, [Sent, Superseded]);
    assert_eq!(readable(&app).await, [false; 3]);
    let code = code_of(&texts[0].text);
    give(&app, PHONE, &code).await.expect("it is the newest");
});

both_databases!(a_code_that_was_given_back_is_not_sent_again, |app| {
    request(&app, EMAIL).await;
    app.mail.fail_next([unknown()]);
    app.run_due_work().await;
    let code = code_of(&app.mail.tried()[0].rendered.subject);
    give(&app, EMAIL, &code).await.expect("it had arrived");
    app.clock.set(only(&app).await.due_at);
    app.run_due_work().await;
    assert_eq!(only(&app).await.state, DeliveryState::Expired);
    assert_eq!(app.mail.tried().len(), 1);
});

both_databases!(a_code_that_was_guessed_at_too_often_is_not_sent, |app| {
    request(&app, PHONE).await;
    app.sms.fail_next([temporary()]);
    app.run_due_work().await;
    let code: u32 = code_of(&app.sms.tried()[0].text).parse().expect("digits");
    for wrong in 1..=5 {
        let wrong = format!("{:06}", (code + wrong) % 1_000_000);
        give(&app, PHONE, &wrong).await.expect_err("a wrong code");
    }
    app.clock.set(only(&app).await.due_at);
    app.run_due_work().await;
    assert_eq!(only(&app).await.state, DeliveryState::Expired);
    assert_eq!(app.sms.tried().len(), 1);
});

both_databases!(a_code_that_is_kept_no_longer_holds_nobody_up, |app| {
    request(&app, PHONE).await;
    sign_in_code::Entity::delete_many()
        .exec(app.core.db().writer())
        .await
        .expect("codes can be deleted");
    request(&app, EMAIL).await;
    app.run_due_work().await;
    assert_eq!((app.sms.tried().len(), app.mail.sent().len()), (0, 1));
    let all = deliveries(&app).await;
    let gone = all.iter().find(|row| row.channel == Channel::Sms);
    assert_eq!(
        gone.map(|row| row.state),
        Some(DeliveryState::Expired),
        "{all:#?}"
    );
});
