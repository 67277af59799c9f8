use throng_tests::origin::Origin;
use throng_tests::workshop::Workshop;

use crate::forge::{Forge, entry, header, tar};

/// Runs each file, which must be refused with its own words and code 114, before any traffic.
fn refused(target: &Origin, files: Vec<(Vec<u8>, &str)>) {
    let here = Workshop::default();
    let mut seen: Vec<String> = Vec::new();
    for (file, words) in files {
        here.file("evil.throng", file);
        let run = here.throng(["run", "evil.throng"]);
        assert_eq!(run.exit(), 114, "{words}: {}", run.text());
        let message = format!("throng: evil.throng is not a sound bundle: {words}");
        assert!(run.stderr.starts_with(&message), "{message}\n{}", run.stderr);
        seen.push(words.to_owned());
    }
    let count = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), count, "each has words of its own");
    assert!(target.log().requests().is_empty());
}

/// The sound bundle of a target: only its grants are missing.
#[test]
fn the_forge_makes_what_the_engine_makes() {
    let origin = Origin::plain();
    let here = Workshop::default();
    here.file("sound.throng", Forge::sound(&origin.url()).file());
    let run = here.throng(["run", "sound.throng"]);
    assert_eq!(run.exit(), 114, "{}", run.text());
    assert!(
        run.stderr.starts_with("throng: sound.throng wants what is not granted\n  host:http://127"),
        "{}",
        run.stderr
    );
}

#[test]
fn tars() {
    let origin = Origin::plain();
    let sound = Forge::sound(&origin.url());
    let (file, parts) = (sound.file(), sound.entries());
    let with = |header, bytes: &[u8]| [entry(header, bytes), file.clone()].concat();
    let of = |kind, name| {
        let mut header = header(name, 0);
        header.set_entry_type(kind);
        header.set_link_name("/etc/passwd").unwrap();
        with(header, &[])
    };
    let many: Vec<_> = (0..4097).map(|n| (format!("blobs/{n}"), Vec::new())).collect();
    let mut checksum = file.clone();
    checksum[0] ^= 1;
    use tar::EntryType as Type;
    refused(
        &origin,
        vec![
            (with(header("../evil", 1), b"x"), "the entry `../evil` leads out of the bundle"),
            (with(header("/etc/evil", 1), b"x"), "the entry `/etc/evil` has an absolute path"),
            (of(Type::Symlink, "link"), "the entry `link` is a symbolic link: a bundle holds plain files only"),
            (of(Type::Link, "link"), "the entry `link` is a hard link: a bundle holds plain files only"),
            (of(Type::Char, "null"), "the entry `null` is a device: a bundle holds plain files only"),
            (of(Type::Directory, "blobs/"), "the entry `blobs/` is a folder: a bundle holds plain files only"),
            (of(Type::GNULongName, "././@LongLink"), "an entry has a long name or other tar extensions"),
            (with(header("index.json", 2), b"{}"), "the entry `index.json` is there twice"),
            (with(header("bomb", 8 << 30), b"x"), "the entry `bomb` claims 8589934592 bytes, and the file has"),
            (file[..file.len() - 1024].to_vec(), "the tar is cut off: its end is missing"),
            (file[..file.len() - 512].to_vec(), "the tar goes on after its end, or is cut off in it"),
            (tar(&many), "it has more than 4096 entries"),
            (tar(&[("README".into(), vec![])]), "it has no `oci-layout` of version 1.0.0"),
            (with(header("README", 1), b"x"), "the entry `README` is no part of an OCI layout"),
            (checksum, "the checksum of a tar header is wrong"),
            (b"PK\x03\x04".to_vec(), "the tar is cut off"),
            (
                tar(&parts.iter().rev().cloned().collect::<Vec<_>>()),
                "its bytes are not laid out as `throng bundle` writes",
            ),
        ],
    );
}

#[test]
fn a_changed_byte_anywhere_is_refused() {
    let origin = Origin::plain();
    let file = Forge::sound(&origin.url()).file();
    let here = Workshop::default();
    let every = file.len() / 40;
    for at in (0..file.len()).step_by(every).chain([file.len() - 1]) {
        let mut changed = file.clone();
        changed[at] ^= 0x20;
        here.file("evil.throng", changed);
        let run = here.throng(["run", "evil.throng"]);
        assert_eq!(run.exit(), 114, "byte {at}: {}", run.text());
        assert!(run.stderr.contains("evil.throng is not a sound bundle: "), "byte {at}: {}", run.stderr);
    }
    assert!(origin.log().requests().is_empty());
}

#[test]
fn indexes() {
    let origin = Origin::plain();
    let edited = |edit| Forge { edit_index: edit, ..Forge::sound(&origin.url()) }.file();
    let mut text = Forge::sound(&origin.url()).entries();
    text.iter_mut().filter(|(name, _)| name == "index.json").for_each(|(_, bytes)| *bytes = b"manifests: []".to_vec());
    let mut lacks = Forge::sound(&origin.url()).entries();
    lacks.retain(|(name, _)| name != "index.json");
    refused(
        &origin,
        vec![
            (tar(&lacks), "it has no `index.json`"),
            (tar(&text), "index: it cannot be read: expected"),
            (edited(|index| index["schemaVersion"] = 1.into()), "index: its schema is 1, not 2"),
            (edited(|index| index["manifests"] = serde_json::json!([])), "index: it names no manifest"),
            (
                edited(|index| {
                    let one = index["manifests"][0].clone();
                    index["manifests"] = serde_json::json!([one, one]);
                }),
                "index: it names 2 manifests, and a bundle has one",
            ),
            (
                edited(|index| index["manifests"][0]["mediaType"] = "application/vnd.oci.image.index.v1+json".into()),
                "index: `application/vnd.oci.image.index.v1+json` is not the type of a manifest",
            ),
            (
                edited(|index| index["manifests"][0]["digest"] = format!("sha256:{}", "0".repeat(64)).into()),
                "index: the manifest sha256:00000000",
            ),
            (
                edited(|index| index["manifests"][0]["digest"] = "md5:00".into()),
                "index: it cannot be read: `md5:00` is no digest",
            ),
            (edited(|index| index["manifests"][0]["size"] = 1.into()), "index: the manifest has "),
        ],
    );
}

