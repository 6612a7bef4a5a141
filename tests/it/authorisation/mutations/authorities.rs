//! What the authorities ask, what is filed and kept, and what cooks have shown.

use serde_json::{Value, json};

use super::{case, id};
use crate::authorisation::case::Case;
use crate::authorisation::stage::Stage;

/// See the module.
pub(super) fn authorities(stage: &Stage) -> Vec<Case> {
    let known = &stage.authorities;
    let (city, community) = (
        id(stage, stage.town.city.id),
        id(stage, stage.town.community.id),
    );
    let policy = |area: &Value| {
        json!({
            "areaId": area, "name": "聚餐备案", "dinersFrom": 100, "leadDays": 3,
            "leadKind": "CALENDAR", "validFrom": "2026-01-01", "source": "街办〔2026〕1号",
        })
    };
    let ban = |area: &Value| {
        json!({
            "areaId": area, "name": "野生菌", "reason": "难以分辨。", "validFrom": "2026-01-01",
            "source": "街办〔2026〕2号",
        })
    };
    let mut cases = Vec::new();
    for (about, area) in [("of the city", &city), ("of the community", &community)] {
        cases.push(case("addDiningPolicy", about, policy(area)));
        cases.push(case("banIngredient", about, ban(area)));
    }
    let end = json!({ "diningPolicyId": id(stage, known.policy), "validTo": "2098-12-31" });
    cases.push(case("endDiningPolicy", "of the city", end));
    let lift = json!({ "bannedIngredientId": id(stage, known.ban), "validTo": "2098-12-31" });
    cases.push(case("liftIngredientBan", "of the city", lift));
    let filing = json!({ "filingTaskId": id(stage, known.task), "reference": "备2026-8" });
    cases.push(case("recordFiling", "of a public event", filing));
    let sample = json!({ "dishId": id(stage, stage.banquets.dish), "grams": 130 });
    cases.push(case("recordFoodSample", "of a resident's dish", sample));
    let discard = json!({ "foodSampleId": id(stage, known.sample) });
    cases.push(case(
        "discardFoodSample",
        "before its time is over",
        discard,
    ));
    let certificate = json!({
        "personId": id(stage, stage.resident()), "number": "健字2026-2", "issuer": "街道卫生院",
        "validUntil": "2099-12-31",
    });
    let mut of_cook = certificate.clone();
    of_cook["eventId"] = id(stage, stage.public);
    cases.push(case("recordCookCertificate", "a resident's", certificate));
    let about = "of a cook of a public event";
    cases.push(case("recordCookCertificate", about, of_cook));
    let remove = json!({ "cookCertificateId": id(stage, known.certificate) });
    cases.push(case("removeCookCertificate", "a resident's", remove));
    cases
}
