//! Forms of a page: found by [`Response::form`](crate::Response::form), filled, and sent as any other request.

use crate::bindings::throng::load::http as raw;
use crate::request::Request;
use crate::response::Response;

/// A form as the page fills it: hidden fields (a CSRF token, say) and defaults are there already.
pub struct Form(raw::Form);

impl Form {
    pub(crate) fn new(form: raw::Form) -> Self {
        Self(form)
    }

    /// The value that would be sent under this name.
    pub fn value(&self, name: &str) -> Option<String> {
        self.0.value(name)
    }

    /// All that would be sent, in the order of the page.
    pub fn fields(&self) -> Vec<(String, String)> {
        self.0.fields()
    }

    /// Types into a field, ticks a box (its value; empty: unticks), chooses of a list.
    pub fn set(self, name: &str, value: &str) -> Self {
        self.0.set(name, value);
        self
    }

    /// Chooses a file; an empty content type: that of the filename's extension.
    pub fn file(self, name: &str, filename: &str, content_type: &str, content: &[u8]) -> Self {
        self.0.file(name, filename, content_type, content);
        self
    }

    /// Presses a submit button by its name, id or text; without such a button, nothing changes.
    pub fn press(self, button: &str) -> Self {
        self.0.press(button);
        self
    }

    /// The request that sending it is, to set a name, tags or expected statuses on.
    pub fn request(&self) -> Request {
        Request::own(self.0.request())
    }

    /// Sends it.
    pub fn send(&self) -> Response {
        self.request().send()
    }
}
