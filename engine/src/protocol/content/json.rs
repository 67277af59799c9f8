//! JSON pointers by skipping through the text: no tree is built, and what is found is a slice.

/// Deeper nesting is no JSON for us.
const DEEPEST: u32 = 128;

/// The JSON text that a pointer leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found<'t>(&'t str);

/// What RFC 6901 finds; none where nothing is, or where the whole text is no JSON. Of equal names the last one counts.
pub(super) fn find<'t>(text: &'t str, pointer: &str) -> Option<Found<'t>> {
    let path: Vec<String> = match pointer.strip_prefix('/') {
        Some(rest) => rest.split('/').map(|part| part.replace("~1", "/").replace("~0", "~")).collect(),
        None if pointer.is_empty() => Vec::new(),
        None => return None,
    };
    let mut scan = Scan { text, at: 0, found: None };
    scan.blank();
    scan.value(Some(&path), 0)?;
    scan.blank();
    (scan.at == text.len()).then_some(scan.found).flatten().map(Found)
}

impl Found<'_> {
    /// A string without its quotes, anything else as it is written.
    pub(super) fn into_text(self) -> String {
        match self.0.starts_with('"') {
            true => serde_json::from_str(self.0).unwrap_or_else(|_| self.0.to_owned()),
            false => self.0.to_owned(),
        }
    }

    /// The number, also one in a string; else NaN.
    pub(super) fn number(self) -> f64 {
        let text = self.0.trim_matches('"');
        let begins = text.starts_with(|c: char| c == '-' || c.is_ascii_digit());
        text.parse().ok().filter(|_| begins).unwrap_or(f64::NAN)
    }

    /// Members of an array or object.
    pub(super) fn length(self) -> u32 {
        let mut scan = Scan { text: self.0, at: 0, found: None };
        match self.0.as_bytes().first() {
            Some(b'[') => scan.array(None, 0).unwrap_or(0),
            Some(b'{') => scan.object(None, 0).unwrap_or(0),
            _ => 0,
        }
    }
}

struct Scan<'t> {
    text: &'t str,
    at: usize,
    found: Option<&'t str>,
}

impl<'t> Scan<'t> {
    /// Skips one value; where `path` ends here, this is what was looked for.
    fn value(&mut self, path: Option<&[String]>, depth: u32) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        let start = self.at;
        if path.is_some() {
            self.found = None;
        }
        let below = path.filter(|path| !path.is_empty());
        match self.peek()? {
            b'{' => drop(self.object(below, depth)?),
            b'[' => drop(self.array(below, depth)?),
            b'"' => drop(self.string()?),
            b't' => self.word("true")?,
            b'f' => self.word("false")?,
            b'n' => self.word("null")?,
            _ => self.number()?,
        }
        if path.is_some_and(<[String]>::is_empty) {
            self.found = Some(&self.text[start..self.at]);
        }
        Some(())
    }

    /// Skips an object and counts its members.
    fn object(&mut self, path: Option<&[String]>, depth: u32) -> Option<u32> {
        self.members(b'{', b'}', |scan, _| {
            let name = scan.string()?;
            scan.blank();
            scan.byte(b':')?;
            scan.blank();
            let below = path.and_then(|path| path.split_first()).filter(|(wanted, _)| is_name(name, wanted));
            scan.value(below.map(|(_, rest)| rest), depth + 1)
        })
    }

    /// Skips an array and counts its members.
    fn array(&mut self, path: Option<&[String]>, depth: u32) -> Option<u32> {
        let wanted = path.and_then(|path| path.split_first()).and_then(|(index, rest)| Some((number(index)?, rest)));
        self.members(b'[', b']', |scan, member| {
            let below = wanted.filter(|(index, _)| *index == member).map(|(_, rest)| rest);
            scan.value(below, depth + 1)
        })
    }

    fn members(&mut self, open: u8, close: u8, mut member: impl FnMut(&mut Self, u32) -> Option<()>) -> Option<u32> {
        self.byte(open)?;
        self.blank();
        if self.byte(close).is_some() {
            return Some(0);
        }
        for count in 0.. {
            self.blank();
            member(self, count)?;
            self.blank();
            if self.byte(close).is_some() {
                return Some(count + 1);
            }
            self.byte(b',')?;
        }
        None
    }

    /// Skips a string and gives it with its quotes.
    fn string(&mut self) -> Option<&'t str> {
        let start = self.at;
        self.byte(b'"')?;
        loop {
            match self.peek()? {
                b'"' => break,
                b'\\' => self.at += 2,
                0..0x20 => return None,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        self.text.get(start..self.at)
    }

    fn number(&mut self) -> Option<()> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')) {
            self.at += 1;
        }
        let text = &self.text[start..self.at];
        let digits = text.strip_prefix('-').unwrap_or(text).as_bytes();
        let whole = matches!(digits, [b'0'] | [b'0', b'.' | b'e' | b'E', ..] | [b'1'..=b'9', ..]);
        let fraction = !text.contains(".e") && !text.contains(".E") && !text.ends_with('.');
        (whole && fraction && text.parse::<f64>().is_ok()).then_some(())
    }

    fn word(&mut self, word: &str) -> Option<()> {
        let here = self.text[self.at..].starts_with(word);
        self.at += word.len();
        here.then_some(())
    }

    fn blank(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn byte(&mut self, byte: u8) -> Option<()> {
        let here = self.peek() == Some(byte);
        self.at += usize::from(here);
        here.then_some(())
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }
}

