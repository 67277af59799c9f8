//! Days of the calendar, for how long a signature holds.

use std::fmt;
use std::time::SystemTime;

/// A day in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: i64,
    month: u32,
    day: u32,
}

const SECONDS_PER_DAY: u64 = 86_400;

impl Date {
    /// The day of an instant.
    pub fn of(time: SystemTime) -> Self {
        let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Self::of_days((since.as_secs() / SECONDS_PER_DAY) as i64)
    }

    /// So many days later.
    pub fn plus(self, days: u32) -> Self {
        Self::of_days(self.days() + i64::from(days))
    }

    /// `2027-01-31`; none when there is no such day.
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('-').collect();
        let [year, month, day] = parts[..] else { return None };
        let digits = |text: &str, length| text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
        if !(digits(year, 4) && digits(month, 2) && digits(day, 2)) {
            return None;
        }
        let date = Self { year: year.parse().ok()?, month: month.parse().ok()?, day: day.parse().ok()? };
        // A day that there is not becomes another one on its way through the count of days.
        ((1..=12).contains(&date.month) && Self::of_days(date.days()) == date).then_some(date)
    }

    /// Days since 1970-01-01, counted in years that begin in March, so that a leap day is the last of its year.
    fn days(self) -> i64 {
        let year = if self.month > 2 { self.year } else { self.year - 1 };
        let month = i64::from(if self.month > 2 { self.month - 3 } else { self.month + 9 });
        let of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        365 * year + year / 4 - year / 100 + year / 400 + of_year - 719_468
    }

    fn of_days(days: i64) -> Self {
        let mut year = 1970 + days / 366;
        let first = |year| Self { year, month: 1, day: 1 }.days();
        while first(year + 1) <= days {
            year += 1;
        }
        let mut month = 12;
        while (Self { year, month, day: 1 }).days() > days {
            month -= 1;
        }
        let day = (days - Self { year, month, day: 1 }.days() + 1) as u32;
        Self { year, month, day }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        let of = |seconds| Date::of(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)).to_string();
        assert_eq!(of(0), "1970-01-01");
        assert_eq!(of(951_782_400), "2000-02-29");
        assert_eq!(of(1_735_689_599), "2024-12-31");
        assert_eq!(of(4_107_542_400), "2100-03-01");
        let date = |text: &str| Date::parse(text).unwrap();
        assert_eq!(date("2023-12-31").plus(1), date("2024-01-01"));
        assert_eq!(date("2024-02-28").plus(366).to_string(), "2025-02-28");
        for text in ["2023-02-29", "2024-13-01", "2024-00-10", "24-01-01", "2024-1-1", "2024-04-31", "never"] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }
}
