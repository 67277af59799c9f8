//! What stays open, against a server of another make: what it counted is what was measured.

mod bodies;
mod events;
mod pages;
mod told;
mod websocket;
