//! Execution segments: which share of the work a process does.

/// The share of a plan's users, iterations, arrivals and rows that one process runs: k6's execution segment. Borders are
/// exact fractions, so that no share is rounded away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Which of the parts this process is, from 0.
    pub index: usize,
    /// The borders 0 = b0 < b1 < … < bn = 1 as (numerator, denominator); part i is [b(i), b(i+1)).
    pub borders: Vec<(u64, u64)>,
}

/// The greatest common denominator that a sequence may have: the striping holds one entry for each item of a period.
const LONGEST_PERIOD: u64 = 1_000_000;

impl Default for Segment {
    fn default() -> Self {
        Self { index: 0, borders: vec![(0, 1), (1, 1)] }
    }
}

impl Segment {
    /// Reads `1/3:2/3` (or `1/2` for `0:1/2`) and the sequence `0,1/3,2/3,1`; borders are fractions, decimals or whole
    /// percents. Without a sequence what lies before and after the segment is one part each.
    pub fn parse(segment: &str, sequence: Option<&str>) -> Result<Self, String> {
        let (from, to) = match segment.split_once(':') {
            Some((from, to)) => (fraction(from)?, fraction(to)?),
            None => ((0, 1), fraction(segment)?),
        };
        if !less(from, to) {
            return Err(format!("segment {segment:?} is empty: its start must be less than its end, as in 1/3:2/3"));
        }
        if less((1, 1), to) {
            return Err(format!("segment {segment:?} ends beyond 1: write its end as 1 or less"));
        }
        let borders = match sequence {
            Some(text) => borders(text)?,
            None => {
                let mut all = vec![(0, 1), from, to, (1, 1)];
                all.dedup();
                all
            }
        };
        let index = borders.windows(2).position(|part| part == [from, to]);
        let index = index.ok_or_else(|| {
            format!("segment {segment:?} is not a part of the sequence {:?}", sequence.unwrap_or_default())
        })?;
        let parsed = Self { index, borders };
        if parsed.period().is_none() {
            return Err(format!(
                "segment {segment:?} is too fine: the common denominator must be {LONGEST_PERIOD} or less"
            ));
        }
        Ok(parsed)
    }

    /// Whether this process runs everything.
    pub fn is_whole(&self) -> bool {
        self.borders.len() <= 2
    }

    /// How items are dealt to the parts.
    pub fn striping(&self) -> Striping {
        let period = self.period().expect("parse refuses a greater period, and the default has 1");
        let cuts: Vec<u64> = self.borders.iter().map(|(n, d)| n * (period / d)).collect();
        let shares: Vec<u64> = cuts.windows(2).map(|part| part[1] - part[0]).collect();
        // Lengths such as 2/4 and 2/4 have a smaller common denominator than their borders' need be.
        let common = shares.iter().fold(0, |a, b| gcd(a, *b)).max(1);
        Striping::deal(&shares.iter().map(|share| share / common).collect::<Vec<_>>(), Some(self.index))
    }

    fn period(&self) -> Option<u64> {
        self.borders.iter().try_fold(1u64, |period, (_, d)| {
            let period = (period / gcd(period, *d)).checked_mul(*d)?;
            (period <= LONGEST_PERIOD).then_some(period)
        })
    }
}

/// How consecutive items (users, iterations, arrivals) are dealt to the parts of a segment sequence, period by period,
/// and which of them are ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Striping {
    /// The owner of each item of one period.
    owners: Vec<u32>,
    /// How many parts there are.
    parts: usize,
    /// Our part; none = we own nothing.
    index: Option<usize>,
    /// Our items of one period.
    owned: Vec<u64>,
}

impl Striping {
    /// Deals one period: to the longest part whose turn has come, the first of equals.
    fn deal(shares: &[u64], index: Option<usize>) -> Self {
        let period: u64 = shares.iter().sum();
        let mut order: Vec<usize> = (0..shares.len()).filter(|part| shares[*part] > 0).collect();
        order.sort_by_key(|part| std::cmp::Reverse(shares[*part]));
        let mut taken = vec![0u64; shares.len()];
        let owners: Vec<u32> = (0..period)
            .map(|item| {
                let due = |part: &&usize| item * shares[**part] >= taken[**part] * period;
                let part = *order.iter().find(due).expect("the parts' shares add up to the period");
                taken[part] += 1;
                part as u32
            })
            .collect();
        let mine = |item: &u64| index.is_some_and(|index| owners[*item as usize] as usize == index);
        let owned = (0..period).filter(mine).collect();
        Self { owners, parts: shares.len(), index, owned }
    }

    /// How many of the first `items` are ours.
    pub fn scale(&self, items: u64) -> u64 {
        let period = self.owners.len() as u64;
        let rest = items % period;
        (items / period) * self.owned.len() as u64 + self.owned.partition_point(|item| *item < rest) as u64
    }

    /// The number, over all parts, of our `n`-th item (both from 0); none when we own nothing.
    pub fn nth(&self, n: u64) -> Option<u64> {
        let ours = self.owned.len() as u64;
        let round = n.checked_div(ours)?;
        Some(round * self.owners.len() as u64 + self.owned[(n % ours) as usize])
    }

