//! The schema and its endpoint.

mod http;
mod sdl;
mod tiers;
mod tokens;
