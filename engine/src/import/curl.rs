//! Command lines of curl, as browsers and documentation give them.

use anyhow::{Context as _, Result, bail};
use base64::Engine as _;

use super::shell::commands;
use super::text::{encode, split, split_raw};
use super::{Recorded, Recordings};

/// Options with a value that change nothing here.
const VALUED: &[&str] = &[
    "-o",
    "--output",
    "-m",
    "--max-time",
    "--connect-timeout",
    "-w",
    "--write-out",
    "--retry",
    "--retry-delay",
    "-x",
    "--proxy",
    "--resolve",
    "--cacert",
    "-E",
    "--cert",
    "--key",
    "-c",
    "--cookie-jar",
    "--limit-rate",
    "--max-redirs",
    "-D",
    "--dump-header",
    "--interface",
    "--ciphers",
    "--retry-max-time",
];
/// Short options with a value of their own, which may stand in the same word.
const SHORT: &[char] = &['X', 'H', 'd', 'u', 'b', 'A', 'e', 'F', 'o', 'm', 'w', 'x', 'E', 'c', 'D'];
/// What separates the parts of a body of several parts.
const BOUNDARY: &str = "----throng-import";

pub(super) fn read(text: &str, to: &mut Recordings) -> Result<()> {
    for (number, words) in commands(text)?.into_iter().enumerate() {
        let words = if words.first().is_some_and(|word| word == "$") { &words[1..] } else { &words[..] };
        if words.first().is_none_or(|word| word != "curl" && !word.ends_with("/curl")) {
            bail!("command {}: `{}` is not curl", number + 1, words.first().map_or("", String::as_str));
        }
        let command = Command::read(&words[1..]).with_context(|| format!("command {}", number + 1))?;
        for url in &command.urls {
            to.requests.push(command.request(url)?);
        }
    }
    Ok(())
}

#[derive(Default)]
struct Command {
    urls: Vec<String>,
    method: Option<String>,
    headers: Vec<(String, String)>,
    data: Vec<String>,
    parts: Vec<(String, String)>,
    in_query: bool,
    head: bool,
    json: bool,
}

impl Command {
    fn read(words: &[String]) -> Result<Self> {
        let mut command = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let (option, joined) = apart(word);
            if !option.starts_with('-') || option == "-" {
                command.urls.push(word.clone());
                continue;
            }
            let mut value =
                || joined.clone().or_else(|| words.next().cloned()).with_context(|| format!("{option} has no value"));
            if command.option(&option, &mut value)? {
                continue;
            }
            if VALUED.contains(&option.as_str()) {
                value()?;
            }
        }
        if command.urls.is_empty() {
            bail!("it has no url");
        }
        Ok(command)
    }

    /// Whether the option is one that counts here.
    fn option(&mut self, option: &str, value: &mut dyn FnMut() -> Result<String>) -> Result<bool> {
        match option {
            "--url" => self.urls.push(value()?),
            "-X" | "--request" => self.method = Some(value()?),
            "-H" | "--header" => self.header(&value()?),
            "-d" | "--data" | "--data-raw" | "--data-binary" | "--data-ascii" => {
                let text = value()?;
                if option != "--data-raw" && text.starts_with('@') {
                    bail!("{option} {text}: put the body into the command, or import without it");
                }
                self.data.push(text);
            }
            "--data-urlencode" => {
                let text = value()?;
                let field = text.split_once('=').map(|(name, value)| match name {
                    "" => encode(value),
                    name => format!("{name}={}", encode(value)),
                });
                self.data.push(field.unwrap_or_else(|| encode(&text)));
            }
            "--json" => {
                self.data.push(value()?);
                self.json = true;
            }
            "-F" | "--form" | "--form-string" => {
                let text = value()?;
                let (name, content) =
                    text.split_once('=').with_context(|| format!("{option} {text}: write NAME=VALUE"))?;
                if option != "--form-string" && content.starts_with(['@', '<']) {
                    bail!("{option} {text}: files are not imported; write a journey for uploads");
                }
                self.parts.push((name.to_owned(), content.to_owned()));
            }
            "-u" | "--user" => {
                let value = format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(value()?));
                self.headers.push(("authorization".into(), value));
            }
            "-b" | "--cookie" => self.headers.push(("cookie".into(), value()?)),
            "-A" | "--user-agent" => self.headers.push(("user-agent".into(), value()?)),
            "-e" | "--referer" => self.headers.push(("referer".into(), value()?)),
            "-G" | "--get" => self.in_query = true,
            "-I" | "--head" => self.head = true,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn header(&mut self, text: &str) {
        if let Some((name, value)) = text.split_once(':').filter(|(_, value)| !value.trim().is_empty()) {
            self.headers.push((name.trim().to_owned(), value.trim().to_owned()));
        }
    }

    fn request(&self, url: &str) -> Result<Recorded> {
        let whole = if url.contains("://") { url.to_owned() } else { format!("http://{url}") };
        let parts = if whole.contains("{{") { split_raw(&whole) } else { split(&whole) };
        let (origin, mut path) = parts.with_context(|| format!("`{url}` is no url of http"))?;
        let (mut headers, mut body) = (self.headers.clone(), self.data.join("&"));
        let mut kind = |value: &str| {
            if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
                headers.push(("content-type".into(), value.into()));
            }
        };
        if self.in_query && !body.is_empty() {
            path += if path.contains('?') { "&" } else { "?" };
            path += &std::mem::take(&mut body);
        } else if !self.parts.is_empty() {
            kind(&format!("multipart/form-data; boundary={BOUNDARY}"));
            for (name, content) in &self.parts {
                body +=
                    &format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{content}\r\n");
            }
            body += &format!("--{BOUNDARY}--\r\n");
        } else if self.json {
            kind("application/json");
        } else if !self.data.is_empty() {
            kind("application/x-www-form-urlencoded");
        }
        let method = match &self.method {
            Some(method) => method.clone(),
            None if self.head => "HEAD".into(),
            None if self.in_query || (self.data.is_empty() && self.parts.is_empty()) => "GET".into(),
            None => "POST".into(),
        };
        Ok(Recorded { method, origin, path, headers, body, ..Recorded::default() })
    }
}

/// An option and the value that stands in the same word: `-XPOST`, `--request=POST`.
fn apart(word: &str) -> (String, Option<String>) {
    if word.starts_with("--") {
        return match word.split_once('=') {
            Some((option, value)) => (option.to_owned(), Some(value.to_owned())),
            None => (word.to_owned(), None),
        };
    }
    let mut chars = word.chars();
    match (chars.next(), chars.next(), chars.as_str()) {
        (Some('-'), Some(letter), rest) if !rest.is_empty() && SHORT.contains(&letter) => {
            (format!("-{letter}"), Some(rest.to_owned()))
        }
        _ => (word.to_owned(), None),
    }
}
