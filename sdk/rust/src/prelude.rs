//! What most journeys use: `use throng_sdk::prelude::*;`.

pub use crate::data::Table;
pub use crate::grpc::grpc;
pub use crate::inbox::{Address, Delivery};
pub use crate::job::{Job, job, poll_until};
pub use crate::metric::{Counter, Gauge, Rate, Trend, Unit};
pub use crate::tasks::{Tasks, between, constant};
pub use crate::vu::{self, env, pick, roll, secret, setup_data, sleep};
pub use crate::wait::{block_on, join_all, send_all, timer};
pub use crate::{Context, Error, Form, Multipart, Prepared, Request, Response, Result, Step, Timings, WebSocket};
pub use crate::{bail, check, debug, error, info, journey, json, metric, ms, secs, session, step, store, warn};
pub use crate::{delete, get, head, options, patch, post, put};
pub use std::time::Duration;
