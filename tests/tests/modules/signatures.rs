use std::path::PathBuf;
use std::process::{Command, Stdio};

use throng_tests::engine::Run;
use throng_tests::workshop::Workshop;

use crate::journeys::GET;

/// A bundle, a pair of keys, and a signature of the one by the other.
fn signed() -> (Workshop, String) {
    let here =
        Workshop::of(&[("throng.toml", "name = \"shop\"\njourney = \"get.wat\"\niterations = 1"), ("get.wat", GET)]);
    let digest = here.bundle("throng.toml", "shop.throng");
    passed(&here.throng(["keygen", "--no-password", "-o", "mine"]));
    passed(&here.throng(["sign", "shop.throng", "-s", "mine.key", "--not-after", "2999-12-31"]));
    (here, digest)
}

fn passed(run: &Run) {
    assert_eq!(run.exit(), 0, "{}", run.text());
}

/// Runs the bundle with a signature required; it is not trusted, for this reason.
fn distrusted(here: &Workshop, key: &str, reason: &str) {
    let run = here.throng(["run", "shop.throng", "--require-signature", key]);
    assert_eq!(run.exit(), 114, "{reason}: {}", run.text());
    assert!(
        run.stderr.starts_with(&format!("throng: shop.throng is not trusted: {reason}")),
        "{reason}\n{}",
        run.stderr
    );
}

#[test]
fn a_bundle_runs_by_the_signature_of_a_required_key() {
    let (here, digest) = signed();
    let run =
        here.engine(["run", "shop.throng", "--require-signature", "mine.pub", "--target", "http://127.0.0.1:9"]).run();
    assert_eq!(run.exit(), 0, "{}", run.text());
    let signer = run.summary["bundle"]["signer"].as_str().unwrap().to_owned();
    assert!(signer.len() == 16 && signer.chars().all(|c| c.is_ascii_hexdigit()), "{signer}");
    assert!(run.stdout.contains(&format!("  bundle      {digest}, signed by {signer}\n")), "{}", run.stdout);
    // By the key's text, and beside another key.
    let text = String::from_utf8(here.read("mine.pub")).unwrap().lines().nth(1).unwrap().to_owned();
    passed(&here.throng(["keygen", "--no-password", "-o", "other"]));
    let run = here.throng(["verify", "shop.throng", "-p", "other.pub", "-p", &text]);
    passed(&run);
    assert_eq!(run.stdout, format!("shop.throng is `shop`, {digest}, signed by {signer}\n"));
    let inspected = here.throng(["inspect", "shop.throng"]).stdout;
    assert!(inspected.contains(&format!("signer    {signer} (not verified: `throng verify`)\n")), "{inspected}");
}

#[test]
fn nothing_else_is_trusted() {
    let (here, digest) = signed();
    let signature = String::from_utf8(here.read("shop.throng.minisig")).unwrap();
    let sign = |date| passed(&here.throng(["sign", "shop.throng", "-s", "mine.key", "--not-after", date]));
    passed(&here.throng(["keygen", "--no-password", "-o", "other"]));
    distrusted(&here, "other.pub", "it is signed by the key ");
    std::fs::remove_file(here.path("shop.throng.minisig")).unwrap();
    distrusted(&here, "mine.pub", "it has no signature (shop.throng.minisig), and one is required");
    here.file("shop.throng.minisig", "signed, me");
    distrusted(&here, "mine.pub", "its signature cannot be read: ");
    here.file("shop.throng.minisig", signature.replace("2999", "3999"));
    distrusted(&here, "mine.pub", "the trusted comment of its signature was changed");
    sign("2020-02-29");
    distrusted(&here, "mine.pub", "its signature held until 2020-02-29");
    // Another sound bundle under the signature of this one.
    here.file("throng.toml", "name = \"shop\"\njourney = \"get.wat\"\niterations = 2");
    here.file("shop.throng.minisig", &signature);
    here.bundle("throng.toml", "shop.throng");
    distrusted(&here, "mine.pub", "its bytes are not those that were signed");
    // A signature of these bytes that says it is for others.
    let debian = |comment: &str| minisign(&here, &["-S", "-W", "-s", "mine.key", "-m", "shop.throng", "-t", comment]);
    debian(&format!("digest:{digest}\tnot-after:2999-01-01\tname:shop"));
    distrusted(&here, "mine.pub", &format!("its signature is for {digest}, and it is sha256:"));
    let own = here.bundle("throng.toml", "shop.throng");
    debian(&format!("digest:{own}\tnot-after:2999-01-01\tname:bank"));
    distrusted(&here, "mine.pub", "its signature is for `bank`, and it is `shop`");
    debian("timestamp:1");
    distrusted(&here, "mine.pub", "the trusted comment of its signature names no digest, not-after and name");
}

#[test]
fn keys_are_not_written_over_and_wrong_ones_are_told() {
    let (here, _) = signed();
    let run = here.throng(["keygen", "--no-password", "-o", "mine"]);
    assert_eq!((run.exit(), run.stderr.as_str()), (104, "throng: cannot make mine.key: File exists (os error 17)\n"));
    let run = here.throng(["verify", "shop.throng", "-p", "none.pub"]);
    assert_eq!(run.exit(), 104, "{}", run.text());
    let run = here.throng(["sign", "shop.throng", "-s", "mine.key", "--not-after", "tomorrow"]);
    assert_eq!(run.exit(), 104, "{}", run.text());
    assert!(run.stderr.contains("write a day, as in --not-after 2027-12-31"), "{}", run.stderr);
}

/// Debian's minisign, in the folder.
fn minisign(here: &Workshop, arguments: &[&str]) -> String {
    let program = ["/usr/bin/minisign", "/usr/local/bin/minisign"].map(PathBuf::from).into_iter().find(|p| p.is_file());
    let program = program.expect("`apt-get install minisign` (`cargo xtask test` does)");
    let mut command = Command::new(program);
    command.args(arguments).current_dir(here.folder()).stdin(Stdio::null());
    let output = command.output().expect("it can be started");
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "minisign {arguments:?}: {text}");
    text
}

#[test]
fn minisign_verifies_ours_and_we_verify_its() {
    let (here, digest) = signed();
    let said = minisign(&here, &["-V", "-p", "mine.pub", "-m", "shop.throng"]);
    assert!(said.contains(&format!("Trusted comment: digest:{digest}\tnot-after:2999-12-31\tname:shop")), "{said}");
    minisign(&here, &["-G", "-W", "-p", "theirs.pub", "-s", "theirs.key"]);
    let comment = format!("digest:{digest}\tnot-after:2999-12-31\tname:shop");
    minisign(&here, &["-S", "-W", "-s", "theirs.key", "-m", "shop.throng", "-t", &comment]);
    passed(&here.throng(["verify", "shop.throng", "-p", "theirs.pub"]));
    // Their key signs with us, ours with them.
    passed(&here.throng(["sign", "shop.throng", "-s", "theirs.key"]));
    minisign(&here, &["-V", "-p", "theirs.pub", "-m", "shop.throng"]);
    // A secret key that is protected by a password.
    here.file("password", "correct horse\n");
    passed(&here.throng(["keygen", "--password", "password", "-o", "locked"]));
    passed(&here.throng(["sign", "shop.throng", "-s", "locked.key", "--password", "password"]));
    minisign(&here, &["-V", "-p", "locked.pub", "-m", "shop.throng"]);
    here.file("password", "wrong\n");
    let run = here.throng(["sign", "shop.throng", "-s", "locked.key", "--password", "password"]);
    assert_eq!(run.exit(), 104, "{}", run.text());
}
