//! `throng dev` of languages whose journey is tried as text: it says what a build would say.

use std::path::Path;

use throng_tests::engine::Engine;
use throng_tests::language::chosen;
use throng_tests::origin::Origin;
use throng_tests::session::Session;

/// A journey that logs in and fails, in a function of its own; `top` stands at the top of the module.
fn journey(top: &str, check: &str, fails: &str) -> String {
    format!(
        "import {{ check, env, get, secret, step }} from 'throng';\nimport {{ login }} from './account';\n{top}\n\
         export const plan = {{ thresholds: {{ checks: ['rate > 0.5'] }} }};\nconst PAGE = get('/a').name('page');\n\
         export async function run() {{\n  const page = await PAGE.start();\n\
         \x20 step('login', () => check(page, {{ '{check}': (r) => r.status === 200 }}));\n{fails}\n}}\n"
    )
}

fn judge(text: &str, said: &[&str]) {
    for said in said {
        assert!(text.contains(said), "no {said:?} in\n{text}");
    }
}

fn new(language: &str, folder: &Path) {
    let made = Engine::bare().args(["new", "--lang", language, folder.to_str().unwrap()]).run_plainly();
    assert_eq!(made.exit(), 0, "{}", made.text());
}

/// The first try is of what was built; the others are of the text alone.
#[test]
#[ignore = "needs the tools of JavaScript; cargo xtask full asks for it"]
fn a_text_is_tried_as_a_component_is() {
    for (name, end) in [("javascript", "js"), ("typescript", "ts")] {
        let Some(language) = chosen().find(|language| language.name == name) else { continue };
        let (place, origin) = (tempfile::tempdir().unwrap(), Origin::plain());
        let folder = place.path().join("shop");
        new(name, &folder);
        assert!(language.install(&folder), "{name}: its tools cannot be installed");
        let file = format!("journey.{end}");
        let save = |text: String| std::fs::write(folder.join(&file), text).unwrap();
        let account = "export function login() {\n  throw new Error('no token');\n}\n";
        std::fs::write(folder.join(format!("account.{end}")), account).unwrap();
        save(journey("", "there", ""));
        let session = Session::start(&folder, &["--target", &origin.url()]);
        judge(&session.tried(), &["✓ there\n", "     1 GET page\n", "passed after "]);
        let built = std::fs::read(folder.join("journey.wasm")).unwrap();

        save(journey("", "here", ""));
        let changed = "since the last try\n  + check here\n  - check there\npassed after ";
        let as_text = format!("── {file} ──\ntried as text from now on: journey.wasm stays as it was built first, ");
        judge(&session.tried(), &[&as_text, "✓ here\n", changed]);

        save(journey("", "here", "  login();"));
        let places = format!("no token\n  at login (account.{end}:2) < {file}:9\n");
        judge(&session.tried(), &[&places, "failed after "]);

        // What the host ends an instance for has no error in the journey; its place is told all the same.
        save(journey("function key() { return secret('KEY'); }", "here", "  key();"));
        let mistake = format!("vu.secret: the plan grants no secret `KEY`\n  at key ({file}:3) < {file}:9\n");
        judge(&session.tried(), &[&mistake, "failed after "]);

        save(journey("env('HOME');", "here", ""));
        let refused = format!(
            "── {file} ──\nError: env may not be used at the top of a module: the build runs that once, and every user \
             starts from what it left; use it in a function, such as `start` or `run`\n  at {file}:3\nnot run after "
        );
        judge(&session.tried(), &[&refused]);

        save(journey("import 'throng:load/none@0.1.0';", "here", ""));
        judge(&session.tried(), &["the build failed (exit status: 1): node throng/build.mjs --try ", "not run after "]);
        save(journey("", "there", ""));
        judge(&session.tried(), &["  + check there\n  - check here\npassed after "]);
        assert!(std::fs::read(folder.join("journey.wasm")).unwrap() == built, "{name}: a try made a component");
    }
}
