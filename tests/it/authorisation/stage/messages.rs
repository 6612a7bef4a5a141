//! What those who answered are told.

use mulin_domain::id;
use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter};

use super::Stage;
use crate::authorisation::actors::Who;
use crate::support::app::TestApp;

impl Stage {
    pub(super) async fn announced(&self, app: &TestApp) -> AnnouncementId {
        let mut row = announcement::Model {
            id: id::new_id(app.now(), app.core.entropy()),
            root_area_id: self.town.city.id,
            event_id: self.public,
            author_id: self.person(Who::Organiser).expect("there is one"),
            subject: "雨".to_owned(),
            body: "请带雨伞。".to_owned(),
            audience: "GOING,MAYBE".to_owned(),
            presence: Some(Presence::Absent),
            area_id: Some(self.town.unit.id),
            channels: Some("SMS".to_owned()),
            send_at: Some(app.now()),
            before_seconds: None,
            state: AnnouncementState::Cancelled,
            created_at: app.now(),
            cancelled_at: Some(app.now()),
        };
        let mut relative = announcement::Model {
            id: id::new_id(app.now(), app.core.entropy()),
            send_at: None,
            before_seconds: Some(3_600),
            state: AnnouncementState::Listed,
            cancelled_at: None,
            ..row.clone()
        };
        // The first of the list is the one with everything known of it.
        if relative.id < row.id {
            std::mem::swap(&mut relative.id, &mut row.id);
        }
        reminder_rule::Entity::update_many()
            .col_expr(reminder_rule::Column::Channels, Expr::value("SMS"))
            .col_expr(reminder_rule::Column::Template, Expr::value("short"))
            .filter(reminder_rule::Column::EventId.eq(self.public))
            .exec(app.core.db().writer())
            .await
            .expect("reminders can be changed");
        let id = row.id;
        for row in [row, relative] {
            let row = sea_orm::IntoActiveModel::into_active_model(row).reset_all();
            let written = row.insert(app.core.db().writer()).await;
            written.expect("an announcement is written");
        }
        id
    }
}
