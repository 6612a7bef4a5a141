//! The schema and its endpoint.

mod http;
mod sdl;
mod signing_keys;
mod tiers;
mod tokens;
