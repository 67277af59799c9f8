//! Rows that are made from a recipe when they are asked for: the same ones each time, and no memory for them.

use std::convert::Infallible;
use std::sync::Arc;

use fake::Fake as _;
use fake::faker::address::en::{CityName, CountryName, StreetName, ZipCode};
use fake::faker::company::en::{CompanyName, Profession};
use fake::faker::internet::en::{IPv4, Password, UserAgent};
use fake::faker::lorem::en::{Paragraph, Sentence, Word};
use fake::faker::name::en::{FirstName, LastName};
use fake::faker::phone_number::en::PhoneNumber;
use fake::rand::TryRng;
use serde_json::{Map, Value};

use crate::plan::{Column, Recipe};
use crate::vu::random::Random;

/// Names and cells of a row.
pub(super) fn cells(recipe: &Recipe, row: u32) -> Vec<(Arc<str>, String)> {
    recipe.columns.iter().map(|(name, column)| (Arc::from(name.as_str()), text(recipe, name, column, row))).collect()
}

/// A row with its types.
pub(super) fn json(recipe: &Recipe, row: u32) -> String {
    let typed = |(name, column): &(String, Column)| {
        let text = text(recipe, name, column, row);
        let value = match column {
            Column::Whole(..) | Column::Decimal(..) | Column::Word("id" | "bool") => serde_json::from_str(&text).ok(),
            _ => None,
        };
        (name.clone(), value.unwrap_or_else(|| Value::from(text)))
    };
    Value::from(recipe.columns.iter().map(typed).collect::<Map<_, _>>()).to_string()
}

fn text(recipe: &Recipe, name: &str, column: &Column, row: u32) -> String {
    let mut dice = Dice::new(recipe.seed, name, row);
    match column {
        Column::Whole(from, to) => (from + dice.0.below((to - from) as u64 + 1) as i64).to_string(),
        Column::Decimal(from, to, digits) => {
            let number = from + dice.0.below((to - from) as u64 + 1) as i64;
            let (sign, unit) = (if number < 0 { "-" } else { "" }, 10_u64.pow(*digits));
            let size = number.unsigned_abs();
            format!("{sign}{}.{:0width$}", size / unit, size % unit, width = *digits as usize)
        }
        Column::OneOf(all) => all[dice.0.below(all.len() as u64) as usize].clone(),
        Column::Word(word) => said(word, recipe.seed, row, &mut dice),
    }
}

fn said(word: &str, seed: u64, row: u32, dice: &mut Dice) -> String {
    match word {
        "id" => (u64::from(row) + 1).to_string(),
        "uuid" => uuid(dice),
        "bool" => (dice.0.below(2) == 1).to_string(),
        "first_name" => person(seed, row).0,
        "last_name" => person(seed, row).1,
        "name" => {
            let (first, last) = person(seed, row);
            format!("{first} {last}")
        }
        // The row's number makes them unique.
        "username" => format!("{}{}", plain(&person(seed, row).0), row + 1),
        "email" => {
            let (first, last) = person(seed, row);
            format!("{}.{}.{}@example.com", plain(&first), plain(&last), u64::from(row) + 1)
        }
        "password" => Password(12..17).fake_with_rng(dice),
        "phone" => PhoneNumber().fake_with_rng(dice),
        "company" => CompanyName().fake_with_rng(dice),
        "job" => Profession().fake_with_rng(dice),
        "street" => format!("{} {}", dice.0.below(199) + 1, StreetName().fake_with_rng::<String, _>(dice)),
        "city" => CityName().fake_with_rng(dice),
        "postcode" => ZipCode().fake_with_rng(dice),
        "country" => CountryName().fake_with_rng(dice),
        "word" => Word().fake_with_rng(dice),
        "sentence" => Sentence(4..12).fake_with_rng(dice),
        "paragraph" => Paragraph(3..7).fake_with_rng(dice),
        "ipv4" => IPv4().fake_with_rng(dice),
        "user_agent" => UserAgent().fake_with_rng(dice),
        other => unreachable!("the plan knows the words, and {other} is none"),
    }
}

/// First and last name of a row: the same in each of its columns.
fn person(seed: u64, row: u32) -> (String, String) {
    let mut dice = Dice::new(seed, "", row);
    (FirstName().fake_with_rng(&mut dice), LastName().fake_with_rng(&mut dice))
}

fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase()
}

/// Version 4.
fn uuid(dice: &mut Dice) -> String {
    let (high, low) = (dice.0.next(), dice.0.next());
    let (high, low) = (high & !0xf000 | 0x4000, low & !(0b11 << 62) | 0b10 << 62);
    let (a, b, c) = (high >> 32, high >> 16 & 0xffff, high & 0xffff);
    format!("{a:08x}-{b:04x}-{c:04x}-{:04x}-{:012x}", low >> 48, low & 0xffff_ffff_ffff)
}

/// The random numbers of one cell: of the seed, the column's name and the row alone, so that another column changes
/// nothing.
struct Dice(Random);

impl Dice {
    fn new(seed: u64, column: &str, row: u32) -> Self {
        // FNV-1a
        let name = column
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
        Self(Random::new(seed ^ name, row, 0))
    }
}

impl TryRng for Dice {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.0.next() >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.0.next())
    }

    fn try_fill_bytes(&mut self, to: &mut [u8]) -> Result<(), Infallible> {
        to.copy_from_slice(&self.0.bytes(to.len()));
        Ok(())
    }
}