#[test]
fn manifests() {
    let origin = Origin::plain();
    let sound = || Forge::sound(&origin.url());
    let edited = |edit| Forge { edit_manifest: edit, ..sound() }.file();
    refused(
        &origin,
        vec![
            (edited(|manifest| *manifest = "shop".into()), "manifest: it cannot be read: "),
            (
                edited(|manifest| manifest["schemaVersion"] = 1.into()),
                "manifest: it is not an OCI image manifest of schema 2",
            ),
            (
                edited(|manifest| manifest["artifactType"] = "application/x".into()),
                "manifest: its artifact type is not application/vnd.throng.bundle.v1",
            ),
            (
                edited(|manifest| manifest["config"]["mediaType"] = "application/vnd.oci.image.config.v1+json".into()),
                "manifest: its config is not of type application/vnd.wasm.config.v0+json",
            ),
            (
                edited(|manifest| manifest["layers"] = serde_json::json!([])),
                "manifest: it does not name the blob sha256:",
            ),
            (edited(|manifest| manifest["layers"][1]["size"] = 1.into()), "manifest: the blob sha256:"),
        ],
    );
}

#[test]
fn layers_and_configs() {
    let origin = Origin::plain();
    let sound = || Forge::sound(&origin.url());
    let config = |edit| Forge { edit_config: edit, ..sound() }.file();
    let titled = |edit: fn(&mut Forge)| {
        let mut forge = sound();
        edit(&mut forge);
        forge.file()
    };
    const TITLE: &str = "org.opencontainers.image.title";
    refused(
        &origin,
        vec![
            (
                titled(|forge| forge.layers[1].0["annotations"][TITLE] = "../throng.toml".into()),
                "manifest: the layer `../throng.toml` has a name that leads out of the bundle",
            ),
            (
                titled(|forge| forge.layers[1].0["annotations"][TITLE] = "get.wasm".into()),
                "manifest: two layers are called `get.wasm`",
            ),
            (titled(|forge| forge.layers[1].0["annotations"] = serde_json::json!({})), "manifest: a layer has no name"),
            (
                titled(|forge| forge.layers[1].0["mediaType"] = "application/x-sh".into()),
                "manifest: the layer `throng.toml` is of the unknown type application/x-sh",
            ),
            (
                titled(|forge| forge.layers.reverse()),
                "manifest: its first layer is not the journey, or the plan is missing",
            ),
            (
                config(|config| config["layerDigests"] = serde_json::json!([])),
                "manifest: its config lists other layers",
            ),
            (
                config(|config| drop(config.as_object_mut().and_then(|config| config.remove("throng")))),
                "manifest: its config does not say what the bundle holds",
            ),
            (
                config(|config| config["throng"]["imports"] = serde_json::json!([])),
                "manifest: it lists other imports or exports than the journey has",
            ),
            (
                config(|config| config["throng"]["wants"] = serde_json::json!([])),
                "manifest: it does not state that the plan wants host:http://127.0.0.1:",
            ),
        ],
    );
}

/// A component with this import and the export that every journey has.
fn importing(import: &str) -> String {
    format!(
        r#"(component
          (import {import})
          (core module $m (memory (export "memory") 1) (func (export "run") (result i32) i32.const 0))
          (core instance $i (instantiate $m))
          (func (export "run") (result (result (error string)))
            (canon lift (core func $i "run") (memory (core memory $i "memory")))))"#
    )
}

#[test]
fn journeys() {
    let origin = Origin::plain();
    let good = Forge::sound(&origin.url()).layers[0].1.clone();
    let forge = |wasm: &[u8]| Forge::sound(&origin.url()).journey(wasm).file();
    let text = |text: &str| forge(&wat::parse_str(text).unwrap());
    let import = |import: &str| text(&importing(import));
    refused(
        &origin,
        vec![
            (
                forge(b"\x7fELF\x02\x01\x01\0"),
                "get.wasm is precompiled machine code: a journey comes as portable wasm only",
            ),
            (forge(b"(module)"), "get.wasm is not WebAssembly"),
            (text("(module)"), "get.wasm is a core module: a bundle holds components"),
            (forge(&good[..good.len() - 7]), "get.wasm is not a valid component: "),
            (text("(component)"), "get.wasm has no export `run`: a journey must have run: func() -> result<_, string>"),
            (
                import(r#""evil:host/files@1.0.0" (instance (export "read" (func)))"#),
                "get.wasm imports `read` of `evil:host/files@1.0.0`, which no engine has",
            ),
            (
                import(r#""throng:load/http@0.1.9" (instance (export "fetch" (func)))"#),
                "get.wasm imports `fetch` of `throng:load/http@0.1.9`, and this engine has throng:load@0.1.1 without it",
            ),
            (
                import(r#""throng:load/vu@0.1.0" (instance (export "leave" (func)))"#),
                "manifest: it lists other imports or exports than the journey has",
            ),
        ],
    );
}
