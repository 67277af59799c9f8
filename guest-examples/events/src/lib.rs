//! One user: reads ten events of a feed, then asks a language model and counts its tokens.

use throng_sdk::prelude::*;

#[journey]
fn run() -> Result {
    let feed = get("/events").query("n", 10).query("gap", 5).events().opened()?;
    let mut last = String::new();
    while let Some(event) = feed.receive(secs(5)) {
        last = event.id();
    }
    check!("all events came" => last == "10" && feed.failure().is_empty());
    ask()
}

fn ask() -> Result {
    let prompt = json!({ "stream": true, "messages": [{ "role": "user", "content": "What do you sell?" }] });
    let answer = post("/llm").query("tokens", 12).query("gap", 5).json(&prompt)?.events().opened()?;
    let mut tokens = 0;
    while let Some(event) = answer.receive(secs(30)) {
        if event.text() == "[DONE]" {
            break;
        }
        if event.pointer("/choices/0/delta/content").is_some() {
            tokens += 1;
            answer.tokens(tokens);
        }
    }
    check!("it answered" => tokens == 12);
    Ok(())
}
