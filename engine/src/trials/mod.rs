//! Several runs of one plan, and what they say together. A trial is one of them; a series is all of them. Everything
//! here is a function of values: the runs themselves are made by the commands.

mod figures;
mod repeat;
mod series;
mod spread;
mod trial;

pub use figures::{Figures, RequestFigures, of_requests};
pub use repeat::{Repeated, repeated};
pub use series::{Head, Kind, Series};
pub use spread::Spread;
pub use trial::Trial;
