//! Bundles through the front door: made, inspected, refused, granted, signed, pushed and run.

mod bundles;
mod forge;
mod hostile;
mod inspect;
mod journeys;
mod oras;
mod pages;
mod permissions;
mod registries;
mod secrets;
mod signatures;
