//! One user: reads a megabyte as it comes, and gives up a body that is longer than anybody can hold.

use throng_sdk::prelude::*;

#[journey]
fn run() -> Result {
    let file = get("/stream/1000000").name("file").download();
    let mut bytes = 0;
    while let Some(piece) = file.receive(secs(5)) {
        bytes += piece.len();
    }
    check!("whole" => bytes == 1_000_000 && file.ended() && file.failure().is_empty());

    let film = get("/stream/1000000000000").name("film").download();
    check!("it comes" => film.receive(secs(5)).is_some() && !film.ended());
    Ok(())
}
