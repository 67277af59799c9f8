//! A form of a page, as HTML fills it.

use scraper::{ElementRef, Html, Selector};
use url::Url;

use super::control::{Choice, Control, Kind};
use super::{Encoding, Form, Sending};
use crate::protocol::content::page;

/// The first form that the selector matches.
pub(super) fn form(html: &str, address: &str, css: &str) -> Result<Option<Form>, String> {
    let selector = Selector::parse(css).map_err(|error| format!("`{css}` is no CSS selector: {error}"))?;
    let document = Html::parse_document(html);
    let found = document.select(&selector).find(|element| element.value().name() == "form");
    let (Some(form), Ok(page)) = (found, Url::parse(address)) else { return Ok(None) };
    let base = page::base(&document, address).unwrap_or_else(|| page.clone());
    let sending = Sending {
        action: action(form.attr("action"), &base, &page),
        post: is_post(form.attr("method")),
        encoding: encoding(form.attr("enctype")),
    };
    let owned = document.root_element().descendent_elements().filter(|element| is_of(*element, form));
    let controls = owned.filter_map(|element| control(element, &sending, &base, &page)).collect();
    Ok(Some(Form { page, sending, controls, pressed: None }))
}

/// Whether the control belongs to the form: by its `form` attribute, or because it stands in it.
fn is_of(element: ElementRef<'_>, form: ElementRef<'_>) -> bool {
    match element.attr("form") {
        Some(id) => form.attr("id") == Some(id),
        None => element.ancestors().any(|node| node.id() == form.id()),
    }
}

fn control(element: ElementRef<'_>, form: &Sending, base: &Url, page: &Url) -> Option<Control> {
    let value = element.attr("value");
    let kind_name = element.attr("type").unwrap_or_default().to_ascii_lowercase();
    let button = |image| Kind::Button {
        image,
        words: words(element),
        sending: Sending {
            action: element.attr("formaction").map_or_else(|| form.action.clone(), |to| action(Some(to), base, page)),
            post: element.attr("formmethod").map_or(form.post, |method| is_post(Some(method))),
            encoding: element.attr("formenctype").map_or(form.encoding, |name| encoding(Some(name))),
        },
    };
    let (kind, value) = match (element.value().name(), kind_name.as_str()) {
        ("input", "checkbox" | "radio") => {
            let ticked = element.attr("checked").is_some();
            (Kind::Box { ticked, radio: kind_name == "radio" }, value.unwrap_or("on").to_owned())
        }
        ("input", "file") => (Kind::File { content: None }, String::new()),
        ("input", "submit") => (button(false), value.unwrap_or_default().to_owned()),
        ("input", "image") => (button(true), String::new()),
        ("input", "button" | "reset") => return None,
        ("input", "hidden") if element.attr("name") == Some("_charset_") => (Kind::Text, "UTF-8".to_owned()),
        ("input", _) => (Kind::Text, value.unwrap_or_default().to_owned()),
        ("button", "button" | "reset") => return None,
        ("button", _) => (button(false), value.unwrap_or_default().to_owned()),
        // Lines end in CRLF when they are sent.
        ("textarea", _) => (Kind::Text, element.text().collect::<String>().replace("\r\n", "\n").replace('\n', "\r\n")),
        ("select", _) => (list(element), String::new()),
        _ => return None,
    };
    let name = element.attr("name").unwrap_or_default().to_owned();
    Some(Control { name, value, kind, disabled: is_disabled(element) })
}

/// A list; where it allows one choice and none is made, that is its first option.
fn list(element: ElementRef<'_>) -> Kind {
    let several = element.attr("multiple").is_some();
    let all = element.descendent_elements().filter(|option| option.value().name() == "option");
    let mut options: Vec<Choice> = all
        .map(|option| Choice {
            value: option.attr("value").map_or_else(|| shown(option), str::to_owned),
            chosen: option.attr("selected").is_some(),
            disabled: option.attr("disabled").is_some() || within(option, "optgroup").is_some_and(is_off),
        })
        .collect();
    if !several {
        let last = options.iter().rposition(|choice| choice.chosen);
        let first = || options.iter().position(|choice| !choice.disabled);
        let one = last.or_else(first);
        for (at, choice) in options.iter_mut().enumerate() {
            choice.chosen = Some(at) == one;
        }
    }
    Kind::List { several, options }
}

/// Whether it is off itself, or in a field set that is, but for what stands in that one's legend.
fn is_disabled(element: ElementRef<'_>) -> bool {
    let mut child = element;
    is_off(element)
        || element.ancestors().filter_map(ElementRef::wrap).any(|above| {
            let off = above.value().name() == "fieldset" && is_off(above) && child.value().name() != "legend";
            child = above;
            off
        })
}

fn is_off(element: ElementRef<'_>) -> bool {
    element.attr("disabled").is_some()
}

fn within<'a>(element: ElementRef<'a>, name: &str) -> Option<ElementRef<'a>> {
    element.ancestors().filter_map(ElementRef::wrap).find(|above| above.value().name() == name)
}

/// What a user may call a button: its id, and what it shows.
fn words(element: ElementRef<'_>) -> Vec<String> {
    let shown = [element.attr("id").map(str::to_owned), element.attr("value").map(str::to_owned), Some(shown(element))];
    shown.into_iter().flatten().filter(|word| !word.is_empty()).collect()
}

/// Its text as it is shown: spaces as one.
fn shown(element: ElementRef<'_>) -> String {
    let text: String = element.text().collect();
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where it is sent; nothing said is the page itself.
fn action(said: Option<&str>, base: &Url, page: &Url) -> Url {
    let said = said.map(str::trim).filter(|said| !said.is_empty());
    said.and_then(|said| base.join(said).ok()).unwrap_or_else(|| page.clone())
}

fn is_post(method: Option<&str>) -> bool {
    method.is_some_and(|method| method.eq_ignore_ascii_case("post"))
}

fn encoding(name: Option<&str>) -> Encoding {
    match name.map(str::to_ascii_lowercase).as_deref() {
        Some("multipart/form-data") => Encoding::Multipart,
        Some("text/plain") => Encoding::Plain,
        _ => Encoding::Url,
    }
}
