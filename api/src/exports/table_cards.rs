//! Cards to stand on the tables, to print: one a table, with who sits there and what they bring.

use mulin_domain::seating::cards::{Card, Seated};
use mulin_entities::event;

use super::sheet::escaped;
use super::words::Words;
use crate::graphql::texts::{Language, listed, message};

const STYLE: &str = "@page{size:A5;margin:12mm}\
    body{font:16pt/1.4 sans-serif;color:#000;background:#fff;margin:0}\
    section+section{break-before:page}\
    h1{font-size:48pt;line-height:1.1;margin:0;text-align:center}\
    .zone{font-size:20pt;margin:2mm 0 0;text-align:center}\
    .event{font-size:12pt;margin:1mm 0 5mm;text-align:center}\
    ul{list-style:none;margin:0;padding:0}\
    li{break-inside:avoid;border-top:1px solid #000;padding:2mm 0}\
    .name{font-size:20pt}.dishes{font-size:13pt}";

/// The page.
pub fn table_cards(event: &event::Model, cards: &[Card], words: Words) -> String {
    let language = match words.language {
        Language::Chinese => "zh-CN",
        Language::English => "en",
    };
    let title = escaped(&event.title);
    let mut page = format!(
        "<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\">\
         <title>{title} · {}</title><style>{STYLE}</style></head><body>",
        words.of("export-table-cards")
    );
    for card in cards {
        page += &format!("<section><h1>{}</h1>", escaped(&card.table.name));
        if let Some(zone) = &card.table.zone {
            page += &format!("<p class=\"zone\">{}</p>", escaped(zone));
        }
        page += &format!("<p class=\"event\">{title}</p><ul>");
        for seated in &card.households {
            household(&mut page, seated, words);
        }
        page += "</ul></section>";
    }
    page += "</body></html>";
    page
}

fn household(page: &mut String, seated: &Seated, words: Words) {
    let values = [("guests", seated.seats.to_string().into())];
    *page += &format!(
        "<li><div class=\"name\">{} · {}</div>",
        escaped(&listed(&seated.names, words.language)),
        message("export-guests", &values, words.language),
    );
    if !seated.dishes.is_empty() {
        let dishes = escaped(&listed(&seated.dishes, words.language));
        *page += &format!("<div class=\"dishes\">{dishes}</div>");
    }
    *page += "</li>";
}
