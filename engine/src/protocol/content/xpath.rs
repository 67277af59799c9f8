//! XPath 1.0 over XML bodies, bounded in depth and work: an expression is the journey's, a body the target's.

use sxd_document::dom::{ChildOfElement, ChildOfRoot, Element};
use sxd_document::parser;
use sxd_xpath::{Context, Factory, Value};

/// Elements within one another; the evaluator calls itself for each.
const DEEPEST: usize = 256;
/// Brackets and operators of an expression; the evaluator calls itself for these too.
const LONGEST: usize = 128;
/// Nodes that one evaluation may visit, by the worst that its shape allows.
const VISITS: f64 = 1e8;
/// What makes an expression visit every node again for each node.
const WIDE: [&str; 9] = ["..", "ancestor", "descendant", "following", "preceding", "parent", "[/", "(/", "id("];

/// What an XPath 1.0 expression gives of an XML body: the text of each node, or the one value. An error says why it does
/// not compile or is not evaluated. It may take seconds, so it is not for a shard's own thread.
pub fn find(xml: &str, path: &str) -> Result<Vec<String>, String> {
    let nesting = path.chars().filter(|c| "[(+-*|=<>,".contains(*c)).count();
    let words = [" and ", " or ", " div ", " mod "].iter().map(|word| path.matches(word).count()).sum::<usize>();
    if nesting + words > LONGEST {
        return Err(format!("an expression has at most {LONGEST} brackets and operators"));
    }
    let compiled = Factory::new().build(path);
    let compiled = compiled.map_err(|error| format!("`{path}` is no XPath 1.0 expression: {error}"))?;
    let compiled = compiled.ok_or_else(|| "the expression is empty".to_owned())?;
    if is_too_deep(xml) {
        return Ok(Vec::new());
    }
    let Ok(package) = parser::parse(xml) else { return Ok(Vec::new()) };
    let document = package.as_document();
    let Some(root) = document.root().children().into_iter().find_map(ChildOfRoot::element) else {
        return Ok(Vec::new());
    };
    let nodes = size(root);
    let wide = path.matches("//").count();
    let rest = path.replace("//", " ");
    let wide = wide + WIDE.iter().map(|word| rest.matches(word).count()).sum::<usize>();
    if (nodes as f64).powi(i32::try_from(wide.max(1)).unwrap_or(i32::MAX)) > VISITS {
        return Err(format!(
            "`{path}` looks through a body of {nodes} nodes {wide} times within one another, which would take too long: \
             name the steps (/a/b) instead of `//`, `..` and axes"
        ));
    }
    let mut context = Context::new();
    let declared = root.namespaces_in_scope();
    for namespace in &declared {
        context.set_namespace(namespace.prefix(), namespace.uri());
    }
    // The evaluator panics at one that it does not know.
    if let Some(prefix) = prefixes(path).find(|prefix| declared.iter().all(|known| known.prefix() != *prefix)) {
        return Err(format!(
            "`{path}`: the body's root declares no prefix `{prefix}`; `*[local-name() = 'x']` needs none"
        ));
    }
    let value = compiled.evaluate(&context, document.root());
    Ok(match value.map_err(|error| format!("`{path}`: {error}"))? {
        Value::Nodeset(found) => found.document_order().iter().map(sxd_xpath::nodeset::Node::string_value).collect(),
        other => vec![other.string()],
    })
}

/// Prefixes of names in an expression, those in quotes left out.
fn prefixes(path: &str) -> impl Iterator<Item = &str> {
    let outside = path.split(['"', '\'']).step_by(2);
    outside.flat_map(|text| {
        text.match_indices(':').filter_map(|(at, _)| {
            let (before, behind) = (&text[..at], &text[at + 1..]);
            let begins = before.rfind(|c: char| !(c.is_alphanumeric() || "_-.".contains(c))).map_or(0, |at| at + 1);
            let axis = behind.starts_with(':') || before.ends_with(':');
            Some(&before[begins..]).filter(|prefix| !axis && !prefix.is_empty())
        })
    })
}

