//! Points for served hours, and what they are exchanged for.

mod earn;
mod follow;
mod redeem;
mod rewards;
