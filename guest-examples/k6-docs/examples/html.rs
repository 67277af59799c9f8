//! A hidden field of a form.

use throng_sdk::prelude::*;

#[journey]
fn run() {
    let page = get("/my_messages.php").send();
    info!("the value of the hidden field redir is: {:?}", page.attribute("input[name=redir]", "value").first());
    sleep(secs(1));
}
