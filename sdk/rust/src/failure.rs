//! The error of a journey: a sentence, made of any error by `?`.

use std::fmt;

/// Why an iteration (or a stage) failed. It costs the iteration, not the user: the next one starts in the same instance.
pub struct Error(String);

/// The result of a journey's functions.
pub type Result<T = (), E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error with this text.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }

    /// The text, as the report shows it.
    pub fn message(&self) -> &str {
        &self.0
    }

    pub(crate) fn into_message(self) -> String {
        self.0
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

// `Error` itself is no `std::error::Error`: so any error can be taken by `?`.
impl<E: std::error::Error> From<E> for Error {
    fn from(error: E) -> Self {
        let mut message = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            message = format!("{message}: {cause}");
            source = cause.source();
        }
        Self(message)
    }
}

/// Gives an error, or nothing where something was expected, a sentence of its own.
pub trait Context<T> {
    /// `message: error`, or only the message where there is no error.
    fn context(self, message: impl fmt::Display) -> Result<T>;
}

impl<T, E: Into<Error>> Context<T> for std::result::Result<T, E> {
    fn context(self, message: impl fmt::Display) -> Result<T> {
        self.map_err(|error| Error(format!("{message}: {}", error.into().0)))
    }
}

impl<T> Context<T> for Option<T> {
    fn context(self, message: impl fmt::Display) -> Result<T> {
        self.ok_or_else(|| Error(message.to_string()))
    }
}

/// Returns an [`Error`] with a formatted text from the function: `bail!("no item {id}")`.
#[macro_export]
macro_rules! bail {
    ($($text:tt)+) => { return ::core::result::Result::Err($crate::Error::new(::std::format!($($text)+))) };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Result<u32> {
        if text.is_empty() {
            bail!("no text in {}", "field");
        }
        text.parse().context("the answer")
    }

    #[test]
    fn any_error_becomes_a_sentence() {
        assert_eq!(number("7").expect("a number"), 7);
        assert_eq!(number("").expect_err("empty").message(), "no text in field");
        assert_eq!(number("x").expect_err("no number").message(), "the answer: invalid digit found in string");
        assert_eq!(None::<u32>.context("no token").expect_err("none").message(), "no token");
    }
}
