//! Words of a POSIX shell, with bash's `$'…'`: as browsers copy command lines.

use std::iter::Peekable;
use std::str::Chars;

use anyhow::{Result, bail};

/// The commands of a text, each as its words. Nothing is expanded.
pub(super) fn commands(text: &str) -> Result<Vec<Vec<String>>> {
    let mut words = Words { rest: text.chars().peekable(), line: 1, word: None, command: Vec::new(), all: Vec::new() };
    words.read()?;
    Ok(words.all)
}

struct Words<'t> {
    rest: Peekable<Chars<'t>>,
    line: usize,
    word: Option<String>,
    command: Vec<String>,
    all: Vec<Vec<String>>,
}

impl Words<'_> {
    fn read(&mut self) -> Result<()> {
        while let Some(c) = self.next() {
            match c {
                '\'' => self.quoted()?,
                '"' => self.doubly()?,
                '$' if self.rest.next_if_eq(&'\'').is_some() => self.escaped()?,
                '\\' => match self.next() {
                    Some('\n') | None => {}
                    Some(c) => self.push(c),
                },
                '\n' | ';' | '&' | '|' => self.end(),
                c if c.is_whitespace() => self.word_ends(),
                '#' if self.word.is_none() => while self.rest.next_if(|c| *c != '\n').is_some() {},
                c => self.push(c),
            }
        }
        self.end();
        Ok(())
    }

    fn next(&mut self) -> Option<char> {
        let c = self.rest.next()?;
        self.line += usize::from(c == '\n');
        Some(c)
    }

    fn push(&mut self, c: char) {
        self.word.get_or_insert_default().push(c);
    }

    fn word_ends(&mut self) {
        self.command.extend(self.word.take());
    }

    fn end(&mut self) {
        self.word_ends();
        if !self.command.is_empty() {
            self.all.push(std::mem::take(&mut self.command));
        }
    }

    /// The next character inside of quotes.
    fn inside(&mut self, began: usize) -> Result<char> {
        match self.next() {
            Some(c) => Ok(c),
            None => bail!("line {began}: a quote has no end"),
        }
    }

    fn quoted(&mut self) -> Result<()> {
        let began = self.line;
        self.word.get_or_insert_default();
        loop {
            match self.inside(began)? {
                '\'' => return Ok(()),
                c => self.push(c),
            }
        }
    }

    fn doubly(&mut self) -> Result<()> {
        let began = self.line;
        self.word.get_or_insert_default();
        loop {
            match self.inside(began)? {
                '"' => return Ok(()),
                '\\' => match self.inside(began)? {
                    '\n' => {}
                    c @ ('"' | '\\' | '$' | '`') => self.push(c),
                    c => {
                        self.push('\\');
                        self.push(c);
                    }
                },
                c => self.push(c),
            }
        }
    }

    /// `$'…'`
    fn escaped(&mut self) -> Result<()> {
        let began = self.line;
        self.word.get_or_insert_default();
        loop {
            let c = match self.inside(began)? {
                '\'' => return Ok(()),
                '\\' => match self.inside(began)? {
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    'x' => self.code(2),
                    'u' => self.code(4),
                    'U' => self.code(8),
                    c => c,
                },
                c => c,
            };
            self.push(c);
        }
    }

    /// A character by so many hexadecimal digits at most.
    fn code(&mut self, most: usize) -> char {
        let mut code = 0;
        for _ in 0..most {
            let Some(digit) = self.rest.peek().and_then(|c| c.to_digit(16)) else { break };
            code = code * 16 + digit;
            self.rest.next();
        }
        char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_a_shell() {
        let text = "curl 'http://a/?x=1&y=2' \\\n  -H \"a: \\\"b\\\" \\n\" --data-raw $'it\\'s \\u00fc\\n' # no\n\n# c\ncurl b; curl ''";
        let found = commands(text).unwrap();
        assert_eq!(
            found,
            [
                vec!["curl", "http://a/?x=1&y=2", "-H", "a: \"b\" \\n", "--data-raw", "it's ü\n"],
                vec!["curl", "b"],
                vec!["curl", ""]
            ]
        );
        assert_eq!(commands("a\nb 'c").unwrap_err().to_string(), "line 2: a quote has no end");
    }
}
