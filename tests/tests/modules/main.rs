//! Bundles through the front door: made, inspected, refused, granted, signed, pushed and run.

mod bundles;
mod forge;
mod hostile;
mod inspect;
mod journeys;
mod permissions;
mod registries;
mod signatures;
