//! What every plan keeps, over layouts of every kind.

mod layouts;
mod properties;
mod refused;
mod settled;
