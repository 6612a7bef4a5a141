//! Teams of volunteers and who leads them.
