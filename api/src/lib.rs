//! Mulin (睦邻): a GraphQL backend for community events and culture festivals.
//!
//! This crate puts the house together: HTTP, the schema, the worker and the command line around the
//! domain.

pub mod app;
pub mod bounces;
pub mod calendar_feed;
pub mod cli;
pub mod config;
pub mod credentials;
pub mod dish_page;
pub mod exports;
pub mod graphql;
pub mod http;
pub mod import;
pub mod link_page;
pub mod live;
pub mod metrics;
pub mod oidc;
pub mod preference_page;
pub mod qr;
pub mod seed;
pub mod telemetry;
pub mod tokens;
pub mod worker;
