//! Logs in with a row of a CSV file. The plan: `[data.users]`, `file = "data.csv"`, `policy = "random"`.

use throng_sdk::prelude::*;

static USERS: Table = Table::new("users");

#[journey]
fn run() -> Result {
    for index in 0..USERS.length() {
        info!("{} {}", USERS.row(index).cell("username")?, USERS.row(index).cell("password")?);
    }
    let user = USERS.next().context("no users")?;
    let (name, password) = (user.cell("username")?, user.cell("password")?);
    info!("random user: {name}");
    check!(r = post("/login.php").form(&[("login", &name), ("password", &password)]).send(),
        "login succeeded" => r.status() == 200 && r.contains("successfully authorized"),
    );
    sleep(secs(1));
    Ok(())
}
