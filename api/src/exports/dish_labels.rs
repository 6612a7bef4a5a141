//! Labels to stand beside the dishes, to print: eight a page, each with what is in the dish and a code
//! that leads to its page.

use bytes::Bytes;
use futures_util::stream::{self, Stream};
use mulin_domain::food_safety::labels::{self, Label};
use mulin_domain::{Core, Error};
use mulin_entities::{DishId, event};
use url::Url;

use super::dish_words::DishWords;
use super::sheet::escaped;
use super::words::Words;
use crate::dish_page;
use crate::graphql::texts::message;
use crate::link_page::words::tag;
use crate::qr::Picture;

const STYLE: &str = "@page{size:A4;margin:8mm}\
    body{font:11pt/1.3 sans-serif;color:#000;background:#fff;margin:0}\
    main{display:grid;grid-template-columns:1fr 1fr;gap:4mm}\
    section{border:1px solid #000;border-radius:2mm;padding:3mm;min-height:60mm;\
    break-inside:avoid;box-sizing:border-box;overflow-wrap:anywhere}\
    h2{font-size:17pt;line-height:1.15;margin:0 0 1.5mm}p{margin:0 0 1mm}\
    svg{float:inline-end;width:24mm;height:24mm;margin:0 0 1mm 2mm}\
    .strong{font-weight:bold}.hazard{border:1mm solid #000;padding:1mm;font-weight:bold}\
    .cook{font-size:10pt}";

struct Reading {
    core: Core,
    event: event::Model,
    words: Words,
    public_url: Option<Url>,
    at: Place,
}

enum Place {
    Beginning,
    After(i32),
    End,
}

/// The page, piece by piece.
pub fn dish_labels(
    core: Core,
    event: event::Model,
    words: Words,
    public_url: Option<Url>,
) -> impl Stream<Item = Result<Bytes, Error>> + Send + 'static {
    let reading = Reading {
        core,
        event,
        words,
        public_url,
        at: Place::Beginning,
    };
    stream::try_unfold(reading, |mut reading| async move {
        let piece = match reading.at {
            Place::Beginning => {
                reading.at = Place::After(0);
                head(&reading)
            }
            Place::After(number) => {
                let labels = labels::next(&reading.core, reading.event.id, number).await?;
                let piece: String = labels.iter().map(|label| one(&reading, label)).collect();
                match labels.last() {
                    Some(last) => {
                        reading.at = Place::After(last.dish.dish_no);
                        piece
                    }
                    None => {
                        reading.at = Place::End;
                        "</main></body></html>".to_owned()
                    }
                }
            }
            Place::End => return Ok(None),
        };
        Ok(Some((Bytes::from(piece), reading)))
    })
}

fn head(reading: &Reading) -> String {
    let words = reading.words;
    format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <title>{} · {}</title><style>{STYLE}</style></head><body><main>",
        tag(words.language),
        escaped(&reading.event.title),
        words.of("export-dish-labels"),
    )
}

fn one(reading: &Reading, label: &Label) -> String {
    let words = reading.words;
    let dish = DishWords::new(label, words.language, words.zone);
    let number = [("value", dish.number.to_string().into())];
    let number = message("label-number", &number, words.language);
    let mut piece = format!(
        "<section>{}<h2>{number} {}</h2>",
        code(reading, label.dish.id),
        escaped(&dish.name)
    );
    if dish.choking_hazard {
        piece += &format!("<p class=\"hazard\">{}</p>", words.of("label-choking"));
    }
    let mut line = |code: &str, class: &str, text: &Option<String>| {
        if let Some(text) = text {
            let (what, text) = (words.of(code), escaped(text));
            piece += &format!("<p class=\"{class}\">{what} {text}</p>");
        }
    };
    line("label-contains", "strong", &dish.contains);
    line("label-may-contain", "strong", &dish.may_contain);
    line("label-undeclared", "strong", &dish.undeclared);
    line("label-free-from", "plain", &dish.free_from);
    line("label-tags", "plain", &dish.tags);
    line("label-cooked", "plain", &dish.cooked);
    if dish.nothing_declared {
        let nothing = words.of("label-nothing-declared");
        piece += &format!("<p class=\"strong\">{nothing}</p>");
    }
    if let Some(keep) = &dish.keep {
        piece += &format!("<p>{keep}</p>");
    }
    if let Some(cook) = &label.cook {
        let cook = [("value", cook.as_str().into())];
        let cook = escaped(&message("label-cook", &cook, words.language));
        piece += &format!("<p class=\"cook\">{cook}</p>");
    }
    piece + "</section>"
}

/// The code of the dish's page; nothing if nobody knows where this server is reached.
fn code(reading: &Reading, id: DishId) -> String {
    let address = reading
        .public_url
        .as_ref()
        .map(|base| dish_page::address(base, id));
    let picture = address.and_then(|address| Picture::Svg.of(&address));
    picture
        .and_then(|picture| String::from_utf8(picture).ok())
        .unwrap_or_default()
}