/// Whether a name as written (with quotes) is the wanted one.
fn is_name(written: &str, wanted: &str) -> bool {
    let inner = &written[1..written.len() - 1];
    if inner.contains('\\') {
        return serde_json::from_str::<String>(written).is_ok_and(|name| name == wanted);
    }
    inner == wanted
}

/// An index of RFC 6901: no sign, no leading zero.
fn number(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let leading = text.len() > 1 && text.starts_with('0');
    text.parse().ok().filter(|_| digits && !leading)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The document and pointers of RFC 6901 §5.
    #[test]
    fn as_the_rfc_says() {
        let text = r#"{ "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8 }"#;
        let cases = [
            ("/foo", r#"["bar", "baz"]"#),
            ("/foo/0", "bar"),
            ("/", "0"),
            ("/a~1b", "1"),
            ("/c%d", "2"),
            ("/e^f", "3"),
            ("/g|h", "4"),
            ("/i\\j", "5"),
            ("/k\"l", "6"),
            ("/ ", "7"),
            ("/m~0n", "8"),
            ("", text),
        ];
        for (pointer, wanted) in cases {
            assert_eq!(find(text, pointer).map(Found::into_text).as_deref(), Some(wanted), "{pointer}");
        }
        for pointer in ["/bar", "/foo/2", "/foo/00", "/foo/-", "/foo/+1", "foo", "/foo/0/x"] {
            assert_eq!(find(text, pointer), None, "{pointer}");
        }
    }

    #[test]
    fn strings_numbers_and_lengths() {
        let text = "\t{\"s\":\"\\u00fc\\n\\\"\",\"n\":-1.5e2,\"q\":\"7\",\"t\":true,\"o\":{\"a\":[1,[2,3],{}],\"b\":null},\"n\":4}";
        assert_eq!(find(text, "/s").map(Found::into_text).as_deref(), Some("ü\n\""));
        assert_eq!(find(text, "/n").map(Found::number), Some(4.0));
        assert_eq!(find(text, "/q").map(Found::number), Some(7.0));
        assert!(find(text, "/t").is_some_and(|found| found.number().is_nan()));
        assert_eq!(find(text, "/o").map(Found::length), Some(2));
        assert_eq!(find(text, "/o/a").map(Found::length), Some(3));
        assert_eq!(find(text, "/o/a/1/1").map(Found::number), Some(3.0));
        assert_eq!(find(text, "/s").map(Found::length), Some(0));
    }

    #[test]
    fn what_is_no_json_has_nothing_in_it() {
        let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
        for text in
            ["", "{", "{\"a\":1", "{\"a\":1}x", "[1,]", "{\"a\" 1}", "01", "1.", "+1", "nul", "\"a", "{'a':1}", &deep]
        {
            assert_eq!(find(text, ""), None, "{text}");
        }
        for text in ["0", "-0.5", "1e9", "\"\"", "[]", " {} ", "null"] {
            assert!(find(text, "").is_some(), "{text}");
        }
    }

    #[test]
    fn agrees_with_a_full_parser() {
        for text in ["{\"a\":[{\"b\":\"x\\\\\"},2]}", "[[],{\"\":{}}]", "{\"a\":\"\\\\\\\"\"}", "[\"é\",\"😀\"]"] {
            let value: serde_json::Value = serde_json::from_str(text).expect("JSON");
            for pointer in ["", "/a", "/0", "/1", "/1/", "/a/0", "/a/0/b", "/a/1"] {
                let wanted = value.pointer(pointer).map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned));
                assert_eq!(find(text, pointer).map(Found::into_text), wanted, "{text} {pointer}");
            }
        }
    }
}