    /// The striping in which each part's share is its share of `items` users, so that work follows the users.
    pub fn restripe(&self, items: u64) -> Self {
        let period = self.owners.len() as u64;
        let mut shares = vec![0u64; self.parts];
        for (item, owner) in self.owners.iter().enumerate() {
            shares[*owner as usize] += items / period + u64::from((item as u64) < items % period);
        }
        let common = shares.iter().fold(0, |a, b| gcd(a, *b)).max(1);
        let index = self.index.filter(|index| shares[*index] > 0);
        if items == 0 {
            return Self { index: None, owned: Vec::new(), ..self.clone() };
        }
        Self::deal(&shares.iter().map(|share| share / common).collect::<Vec<_>>(), index)
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

fn less(a: (u64, u64), b: (u64, u64)) -> bool {
    u128::from(a.0) * u128::from(b.1) < u128::from(b.0) * u128::from(a.1)
}

fn borders(text: &str) -> Result<Vec<(u64, u64)>, String> {
    let borders = text.split(',').map(fraction).collect::<Result<Vec<_>, _>>()?;
    let ends = borders.first() == Some(&(0, 1)) && borders.last() == Some(&(1, 1));
    if !ends || !borders.windows(2).all(|pair| less(pair[0], pair[1])) {
        return Err(format!("segment sequence {text:?} must rise from 0 to 1, as in 0,1/3,2/3,1"));
    }
    Ok(borders)
}

/// `1/3`, `0.5`, `25%`, `0` or `1`, in lowest terms.
fn fraction(text: &str) -> Result<(u64, u64), String> {
    let text = text.trim();
    let wrong = || format!("segment border {text:?} is not a fraction: write 1/3, 0.5 or 25%");
    let digits = |part: &str| {
        let plain = !part.is_empty() && part.len() <= 9 && part.bytes().all(|c| c.is_ascii_digit());
        if plain { part.parse::<u64>().map_err(|_| wrong()) } else { Err(wrong()) }
    };
    let (n, d) = if let Some((n, d)) = text.split_once('/') {
        (digits(n)?, digits(d)?)
    } else if let Some(percent) = text.strip_suffix('%') {
        (digits(percent)?, 100)
    } else if let Some((whole, decimals)) = text.split_once('.') {
        let d = 10u64.pow(decimals.len().min(9) as u32);
        (digits(whole)? * d + digits(decimals)?, d)
    } else {
        (digits(text)?, 1)
    };
    if d == 0 {
        return Err(wrong());
    }
    let common = gcd(n, d);
    Ok((n / common, d / common))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(sequence: &str) -> Vec<Striping> {
        let borders = borders(sequence).unwrap();
        (0..borders.len() - 1).map(|index| Segment { index, borders: borders.clone() }.striping()).collect()
    }

    #[test]
    fn items_are_dealt_to_the_longest_part_whose_turn_it_is() {
        let parts = parts("0,1/2,3/4,1");
        assert_eq!(parts[0].owners, [0, 1, 0, 2]);
        assert_eq!(parts.iter().map(|part| part.scale(5)).collect::<Vec<_>>(), [3, 1, 1]);
        assert_eq!((0..3).map(|n| parts[2].nth(n)).collect::<Vec<_>>(), [Some(3), Some(7), Some(11)]);
    }

    #[test]
    fn shares_of_every_sequence_add_up_to_the_whole() {
        for sequence in ["0,1", "0,1/2,1", "0,1/3,2/3,1", "0,0.2,0.5,1", "0,1/7,30%,0.91,1", "0,1/2,3/4,1"] {
            let parts = parts(sequence);
            for v in 0..200 {
                assert_eq!(parts.iter().map(|part| part.scale(v)).sum::<u64>(), v, "{sequence} {v}");
                let again: Vec<Striping> = parts.iter().map(|part| part.restripe(v)).collect();
                let mut items: Vec<u64> = again
                    .iter()
                    .flat_map(|part| (0..).map_while(|n| part.nth(n)).take_while(|item| *item < 50).collect::<Vec<_>>())
                    .collect();
                items.sort_unstable();
                let whole: Vec<u64> = (0..50).take_while(|_| v > 0).collect();
                assert_eq!(items, whole, "{sequence} restriped by {v}");
            }
        }
    }

    #[test]
    fn a_multiple_of_the_period_changes_nothing() {
        for part in parts("0,0.2,0.5,1") {
            assert_eq!(part.restripe(30), part);
        }
    }

    #[test]
    fn two_users_leave_nothing_to_a_third_part() {
        let third = &parts("0,1/3,2/3,1")[2].restripe(2);
        assert_eq!((third.scale(9), third.nth(0)), (0, None));
    }

    #[test]
    fn borders_are_fractions_decimals_and_percents() {
        let segment = Segment::parse("25%:0.5", Some("0,1/4,2/4,1")).unwrap();
        assert_eq!(segment, Segment { index: 1, borders: vec![(0, 1), (1, 4), (1, 2), (1, 1)] });
        assert_eq!(Segment::parse("1/2", None).unwrap().borders, [(0, 1), (1, 2), (1, 1)]);
        assert_eq!(Segment::parse("1/4:3/4", None).unwrap().borders, [(0, 1), (1, 4), (3, 4), (1, 1)]);
        assert_eq!(Segment::parse("1", None).unwrap(), Segment::default());
    }

    #[test]
    fn mistakes_say_what_to_write() {
        for (segment, sequence, message) in [
            ("1/3:2/3", Some("0,1/2,1"), "segment \"1/3:2/3\" is not a part of the sequence \"0,1/2,1\""),
            ("2/3:1/3", None, "segment \"2/3:1/3\" is empty: its start must be less than its end, as in 1/3:2/3"),
            ("0:3/2", None, "segment \"0:3/2\" ends beyond 1: write its end as 1 or less"),
            ("a:1", None, "segment border \"a\" is not a fraction: write 1/3, 0.5 or 25%"),
            ("1/0", None, "segment border \"1/0\" is not a fraction: write 1/3, 0.5 or 25%"),
            ("0:1/2", Some("0,3/4,1/2,1"), "segment sequence \"0,3/4,1/2,1\" must rise from 0 to 1, as in 0,1/3,2/3,1"),
        ] {
            assert_eq!(Segment::parse(segment, sequence), Err(message.to_owned()));
        }
    }
}
