use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::bundle::Date;

/// Day, hour, minute and second of an instant in UTC.
fn parts(time: SystemTime) -> (Date, u64, u64, u64) {
    let seconds = time.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs();
    (Date::of(time), seconds / 3600 % 24, seconds / 60 % 60, seconds % 60)
}

/// `2026-11-21T18:47:30Z`
pub fn rfc3339(time: SystemTime) -> String {
    let (day, hours, minutes, seconds) = parts(time);
    format!("{day}T{hours:02}:{minutes:02}:{seconds:02}Z")
}

/// `20261121-184730`, for names of files: they sort by time.
pub fn compact(time: SystemTime) -> String {
    let (day, hours, minutes, seconds) = parts(time);
    format!("{}-{hours:02}{minutes:02}{seconds:02}", day.to_string().replace('-', ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_in_utc() {
        let time = UNIX_EPOCH + Duration::from_secs(951_782_400 + 3_723);
        assert_eq!((rfc3339(time).as_str(), compact(time).as_str()), ("2000-02-29T01:02:03Z", "20000229-010203"));
    }
}
