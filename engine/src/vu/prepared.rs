//! A request as the journey prepares it, and what the engine notes about it.

use std::sync::Arc;

use super::expectation::Expectation;
use super::labels::Place;
use super::persona::Persona;
use crate::aggregate::TagsId;
use crate::protocol::Request;

/// Places whose tags a request remembers; a journey sends one request from one or two.
const REMEMBERED: usize = 4;

/// A prepared request.
pub(crate) struct Prepared {
    /// Shared with exchanges under way; changed by copying then.
    pub(crate) request: Arc<Request>,
    name: Option<Box<str>>,
    tags: Vec<(String, String)>,
    pub(crate) expect: Expectation,
    pub(crate) await_verdict: bool,
    /// Asks for a part of a page.
    part: bool,
    interned: Vec<(Place, TagsId)>,
}

/// What is known of an exchange before it is sent.
#[derive(Clone)]
pub(crate) struct Sample {
    pub(crate) tags: TagsId,
    expect: Expectation,
    pub(crate) await_verdict: bool,
    /// A part of a page was asked for.
    pub(crate) part: bool,
}

impl Sample {
    /// Whether this status counts as a success; none where nothing is expected.
    pub(crate) fn expects(&self, status: u16) -> Option<bool> {
        self.expect.of(status)
    }
}

impl Prepared {
    pub(crate) fn new(request: Request) -> Self {
        Self {
            request: Arc::new(request),
            name: None,
            tags: Vec::new(),
            expect: Expectation::default(),
            await_verdict: false,
            part: false,
            interned: Vec::new(),
        }
    }

    /// To change what is sent from now on.
    pub(crate) fn request_mut(&mut self) -> &mut Request {
        Arc::make_mut(&mut self.request)
    }

    /// Asks as HTMX does, for the element of this id (none when empty).
    pub(crate) fn ask_for_part(&mut self, target: &str) {
        self.part = true;
        let request = self.request_mut();
        request.header("hx-request", "true");
        request.header("hx-target", target);
    }

    /// The series of the timings.
    pub(crate) fn set_name(&mut self, name: &str) {
        if self.name.as_deref() != Some(name) {
            self.name = Some(name.into());
            self.interned.clear();
        }
    }

    /// Sets a tag; gives how many there are.
    pub(crate) fn set_tag(&mut self, key: &str, value: &str) -> usize {
        match self.tags.iter_mut().find(|(k, _)| k == key) {
            Some((_, known)) if known == value => return self.tags.len(),
            Some((_, known)) => value.clone_into(known),
            None => self.tags.push((key.to_owned(), value.to_owned())),
        }
        self.interned.clear();
        self.tags.len()
    }

    /// How an exchange sent now is recorded: looked up, not made, when it was sent from here before.
    pub(crate) fn sample(&mut self, user: &mut Persona) -> Sample {
        let place = user.labels.place();
        let known = self.interned.iter().find(|(at, _)| *at == place).map(|(_, tags)| *tags);
        let tags = known.unwrap_or_else(|| {
            let tags = self.intern(user);
            if self.interned.len() == REMEMBERED {
                self.interned.remove(0);
            }
            self.interned.push((place, tags));
            tags
        });
        let expect = self.expect.or(&user.expect);
        Sample { tags, expect, await_verdict: self.await_verdict, part: self.part }
    }

    /// The same for what counts as a success at these statuses, unless the request says which; the session's do not matter.
    pub(crate) fn sample_of(&mut self, user: &mut Persona, usual: Expectation) -> Sample {
        let Sample { tags, .. } = self.sample(user);
        Sample { tags, expect: self.expect.or(&usual), await_verdict: false, part: false }
    }

    /// The tags of a gRPC call, `package.Service/Method`.
    pub(crate) fn called(&self, path: &str, user: &Persona) -> TagsId {
        let (service, method) = path.split_once('/').unwrap_or((path, ""));
        let name = self.name.as_deref().unwrap_or(path);
        let own = self.tags.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        let all = user.labels.with(own.chain([("name", name), ("service", service), ("method", method)]));
        user.recorder.intern(&all)
    }

    fn intern(&self, user: &Persona) -> TagsId {
        let name = self.name.as_deref().unwrap_or_else(|| default_name(self.request.url()));
        let own = self.tags.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        let method = self.request.method();
        let method = if method.bytes().any(|b| b.is_ascii_lowercase()) {
            method.to_ascii_uppercase()
        } else {
            method.to_owned()
        };
        let all = user.labels.with(own.chain([("name", name), ("url", name), ("method", &method)]));
        user.recorder.intern(&all)
    }
}

/// The url as it was given, placeholders and all, without query and fragment: data in it never makes a series.
fn default_name(url: &str) -> &str {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    &url[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_the_template_without_its_query() {
        assert_eq!(default_name("/items/{id}?page=3#top"), "/items/{id}");
        assert_eq!(default_name("http://h/a#b?c"), "http://h/a");
        assert_eq!(default_name("/"), "/");
    }
}
