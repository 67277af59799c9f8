//! The event stream format: <https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation>.

/// Reads a stream that comes in pieces.
#[derive(Default)]
pub(super) struct Parser {
    line: Vec<u8>,
    /// The last byte was a CR: an LF that follows belongs to it.
    after_cr: bool,
    /// The first line, before which a byte order mark may stand, is over.
    begun: bool,
    data: String,
    kind: String,
    id: String,
}

/// What one event says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    /// The last `id` so far.
    pub(super) id: String,
    /// `event`, or `message`.
    pub(super) kind: String,
    /// The lines of `data`.
    pub(super) data: String,
}

impl Parser {
    /// Reads a piece; gives the events that are complete.
    pub(super) fn read(&mut self, mut piece: &[u8]) -> Vec<Said> {
        let mut events = Vec::new();
        if std::mem::take(&mut self.after_cr) {
            piece = piece.strip_prefix(b"\n").unwrap_or(piece);
        }
        while let Some(end) = piece.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
            self.line.extend_from_slice(&piece[..end]);
            let cr = piece[end] == b'\r';
            piece = &piece[end + 1..];
            if cr {
                self.after_cr = piece.is_empty();
                piece = piece.strip_prefix(b"\n").unwrap_or(piece);
            }
            events.extend(self.end_of_line());
        }
        self.line.extend_from_slice(piece);
        events
    }

    /// Bytes of an event that is not complete.
    pub(super) fn held(&self) -> usize {
        self.line.len() + self.data.len()
    }

    fn end_of_line(&mut self) -> Option<Said> {
        let bytes = std::mem::take(&mut self.line);
        let mut line = &bytes[..];
        if !std::mem::replace(&mut self.begun, true) {
            line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        }
        if line.is_empty() {
            return self.dispatch();
        }
        let text = String::from_utf8_lossy(line);
        let (name, value) = text.split_once(':').unwrap_or((&text, ""));
        self.field(name, value.strip_prefix(' ').unwrap_or(value));
        None
    }

    /// A line that begins with a colon is a comment: its name is empty. `retry` is for who connects again by itself.
    fn field(&mut self, name: &str, value: &str) {
        match name {
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
            }
            "event" => value.clone_into(&mut self.kind),
            "id" if !value.contains('\0') => value.clone_into(&mut self.id),
            _ => {}
        }
    }

    fn dispatch(&mut self) -> Option<Said> {
        let (mut data, kind) = (std::mem::take(&mut self.data), std::mem::take(&mut self.kind));
        data.pop()?;
        let kind = if kind.is_empty() { "message".to_owned() } else { kind };
        Some(Said { id: self.id.clone(), kind, data })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The events of a stream that comes in pieces of so many bytes.
    fn read(stream: &str, size: usize) -> Vec<(String, String, String)> {
        let mut parser = Parser::default();
        let said = stream.as_bytes().chunks(size).flat_map(|piece| parser.read(piece)).collect::<Vec<_>>();
        said.into_iter().map(|said| (said.id, said.kind, said.data)).collect()
    }

    fn told(stream: &str) -> Vec<(String, String, String)> {
        let whole = read(stream, stream.len());
        for size in 1..8 {
            assert_eq!(read(stream, size), whole, "in pieces of {size}");
        }
        whole
    }

    fn event(id: &str, kind: &str, data: &str) -> (String, String, String) {
        (id.into(), kind.into(), data.into())
    }

    /// The examples of the specification.
    #[test]
    fn the_examples_of_the_specification() {
        assert_eq!(told("data: YHOO\ndata: +2\ndata: 10\n\n"), [event("", "message", "YHOO\n+2\n10")]);
        let stream = ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n";
        let wanted = [event("1", "message", "first event"), event("", "message", "second event")];
        assert_eq!(told(stream)[..2], wanted);
        assert_eq!(told(stream)[2], event("", "message", " third event"));
        assert_eq!(told("data\n\ndata\ndata\n\ndata:"), [event("", "message", ""), event("", "message", "\n")]);
        assert_eq!(told("data:test\n\ndata: test\n\n"), [event("", "message", "test"), event("", "message", "test")]);
    }

    #[test]
    fn ends_of_lines_marks_and_fields() {
        let stream =
            "\u{feff}event: add\r\ndata: 1\r\n\r\nevent: gone\rdata: 2\r\rid: 7\ndata: 3\nretry: 10\nother: x\n\n";
        assert_eq!(told(stream), [event("", "add", "1"), event("", "gone", "2"), event("7", "message", "3")]);
        // No data: no event, and its kind is forgotten. An id with NUL is none; what is not complete at the end is lost.
        let stream = "event: lost\n\ndata: a\nid: b\0c\n\nid: 9\n\ndata: ü\n\ndata: rest\n";
        assert_eq!(told(stream), [event("", "message", "a"), event("9", "message", "ü")]);
    }

    #[test]
    fn what_is_not_complete_is_counted() {
        let mut parser = Parser::default();
        assert_eq!((parser.read(b"data: 1234\ndata: 56"), parser.held()), (vec![], 5 + 8));
    }
}
