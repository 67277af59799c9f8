use std::time::{Duration, SystemTime};

use crate::bundle::Date;

/// Instants as text. Samples come by the second, so the date and the time of the last second are kept.
#[derive(Default)]
pub(super) struct Instants {
    second: Option<u64>,
    text: String,
}

impl Instants {
    /// Nanoseconds since 1970 as RFC 3339.
    pub(super) fn of(&mut self, at: u64) -> String {
        let (second, nanos) = (at / 1_000_000_000, at % 1_000_000_000);
        if self.second.replace(second) != Some(second) {
            let date = Date::of(SystemTime::UNIX_EPOCH + Duration::from_secs(second));
            let of_day = second % 86_400;
            self.text = format!("{date}T{:02}:{:02}:{:02}", of_day / 3600, of_day / 60 % 60, of_day % 60);
        }
        format!("{}.{nanos:09}Z", self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_written_to_the_nanosecond() {
        let mut instants = Instants::default();
        assert_eq!(instants.of(1_700_000_000_123_456_789), "2023-11-14T22:13:20.123456789Z");
        assert_eq!(instants.of(1_700_000_000_000_000_001), "2023-11-14T22:13:20.000000001Z");
        assert_eq!(instants.of(1_700_000_001_000_000_000), "2023-11-14T22:13:21.000000000Z");
    }
}
