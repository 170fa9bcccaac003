//! The second factor: set up, asked for at signing in, demanded of staff, asked for again, lost.

mod asked_again;
mod demanded;
mod lost;
mod scene;
mod signing_in;
