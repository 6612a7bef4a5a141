//! Banquets: what a meal wants, how far what is brought goes, and who sees it.

mod cost;
mod plan_banquet;
mod reads;
mod series;
mod update_banquet;
