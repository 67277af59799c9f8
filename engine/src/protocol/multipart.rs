//! `multipart/form-data`: parts kept as pieces, so that a file is never copied.

use bytes::Bytes;

use super::body::Body;

const BOUNDARY: &str = "----throng-part";

/// Parts of a form in order.
#[derive(Clone, Default)]
pub struct Multipart(Vec<Part>);

#[derive(Clone)]
struct Part {
    head: String,
    content: Bytes,
}

impl Multipart {
    /// No parts.
    pub fn new() -> Self {
        Self::default()
    }

    /// A field of text.
    pub fn field(&mut self, name: &str, value: &str) {
        let head = format!("content-disposition: form-data; name=\"{}\"\r\n\r\n", quoted(name));
        self.0.push(Part { head, content: Bytes::copy_from_slice(value.as_bytes()) });
    }

    /// A part with a file name and a content type (empty: that of the name's extension).
    pub fn part(&mut self, name: &str, filename: &str, content_type: &str, content: impl Into<Bytes>) {
        let guessed = mime_guess::from_path(filename).first_raw().unwrap_or("application/octet-stream");
        let kind = if content_type.is_empty() { guessed } else { content_type };
        let kind: String = kind.chars().filter(|c| !c.is_control()).collect();
        let head = format!(
            "content-disposition: form-data; name=\"{}\"; filename=\"{}\"\r\ncontent-type: {kind}\r\n\r\n",
            quoted(name),
            quoted(filename)
        );
        self.0.push(Part { head, content: content.into() });
    }

    /// The body; its boundary is in none of the parts and the same for the same parts.
    pub(super) fn body(&self) -> Body {
        let boundary = self.boundary();
        let mut pieces = Vec::with_capacity(self.0.len() * 2 + 1);
        let mut before = "";
        for part in &self.0 {
            pieces.push(format!("{before}--{boundary}\r\n{}", part.head).into());
            pieces.push(part.content.clone());
            before = "\r\n";
        }
        pieces.push(format!("{before}--{boundary}--\r\n").into());
        Body::pieces(pieces).of_type(format!("multipart/form-data; boundary={boundary}"))
    }

    fn boundary(&self) -> String {
        let taken = |text: &str| self.0.iter().any(|part| contains(&part.content, text) || part.head.contains(text));
        let mut candidates = (0u64..).map(|number| format!("{BOUNDARY}-{number:016x}"));
        candidates.find(|text| !taken(text)).expect("there are more numbers than parts can hold")
    }
}

/// As browsers do it: quote and line ends percent-encoded.
fn quoted(text: &str) -> String {
    text.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

fn contains(content: &[u8], text: &str) -> bool {
    content.windows(text.len()).any(|window| window == text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_written_as_browsers_do() {
        let mut parts = Multipart::new();
        parts.field("a\"\r\n", "1");
        parts.part("f", "x.png", "", Bytes::from_static(b"\x89P"));
        let body = parts.body();
        let wanted = b"------throng-part-0000000000000000\r\n\
            content-disposition: form-data; name=\"a%22%0D%0A\"\r\n\r\n1\r\n\
            ------throng-part-0000000000000000\r\n\
            content-disposition: form-data; name=\"f\"; filename=\"x.png\"\r\ncontent-type: image/png\r\n\r\n\x89P\r\n\
            ------throng-part-0000000000000000--\r\n";
        assert_eq!(body.to_vec(), wanted);
        assert_eq!(body.content_type(), Some("multipart/form-data; boundary=----throng-part-0000000000000000"));
        assert_eq!(body.len(), wanted.len() as u64);
    }

    #[test]
    fn the_boundary_is_in_no_part() {
        let mut parts = Multipart::new();
        parts.field("a", "x ----throng-part-0000000000000000 y");
        let body = parts.body();
        assert_eq!(body.content_type(), Some("multipart/form-data; boundary=----throng-part-0000000000000001"));
    }
}
