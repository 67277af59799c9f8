//! The project's own commands.

mod bindings;

use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::{Context as _, Result, bail};

const HELP: &str = "cargo xtask test   installs the wasm target, builds the guests, runs every test
cargo xtask full   what only checks: documentation, licences, generated files
cargo xtask wit    whether journeys that were built against the released contract still run, and what changed in it
cargo xtask journeys [--check]   builds the journeys that are part of the engine (--check: compares them with the committed ones)
cargo xtask bindings [--check]   writes the part of each SDK that follows from wit/ (--check: compares)
cargo xtask components [LANGUAGE...]   builds the conformance journey in these languages and records the components";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["test"] => test(),
        ["full"] => full(),
        ["wit"] => {
            cargo(".", &["test", "--release", "--locked", "-p", "throng-tests", "--test", "front", "--", "contract::"])
        }
        ["journeys"] => journeys(false),
        ["journeys", "--check"] => journeys(true),
        ["components", languages @ ..] => components(languages),
        ["bindings"] => bindings::write(false),
        ["bindings", "--check"] => bindings::write(true),
        _ => {
            say(HELP);
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("xtask: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Each step prints its seconds.
fn step(name: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
    say(&format!("==> {name}"));
    #[expect(clippy::disallowed_methods, reason = "build time, not a measurement")]
    let begun = Instant::now();
    work().with_context(|| format!("step `{name}`"))?;
    say(&format!("<== {name}: {:.0} s", begun.elapsed().as_secs_f64()));
    Ok(())
}

fn say(text: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stdout(), "{text}");
}

fn cargo(directory: &str, words: &[&str]) -> Result<()> {
    run(directory, "cargo", words)
}

fn run(directory: &str, program: &str, words: &[&str]) -> Result<()> {
    let status = Command::new(program)
        .args(words)
        .current_dir(directory)
        .status()
        .with_context(|| format!("{program} cannot be started: is it installed?"))?;
    if !status.success() {
        bail!("`{program} {}` in {directory} ended with {status}", words.join(" "));
    }
    Ok(())
}

/// Workspaces whose crates are compiled to wasm only.
const GUESTS: [&str; 3] = ["guest-examples", "tests/guests", "tests/hosting"];

fn test() -> Result<()> {
    step("wasm target", || run(".", "rustup", &["target", "add", "wasm32-wasip2"]))?;
    step("packages", packages)?;
    step("formatting", formatting)?;
    step("bindings are what the contract gives", || bindings::write(true))?;
    step("guests", guests)?;
    step("journeys of the engine are what their source builds", || journeys(true))?;
    step("engine", || cargo(".", &["build", "--release", "--locked", "--workspace"]))?;
    step("tests", || cargo(".", &["test", "--release", "--locked", "--workspace", "--no-fail-fast"]))?;
    step("SDK", || cargo("sdk/rust", &["test", "--release", "--locked", "--workspace"]))?;
    step("lints", lints)
}

/// Programs of other people that tests hold the engine against, with the Debian package that has each.
const PACKAGES: [(&str, &str); 10] = [
    ("minisign", "minisign"),
    ("docker-registry", "docker-registry"),
    ("prometheus", "prometheus"),
    ("influxd", "influxdb"),
    ("/usr/sbin/collectd", "collectd-core"),
    ("chromium", "chromium"),
    ("/usr/lib/python3/dist-packages/aiohttp/__init__.py", "python3-aiohttp"),
    ("/usr/lib/python3.11/ensurepip/__init__.py", "python3-venv"),
    ("redis-server", "redis-server"),
    ("/usr/lib/postgresql/15/bin/postgres", "postgresql-15"),
];

/// Installs those that are missing.
fn packages() -> Result<()> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let there = |program: &str| std::env::split_paths(&path).any(|folder| folder.join(program).is_file());
    let missing: Vec<&str> =
        PACKAGES.iter().filter(|(program, _)| !there(program)).map(|(_, package)| *package).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let install = |words: &[&str]| match there("sudo") {
        true => run(".", "sudo", &[&["-n", "apt-get"], words].concat()),
        false => run(".", "apt-get", words),
    };
    install(&["update", "--quiet"])?;
    install(&[&["install", "--yes", "--quiet", "--no-install-recommends"], &missing[..]].concat())
}

fn guests() -> Result<()> {
    let build = ["build", "--release", "--locked", "--target", "wasm32-wasip2"];
    GUESTS.iter().try_for_each(|directory| cargo(directory, &build))?;
    cargo("guest-examples", &[&build[..], &["--package", "k6-docs", "--examples"]].concat())
}

fn formatting() -> Result<()> {
    cargo(".", &["fmt", "--all", "--check"])?;
    ["sdk/rust", "guest-examples", "tests/guests", "tests/hosting", "tests/otlp"]
        .iter()
        .try_for_each(|d| cargo(d, &["fmt", "--all", "--check"]))
}

