//! What the banquet asks of those who answer it: a question of each kind.

use anyhow::Result;
use mulin_domain::question::{NewQuestion, SetEventQuestions, set_event_questions};
use mulin_entities::{EventId, QuestionAudience, QuestionKind};

use super::stage::Stage;

/// Puts the form to an event, for answers from now on.
pub(super) async fn ask(stage: &Stage<'_>, event: EventId) -> Result<()> {
    let input = SetEventQuestions {
        event_id: Ok(event),
        expected_version: None,
        questions: form(),
    };
    set_event_questions(stage.core, &stage.organiser, input, None).await?;
    Ok(())
}

fn form() -> Vec<NewQuestion> {
    let question = |kind, label: &str| NewQuestion {
        kind,
        label: label.to_owned(),
        help: None,
        required: false,
        audience: QuestionAudience::Organisers,
        choices: None,
        min: None,
        max: None,
    };
    let choices = |choices: &[&str]| Some(choices.iter().map(|one| (*one).to_owned()).collect());
    vec![
        NewQuestion {
            help: Some("写菜名就行，比如“红烧肉”。".to_owned()),
            required: true,
            max: Some(40),
            ..question(QuestionKind::Text, "带哪道拿手菜？")
        },
        NewQuestion {
            min: Some(1),
            max: Some(20),
            ..question(QuestionKind::Number, "这道菜够几位吃？")
        },
        NewQuestion {
            required: true,
            choices: choices(&["16:30", "17:00", "17:30"]),
            audience: QuestionAudience::Helpers,
            ..question(QuestionKind::Choice, "几点把菜送来？")
        },
        NewQuestion {
            choices: choices(&["摆桌椅", "端菜", "收拾"]),
            max: Some(2),
            ..question(QuestionKind::Choices, "愿意搭把手吗？")
        },
        question(QuestionKind::YesNo, "要我们准备碗筷吗？"),
        NewQuestion {
            help: Some("试菜在邻里中心，下午三点。".to_owned()),
            ..question(QuestionKind::Date, "哪天方便来试菜？")
        },
    ]
}
