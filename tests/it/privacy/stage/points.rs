//! What she has of points.

use mulin_entities::*;

use super::{Everything, put};
use crate::support::app::TestApp;

impl Everything {
    /// Points that came back, as what she asked for was called off.
    pub(super) async fn collect_points(&self, app: &TestApp) {
        let (now, root_area_id) = (app.now(), self.town.city.id);
        let reward = reward::Model {
            id: app.core.new_id(),
            root_area_id,
            area_id: self.town.community.id,
            area_path: self.town.community.path.clone(),
            name: "洗衣液".to_owned(),
            description: None,
            cost: 10,
            stock: 5,
            redeemed: 0,
            version: 1,
            created_at: now,
            updated_at: now,
            ended_at: None,
        };
        let redemption = redemption::Model {
            id: app.core.new_id(),
            root_area_id,
            reward_id: reward.id,
            person_id: Some(self.lan),
            cost: 10,
            state: RedemptionState::Cancelled,
            requested_by: Some(self.lan),
            via: Via::App,
            created_at: now,
            decided_by: Some(self.town.organiser),
            decided_at: Some(now),
        };
        let account = points_account::Model {
            person_id: self.lan,
            root_area_id,
            balance: 10,
            last_no: 1,
        };
        let entry = points_entry::Model {
            id: app.core.new_id(),
            root_area_id,
            person_id: Some(self.lan),
            entry_no: 1,
            kind: PointsKind::Returned,
            points: 10,
            balance: 10,
            rule_id: None,
            hours_entry_id: None,
            redemption_id: Some(redemption.id),
            created_at: now,
        };
        put(app, reward).await;
        put(app, redemption).await;
        put(app, account).await;
        put(app, entry).await;
    }
}
