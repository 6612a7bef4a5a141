//! Drives the assembled router in-process, over a small schema of the tests' own.

mod audits;
mod caching;
mod errors;
mod limits;
mod log;
mod requests;
mod routes;
mod serving;
mod support;
mod trusted;
