//! Where in a JSON text an error is, as a pointer.

/// The pointer to the value, or the name, that ends at this line and column (both from 1; 0: unknown).
pub(super) fn of(json: &str, line: usize, column: usize) -> String {
    let before: usize = json.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let end = if line == 0 { 0 } else { (before + column).min(json.len()) };
    let mut open = Vec::new();
    let mut rest = json.as_bytes()[..end].iter().enumerate();
    while let Some((at, byte)) = rest.next() {
        match byte {
            b'{' => open.push(Step::Name(String::new())),
            b'[' => open.push(Step::Number(0)),
            // The one that closes the whole is not left behind: the error is in it.
            b'}' | b']' if at + 1 < end => drop(open.pop()),
            b',' => match open.last_mut() {
                Some(Step::Number(number)) => *number += 1,
                Some(Step::Name(name)) => name.clear(),
                None => {}
            },
            b'"' => {
                let mut text = Vec::new();
                while let Some((_, byte)) = rest.next().filter(|(_, byte)| **byte != b'"') {
                    text.push(*byte);
                    if *byte == b'\\' {
                        text.extend(rest.next().map(|(_, byte)| *byte));
                    }
                }
                // The first text of a member is its name.
                if let Some(Step::Name(name)) =
                    open.last_mut().filter(|step| matches!(step, Step::Name(n) if n.is_empty()))
                {
                    *name = String::from_utf8_lossy(&text).into_owned();
                }
            }
            _ => {}
        }
    }
    let steps = open.iter().map(|step| match step {
        Step::Name(name) => name.clone(),
        Step::Number(number) => number.to_string(),
    });
    steps.filter(|step| !step.is_empty()).map(|step| format!("/{step}")).collect()
}

enum Step {
    Name(String),
    Number(usize),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_that_of_the_last_value_or_name() {
        let json = "{\"a\": 1, \"items\": [\n  {\"x\": \"}\\\"]\"}, {\"price\": \"much\"}]}";
        let column = |text: &str| json.lines().nth(1).unwrap().find(text).unwrap() + text.len();
        assert_eq!(of(json, 2, column("\"much\"")), "/items/1/price");
        assert_eq!(of(json, 2, column("\"x\"")), "/items/0/x");
        assert_eq!(of(json, 1, 7), "/a");
        assert_eq!((of(json, 0, 0), of("", 1, 1), of("{}", 1, 2)), (String::new(), String::new(), String::new()));
    }
}
