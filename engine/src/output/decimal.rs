//! Numbers as text, straight into a buffer: an output that sends every value writes a million a second.

use std::io::Write as _;

use crate::aggregate::Amount;

/// Nanoseconds in the unit of times.
const MILLISECOND: u64 = 1_000_000;
/// Whole numbers below it are exact as floats.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// As few digits as tell the number from others, as Rust's `{}` does.
pub(super) fn shortest(out: &mut Vec<u8>, amount: Amount) {
    match amount {
        Amount::Time(nanos) => {
            whole(out, nanos / MILLISECOND);
            let rest = nanos % MILLISECOND;
            if rest > 0 {
                six_digits(out, rest);
                let end = out.iter().rposition(|byte| *byte != b'0').map_or(0, |last| last + 1);
                out.truncate(end);
            }
        }
        Amount::Number(number) if is_whole(number) => whole(out, number as u64),
        // Writing to a vector cannot fail.
        Amount::Number(number) => drop(write!(out, "{number}")),
    }
}

/// With six decimals, as Rust's `{:.6}` does.
pub(super) fn six(out: &mut Vec<u8>, amount: Amount) {
    match amount {
        Amount::Time(nanos) => {
            whole(out, nanos / MILLISECOND);
            six_digits(out, nanos % MILLISECOND);
        }
        Amount::Number(number) if is_whole(number) => {
            whole(out, number as u64);
            out.extend_from_slice(b".000000");
        }
        Amount::Number(number) => drop(write!(out, "{number:.6}")),
    }
}

fn is_whole(number: f64) -> bool {
    (0.0..EXACT).contains(&number) && number.fract() == 0.0 && number.is_sign_positive()
}

fn whole(out: &mut Vec<u8>, number: u64) {
    out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
}

/// The point and six digits of a number below a million.
fn six_digits(out: &mut Vec<u8>, number: u64) {
    let mut digits = *b".000000";
    let mut rest = number;
    for digit in digits[1..].iter_mut().rev() {
        *digit += (rest % 10) as u8;
        rest /= 10;
    }
    out.extend_from_slice(&digits);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(write: fn(&mut Vec<u8>, Amount), amount: Amount) -> String {
        let mut out = b"000".to_vec();
        write(&mut out, amount);
        String::from_utf8(out.split_off(3)).unwrap()
    }

    #[test]
    fn numbers_are_written_as_rust_writes_them() {
        let nanos = [0, 1, 10, 999_999, 1_000_000, 1_500_000, 1_000_001, 20_000_000, 123_456_789_012, 600_000_000_000];
        for amount in nanos {
            let ms = amount as f64 / 1e6;
            assert_eq!(text(shortest, Amount::Time(amount)), format!("{ms}"));
            assert_eq!(text(six, Amount::Time(amount)), format!("{ms:.6}"));
        }
        for number in [0.0, -0.0, 1.0, -1.0, 0.1, 2.5, 1e15, 1e16, 1e300, -7.25, 1.0000005] {
            assert_eq!(text(shortest, Amount::Number(number)), format!("{number}"));
            assert_eq!(text(six, Amount::Number(number)), format!("{number:.6}"));
        }
    }
}
