//! The sign-in sheet, to print: large type, a line a party to sign, by unit and building. A unit begins
//! on a new page, a building stays together where it fits, and each page repeats the heading.

use bytes::Bytes;
use futures_util::stream::{self, Stream};
use mulin_domain::check_in::attendees::{self, ByHome, Line, List};
use mulin_domain::{Core, Error};

use super::words::Words;

const STYLE: &str = "@page{size:A4;margin:15mm}\
    body{font:16pt/1.4 sans-serif;color:#000;background:#fff;margin:0}\
    h1{font-size:22pt;margin:0 0 2mm}h2{font-size:18pt;margin:0 0 3mm}p{margin:0 0 4mm}\
    table{width:100%;border-collapse:collapse}thead{display:table-header-group}\
    th,td{border:1px solid #000;padding:2.5mm;text-align:start}\
    tr{break-inside:avoid}tbody{break-inside:avoid}\
    section+section{break-before:page}\
    .building th{background:#eee;break-after:avoid}.sign{width:40%}.party{width:12%}";

struct Reading {
    core: Core,
    list: List,
    words: Words,
    last: Option<Line>,
    at: Place,
}

enum Place {
    Beginning,
    Among(ByHome),
    End,
}

/// The page, piece by piece.
pub fn sheet(
    core: Core,
    list: List,
    words: Words,
) -> impl Stream<Item = Result<Bytes, Error>> + Send + 'static {
    let reading = Reading {
        core,
        list,
        words,
        last: None,
        at: Place::Beginning,
    };
    stream::try_unfold(reading, |mut reading| async move {
        let piece = match &mut reading.at {
            Place::Beginning => {
                let parties = attendees::by_home(&reading.core, &reading.list).await?;
                reading.at = Place::Among(parties);
                head(&reading)
            }
            Place::Among(parties) => {
                let lines = parties.next(&reading.core, &reading.list).await?;
                let mut piece = String::new();
                for line in &lines {
                    row(&mut piece, &reading, line);
                    reading.last = Some(line.clone());
                }
                if lines.is_empty() {
                    if reading.last.is_some() {
                        piece += "</tbody></table></section>";
                    }
                    piece += "</body></html>";
                    reading.at = Place::End;
                }
                piece
            }
            Place::End => return Ok(None),
        };
        Ok(Some((Bytes::from(piece), reading)))
    })
}

fn head(reading: &Reading) -> String {
    use crate::graphql::texts::Language;
    let (event, words) = (&reading.list.event, reading.words);
    let language = match words.language {
        Language::Chinese => "zh-CN",
        Language::English => "en",
    };
    let starts = event.starts_at.with_timezone(&words.zone);
    let (title, what) = (escaped(&event.title), words.of("export-sign-in-sheet"));
    format!(
        "<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\">\
         <title>{title}</title><style>{STYLE}</style></head><body>\
         <h1>{title}</h1><p>{what} · {}</p>",
        starts.format("%Y-%m-%d %H:%M")
    )
}

fn row(piece: &mut String, reading: &Reading, line: &Line) {
    let words = reading.words;
    let before = reading.last.as_ref();
    let same_unit = before.is_some_and(|before| before.is_of_same_unit(line));
    let same_building = same_unit && before.is_some_and(|before| before.building == line.building);
    if !same_unit {
        if before.is_some() {
            *piece += "</tbody></table></section>";
        }
        *piece += &format!(
            "<section><h2>{}</h2><table><thead><tr><th>{}</th><th class=\"party\">{}</th>\
             <th class=\"sign\">{}</th></tr></thead>",
            escaped(&line.unit),
            words.of("export-name"),
            words.of("export-party"),
            words.of("export-signature"),
        );
    } else if !same_building {
        *piece += "</tbody>";
    }
    if !same_building {
        *piece += &format!(
            "<tbody><tr class=\"building\"><th colspan=\"3\">{}</th></tr>",
            escaped(&line.building)
        );
    }
    *piece += &format!(
        "<tr><td>{}</td><td>{}</td><td></td></tr>",
        escaped(line.name.as_deref().unwrap_or("—")),
        line.adults + line.children
    );
}

/// Text as it stands in a page, and nothing else.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\'' => out += "&#39;",
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_are_text_and_nothing_else() {
        let text = super::escaped("<b>\"王\" & 'x'</b>");
        assert_eq!(text, "&lt;b&gt;&quot;王&quot; &amp; &#39;x&#39;&lt;/b&gt;");
    }
}
