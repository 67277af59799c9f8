//! Forms of a page: what sending one would send, by the rules of HTML ("constructing the entry list",
//! <https://html.spec.whatwg.org/multipage/form-control-infrastructure.html>), text always as UTF-8.

mod control;
mod parse;

use bytes::Bytes;
use url::Url;

use super::multipart::Multipart;
use super::request::Request;
use super::response::Response;
use control::{Control, Entry, Kind};

/// A form as the page filled it, and as the journey changed it since.
pub struct Form {
    page: Url,
    sending: Sending,
    controls: Vec<Control>,
    pressed: Option<usize>,
}

/// Where and how a form is sent.
#[derive(Clone)]
struct Sending {
    action: Url,
    post: bool,
    encoding: Encoding,
}

#[derive(Clone, Copy, PartialEq)]
enum Encoding {
    Url,
    Multipart,
    Plain,
}

impl Response {
    /// The first form that a CSS selector matches; an error says why the selector does not compile.
    pub fn form(&self, css: &str) -> Result<Option<Form>, String> {
        parse::form(&self.text(), self.url(), css)
    }
}

impl Form {
    /// The first value of that name that would be sent.
    pub fn value(&self, name: &str) -> Option<String> {
        self.fields().into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// All that would be sent, in the order of the page; a file is its name.
    pub fn fields(&self) -> Vec<(String, String)> {
        self.entries().map(|entry| (entry.name.to_owned(), entry.value.to_owned())).collect()
    }

    /// Types into a field, ticks a box, chooses of a list; adds what the form does not have.
    pub fn set(&mut self, name: &str, value: &str) {
        let mut named: Vec<&mut Control> = self.controls.iter_mut().filter(|control| control.name == name).collect();
        named.retain(|control| !matches!(control.kind, Kind::Button { .. }));
        if named.is_empty() {
            return self.controls.push(Control::text(name, value));
        }
        control::set(&mut named, value);
    }

    /// The file of a field of type file; adds the field where the form has none.
    pub fn file(&mut self, name: &str, filename: &str, content_type: &str, content: impl Into<Bytes>) {
        let upload = Kind::File { content: Some((content_type.to_owned(), content.into())) };
        let is_file = |control: &&mut Control| control.name == name && matches!(control.kind, Kind::File { .. });
        match self.controls.iter_mut().find(is_file) {
            Some(control) => {
                filename.clone_into(&mut control.value);
                (control.kind, control.disabled) = (upload, false);
            }
            None => self.controls.push(Control { kind: upload, ..Control::text(name, filename) }),
        }
    }

    /// Presses a submit button by its name, id or text; false when there is none.
    pub fn press(&mut self, button: &str) -> bool {
        let is = |control: &Control| match &control.kind {
            Kind::Button { words, .. } if !control.disabled => {
                control.name == button || words.iter().any(|word| word == button)
            }
            _ => false,
        };
        let found = self.controls.iter().position(is);
        self.pressed = found.or(self.pressed);
        found.is_some()
    }

    /// The request that sending it is.
    pub fn request(&self) -> Request {
        let pressed = self.pressed.and_then(|at| self.controls.get(at));
        let sending = match pressed.map(|control| &control.kind) {
            Some(Kind::Button { sending, .. }) => sending,
            _ => &self.sending,
        };
        let mut url = sending.action.clone();
        url.set_fragment(None);
        let mut request = if sending.post {
            let mut request = Request::new("POST", literal(&url));
            self.fill(&mut request, sending.encoding);
            request.header("origin", &self.page.origin().ascii_serialization());
            request
        } else {
            url.query_pairs_mut().clear().extend_pairs(self.fields());
            Request::new("GET", literal(&url))
        };
        request.header("referer", &referer(&self.page));
        request
    }

    fn fill(&self, request: &mut Request, encoding: Encoding) {
        match encoding {
            Encoding::Url => {
                request.form(self.entries().map(|entry| (entry.name, entry.value)));
            }
            Encoding::Plain => {
                request.text(self.entries().map(|e| format!("{}={}\r\n", e.name, e.value)).collect::<String>());
            }
            Encoding::Multipart => {
                let mut parts = Multipart::new();
                for entry in self.entries() {
                    match entry.file {
                        Some((kind, content)) => parts.part(entry.name, entry.value, kind, content.clone()),
                        None => parts.field(entry.name, entry.value),
                    }
                }
                request.multipart(&parts);
            }
        }
    }

    fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        let controls = self.controls.iter().enumerate();
        controls.flat_map(|(at, control)| control.entries(self.pressed == Some(at)))
    }
}

/// The url as text in which nothing is a placeholder of a request.
fn literal(url: &Url) -> String {
    url.as_str().replace('{', "%7B").replace('}', "%7D")
}

/// The page as `referer`: without fragment and credentials.
fn referer(page: &Url) -> String {
    let mut page = page.clone();
    page.set_fragment(None);
    // Only a url that cannot have credentials refuses, and that has none.
    let _ = page.set_username("").and_then(|()| page.set_password(None));
    page.into()
}

#[cfg(test)]
mod tests;