fn lints() -> Result<()> {
    let words = |target: &[&'static str]| {
        [&["clippy", "--release", "--locked", "--workspace", "--all-targets"], target, &["--", "-D", "warnings"]]
            .concat()
    };
    cargo(".", &words(&[]))?;
    let wasm = words(&["--target", "wasm32-wasip2"]);
    ["sdk/rust", "guest-examples", "tests/guests", "tests/hosting"]
        .iter()
        .try_for_each(|directory| cargo(directory, &wasm))
}

/// What needs every language's tools is asked for by name.
fn languages(test: &str) -> Result<()> {
    ignored("languages", test)
}

/// One test of these that is asked for by name.
fn ignored(tests: &str, test: &str) -> Result<()> {
    let words = ["test", "--release", "--locked", "--package", "throng-tests", "--test", tests, "--"];
    cargo(".", &[&words[..], &["--ignored", "--exact", test]].concat())
}

/// Records the conformance journey's components; the engine builds them.
fn components(chosen: &[&str]) -> Result<()> {
    cargo(".", &["build", "--release", "--locked", "--package", "throng"])?;
    let words = ["test", "--release", "--locked", "--package", "throng-tests", "--test", "languages", "--"];
    let mut command = Command::new("cargo");
    command.args(words).args(["--ignored", "--exact", "build::record_components"]);
    let status = command.env("LANGUAGES", chosen.join(",")).status()?;
    if !status.success() {
        bail!("recording the components ended with {status}");
    }
    Ok(())
}

fn full() -> Result<()> {
    step("engine", || cargo(".", &["build", "--release", "--locked", "--package", "throng"]))?;
    step("the same source gives the same bytes", || languages("build::the_same_source_gives_the_same_bytes"))?;
    step("a new project in Rust gives the same bytes", || {
        languages("build::a_new_project_in_rust_gives_the_same_bytes")
    })?;
    step("handles of every language", || languages("handles::asked_for_in_each_iteration_in_other_languages"))?;
    step("two hundred kills", || ignored("front", "results::two_hundred_kills"))?;
    step("a hundred thousand sockets", || ignored("streams", "websocket::a_hundred_thousand_sockets_leave_nothing"))?;
    step("the libraries of the languages", || languages("libraries::urllib_goes_through_the_host"))?;
    step("the SDK of JavaScript", || run(".", "node", &["--test", "tests/sdk/javascript"]))?;
    step("the SDK of Python", || run(".", "python3", &["-m", "unittest", "discover", "tests/sdk/python"]))?;
    step("a million iterations in Go", || languages("collector::the_collector_of_go_does_its_work"))?;
    step("the pages of the languages", || languages("pages::the_pages_do_what_they_say"))?;
    step("other journeys of the pages", || languages("pages::the_other_journeys_of_the_pages_run"))?;
    step("tries of a text", || languages("dev::a_text_is_tried_as_a_component_is"))?;
    step("the library of oras", || ignored("modules", "oras::what_one_pushes_the_other_pulls"))?;
    step("the shop in other languages", || languages("shop::customers_are_the_same_in_every_language"))?;
    step("licences and advisories", || cargo(".", &["deny", "check"]))?;
    step("book", || run("docs", "mdbook", &["build"]))?;
    let strict = "build.rustdocflags=['-D', 'warnings']";
    let document = ["doc", "--release", "--locked", "--no-deps", "--workspace", "--config", strict];
    step("documentation of the crates", || cargo(".", &document))
}

/// The journeys that are embedded in the engine, as (crate of guest-examples, file).
const JOURNEYS: [(&str, &str); 3] = [
    ("shop", "engine/journeys/shop.wasm"),
    ("url", "engine/journeys/url.wasm"),
    ("replay", "engine/journeys/replay.wasm"),
];

/// Builds them the same way everywhere: pinned toolchain, locked dependencies, paths mapped away, and together, because
/// what one asks of a dependency goes into the other's bytes too.
fn journeys(check: bool) -> Result<()> {
    let here = std::env::current_dir()?;
    let home = std::env::var("CARGO_HOME").or_else(|_| std::env::var("HOME").map(|home| format!("{home}/.cargo")))?;
    let flags = format!("--remap-path-prefix={}=/throng --remap-path-prefix={home}=/cargo", here.display());
    let packages = JOURNEYS.iter().flat_map(|(name, _)| ["--package", name]);
    let status = Command::new("cargo")
        .args(["build", "--release", "--locked", "--target", "wasm32-wasip2", "--target-dir", "../target/journeys"])
        .args(packages)
        .env("RUSTFLAGS", &flags)
        .current_dir("guest-examples")
        .status()?;
    if !status.success() {
        bail!("building the journeys ended with {status}");
    }
    for (name, file) in JOURNEYS {
        let built = std::fs::read(format!("target/journeys/wasm32-wasip2/release/{name}.wasm"))?;
        if !check {
            std::fs::write(file, built)?;
        } else if std::fs::read(file)? != built {
            bail!("{file} is not what guest-examples/{name} builds: run `cargo xtask journeys` and commit the result");
        }
    }
    Ok(())
}
