//! `announcementPreview`

use async_graphql::{Context, Object, Result, SimpleObject};
use mulin_domain::announcement;
use mulin_domain::delivery::audience::channels;
use mulin_domain::delivery::forecast;
use mulin_domain::place::store as places;
use mulin_notify::Locale;

use super::announce::AnnounceInput;
use super::plan::{Reach, Toll};
use super::sample::{Of, Scene, sample};
use crate::graphql::context::{ContextExt, RequestContext};
use crate::graphql::errors::{outcome, top_level};
use crate::graphql::scalars::{self, DateTime};
use crate::graphql::user_error::UserError;

/// What an announcement would be; nothing is sent or kept.
#[derive(SimpleObject, Default)]
pub struct AnnouncementPreviewPayload {
    /// When it would be wanted; null if it would be refused.
    pub due_at: Option<DateTime>,
    /// How many people it would be for, as of now; null if it would be refused.
    pub recipients: Option<i32>,
    /// By which way they would be reached; null if it would be refused.
    pub reach: Option<Reach>,
    /// How many of them would get it at another time, for their quiet hours; null if it would be
    /// refused.
    pub shifted: Option<i32>,
    /// Parts of text messages; null if it would be refused.
    pub estimated_parts: Option<i32>,
    /// What they would cost, in the currency that the operator pays in; null if it would be refused.
    pub estimated_cost: Option<f64>,
    /// What would be read, in each language; empty if it would be refused.
    pub texts: Vec<AnnouncementText>,
    /// Why it would be refused; empty if it would not.
    pub user_errors: Vec<UserError>,
}

/// An announcement as it would be read in one language, without the reader's name.
#[derive(SimpleObject, Clone)]
pub struct AnnouncementText {
    /// The language.
    pub locale: scalars::Locale,
    /// How many people would read it in this language.
    pub recipients: i32,
    /// The subject of the e-mail.
    pub subject: String,
    /// The e-mail as plain text.
    pub text: String,
    /// The e-mail as a whole HTML document.
    pub html: String,
    /// The text message, with a link of the length that links have.
    pub sms: String,
    /// Parts that it would be sent in.
    pub sms_parts: i32,
}

/// See the module.
#[derive(Default)]
pub struct AnnouncementQueries;

#[Object]
impl AnnouncementQueries {
    /// What `announce` would do with the same input: to how many it would go, by which way, at what
    /// price, and in which words. For those who run the event.
    #[graphql(complexity = "20 + child_complexity", cache_control(private))]
    async fn announcement_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to tell whom, when.")] input: AnnounceInput,
    ) -> Result<AnnouncementPreviewPayload> {
        let answer = announcement::preview(ctx.core(), ctx.actor(), input.into()).await;
        let (draft, user_errors) = outcome(ctx, answer)?;
        let Some(draft) = draft else {
            return Ok(AnnouncementPreviewPayload {
                user_errors,
                ..AnnouncementPreviewPayload::default()
            });
        };
        let shown = shown(ctx.request(), &draft).await;
        shown.map_err(|error| top_level(ctx, &error))
    }
}

async fn shown(
    request: &RequestContext,
    draft: &announcement::Draft,
) -> mulin_domain::Result<AnnouncementPreviewPayload> {
    let core = &request.core;
    let db = core.db().reader();
    let asked = [(draft.event.id, &draft.whom)];
    let groups = forecast::groups(db, &asked).await?.concat();
    let venue = match draft.event.venue_id {
        Some(id) => places::venue(db, id).await?,
        None => None,
    };
    let phones = places::contact_phones(db, [draft.event.area_id]).await?;
    let scene = Scene {
        venue,
        phone: phones.get(&draft.event.area_id).cloned(),
    };
    let channels = channels(draft.row.channels.as_deref())?;
    let toll = Toll {
        event: &draft.event,
        scene: &scene,
        of: Of::Announcement(&draft.row),
        channels: &channels,
        due_at: draft.due_at,
    };
    let estimate = toll.estimate(request, &groups)?;
    let mut texts = Vec::new();
    for locale in Locale::ALL {
        let sample = sample(
            request,
            &draft.event,
            &scene,
            Of::Announcement(&draft.row),
            locale,
        )?;
        let own = groups.iter();
        let own = own.filter(|group| Locale::from_bcp47(&group.locale) == locale);
        let people: i64 = own.map(|group| group.people).sum();
        texts.push(AnnouncementText {
            locale: scalars::Locale(locale.as_str().to_owned()),
            recipients: i32::try_from(people).unwrap_or(i32::MAX),
            subject: sample.email.subject,
            text: sample.email.text,
            html: sample.email.html,
            sms_parts: i32::try_from(sample.sms_parts).unwrap_or(i32::MAX),
            sms: sample.sms,
        });
    }
    Ok(AnnouncementPreviewPayload {
        due_at: Some(DateTime(draft.due_at)),
        recipients: Some(estimate.recipients),
        reach: Some(estimate.reach),
        shifted: Some(estimate.shifted),
        estimated_parts: Some(estimate.parts),
        estimated_cost: Some(estimate.cost),
        texts,
        user_errors: Vec::new(),
    })
}
