//! CSS selectors over HTML.

use scraper::{Html, Selector};

/// The text of every element that the selector matches.
pub(super) fn texts(html: &str, css: &str) -> Result<Vec<String>, String> {
    let selector = selector(css)?;
    Ok(Html::parse_document(html).select(&selector).map(|element| element.text().collect()).collect())
}

/// An attribute of every element that the selector matches and that has it.
pub(super) fn attributes(html: &str, css: &str, name: &str) -> Result<Vec<String>, String> {
    let selector = selector(css)?;
    let document = Html::parse_document(html);
    Ok(document.select(&selector).filter_map(|element| element.attr(name)).map(str::to_owned).collect())
}

fn selector(css: &str) -> Result<Selector, String> {
    Selector::parse(css).map_err(|error| format!("`{css}` is no CSS selector: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_attributes_in_order() {
        let html = "<ul><li class=a><a href='/1'>one <b>bold</b></a></li><li><a href=/2>two</a><a>three</a></ul>";
        assert_eq!(texts(html, "li a"), Ok(vec!["one bold".into(), "two".into(), "three".into()]));
        assert_eq!(attributes(html, "li a", "href"), Ok(vec!["/1".into(), "/2".into()]));
        assert_eq!(texts(html, "li.b"), Ok(vec![]));
        assert!(texts(html, "li[").is_err_and(|text| text.starts_with("`li[` is no CSS selector: ")));
    }
}
