//! Several runs of one plan, and what they say together. A trial is one of them; a series is all of them. Everything
//! here is a function of values: the runs themselves are made by the commands.

mod capacity;
mod figures;
mod knee;
mod repeat;
mod scaling;
pub mod search;
mod series;
mod spread;
mod trial;
mod usl;

pub use capacity::{Breaking, Capacity, CostRow, LevelRow, recovered};
pub use figures::{Figures, RequestFigures, mean, of_requests};
pub use repeat::{Repeated, repeated};
pub use scaling::{Curve, MEASURED, NOT_MEASURED, OVERLOADED, Scaling, ScalingRow};
pub use series::{Head, Kind, Series};
pub use spread::Spread;
pub use trial::Trial;
pub use usl::Usl;