/// Whether elements nest deeper than the evaluator can go; read off the text, since the parser takes long over such.
fn is_too_deep(xml: &str) -> bool {
    let (mut depth, mut rest) = (0_usize, xml);
    while let Some((_, tag)) = rest.split_once('<') {
        let close =
            [("!--", "-->"), ("![CDATA[", "]]>"), ("?", "?>")].into_iter().find(|(open, _)| tag.starts_with(open));
        let (_, close) = close.unwrap_or(("", ">"));
        let Some((inside, behind)) = tag.split_once(close) else { return false };
        match (close, inside.as_bytes().first(), inside.as_bytes().last()) {
            (">", Some(b'/'), _) => depth = depth.saturating_sub(1),
            (">", Some(b'!'), _) | (">", _, Some(b'/')) => {}
            (">", ..) => depth += 1,
            _ => {}
        }
        if depth > DEEPEST {
            return true;
        }
        rest = behind;
    }
    false
}

/// How many nodes there are below an element.
fn size(root: Element<'_>) -> usize {
    let (mut count, mut open) = (0, vec![root]);
    while let Some(element) = open.pop() {
        count += 1 + element.attributes().len();
        for child in element.children() {
            match child {
                ChildOfElement::Element(child) => open.push(child),
                _ => count += 1,
            }
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORDERS: &str = r#"<?xml version="1.0"?><o:orders xmlns:o="urn:o" count="2">
        <o:order id="7"><o:total>12.50</o:total></o:order><o:order id="8"><o:total>3</o:total></o:order></o:orders>"#;

    #[test]
    fn nodes_strings_numbers_and_truth() {
        let found = |path: &str| find(ORDERS, path).unwrap();
        assert_eq!(found("//o:order/@id"), ["7", "8"]);
        assert_eq!(found("/o:orders/o:order[2]/o:total"), ["3"]);
        assert_eq!(found("sum(/o:orders/o:order/o:total)"), ["15.5"]);
        assert_eq!(found("string(/o:orders/@count)"), ["2"]);
        assert_eq!(found("count(//o:order) = 2"), ["true"]);
        assert_eq!(found("//*[local-name() = 'total']"), ["12.50", "3"]);
        assert_eq!(found("//missing"), [""; 0]);
    }

    #[test]
    fn what_is_no_xml_has_nothing() {
        for body in ["", "plain", "{\"a\": 1}", "<a><b></a>", "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>"] {
            assert_eq!(find(body, "/a"), Ok(Vec::new()), "{body}");
        }
    }

    #[test]
    fn a_mistake_in_the_expression_is_said() {
        assert!(find(ORDERS, "//order[").unwrap_err().starts_with("`//order[` is no XPath 1.0 expression: "));
        assert_eq!(
            find(ORDERS, "//x:order[. = ':y:z']").unwrap_err(),
            "`//x:order[. = ':y:z']`: the body's root declares no prefix `x`; `*[local-name() = 'x']` needs none"
        );
        assert_eq!(find(ORDERS, "string(/child::o:orders/attribute::count)"), Ok(vec!["2".to_owned()]));
        assert_eq!(find(ORDERS, "").unwrap_err(), "the expression is empty");
    }

    #[test]
    fn neither_body_nor_expression_can_exhaust_the_engine() {
        let deep = |levels: usize| format!("{}x{}", "<a>".repeat(levels), "</a>".repeat(levels));
        assert_eq!(find(&deep(256), "string(/)"), Ok(vec!["x".to_owned()]));
        assert_eq!(find(&deep(257), "string(/)"), Ok(Vec::new()));
        assert_eq!(find(&deep(100_000), "string(/)"), Ok(Vec::new()));
        for expression in ["(".repeat(2000), "1+".repeat(2000), "-".repeat(2000), "a[".repeat(2000)] {
            assert!(find(ORDERS, &expression).unwrap_err().contains("at most 128"), "{expression:.9}");
        }
        let wide = format!("<a>{}</a>", "<b/>".repeat(20_000));
        assert!(find(&wide, "//b[count(//b) > 0]").unwrap_err().contains("20001 nodes 2 times"));
        assert_eq!(find(&wide, "count(//b)"), Ok(vec!["20000".to_owned()]));
    }
}
