//! A response that the guest has a handle to.

use super::persona::Persona;
use super::prepared::Sample;
use crate::protocol::Response;

/// What came back, held until the guest drops it or its iteration ends.
pub(crate) struct Answer {
    pub(crate) response: Box<Response>,
    /// Its status is one that was expected.
    pub(crate) ok: bool,
    /// The request asked for `await-verdict`.
    pub(crate) awaited: bool,
    /// How it is recorded, where that waits for `judge`.
    pub(crate) unjudged: Option<Sample>,
}

impl Answer {
    /// The answer to a request, its sample recorded unless it waits for a verdict.
    pub(crate) fn new(response: Box<Response>, sample: Sample, user: &Persona) -> Self {
        let expected = sample.expects(response.exchange.status);
        let ok = expected.unwrap_or(response.exchange.status != 0);
        let awaited = sample.await_verdict;
        let unjudged = if sample.await_verdict {
            Some(sample)
        } else {
            user.record(&sample, &response, expected);
            None
        };
        Self { response, ok, awaited, unjudged }
    }

    /// The verdict; none but the first counts. False when none was waited for.
    pub(crate) fn judge(&mut self, passed: bool, user: &Persona) -> bool {
        let Some(sample) = self.unjudged.take() else { return false };
        user.record(&sample, &self.response, Some(passed));
        true
    }

    /// Nobody can judge it any more: its status decides.
    pub(crate) fn settle(&mut self, user: &Persona) {
        if let Some(sample) = self.unjudged.take() {
            user.record(&sample, &self.response, sample.expects(self.response.exchange.status));
        }
    }
}
