//! What can be typed about bundles.

use std::path::PathBuf;

use clap::{Args, ValueHint};

/// What a runner grants to a bundle and asks of it: shared by `run` and `check`.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Bundles (throng run X.throng, throng run oci://…)")]
pub struct TrustArgs {
    /// Grants the bundle of --digest one thing that it wants, as in `--grant host:https://api.example.org`
    #[arg(long, value_name = "PERMISSION")]
    pub grant: Vec<String>,
    /// A file that says what each bundle is granted, by digest
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub policy: Option<PathBuf>,
    /// The digest that the bundle must have
    #[arg(long, value_name = "sha256:…")]
    pub digest: Option<String>,
    /// A public key of minisign (RW…, or its file), one of which must have signed the bundle
    #[arg(long, value_name = "KEY")]
    pub require_signature: Vec<String>,
    /// How registries are spoken to
    #[command(flatten)]
    pub registry: RegistryArgs,
}

/// How registries are spoken to.
#[derive(Debug, Clone, Default, Args)]
pub struct RegistryArgs {
    /// Speak to a registry without TLS (one on this machine always is)
    #[arg(long)]
    pub plain_http: bool,
    /// A host that gives out the registry's tokens and may see its credentials
    #[arg(long, value_name = "HOST")]
    pub token_host: Option<String>,
}

impl RegistryArgs {
    /// As the registry takes it.
    pub fn access(&self) -> crate::bundle::Access {
        crate::bundle::Access { plain_http: self.plain_http, token_host: self.token_host.clone() }
    }
}

/// `throng bundle`
#[derive(Debug, Args)]
pub struct BundleArgs {
    /// The plan (.toml, .json), or a folder with a throng.toml. Default: ./throng.toml
    #[arg(value_name = "PLAN", value_hint = ValueHint::AnyPath)]
    pub plan: Option<String>,
    /// Where to write the bundle. Default: the plan's name with .throng
    #[arg(long, short = 'o', value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
}

/// `throng inspect`
#[derive(Debug, Args)]
pub struct InspectArgs {
    /// A bundle (.throng), a journey (.wasm, .wat), or oci://…
    #[arg(value_name = "BUNDLE|JOURNEY|oci://…", value_hint = ValueHint::FilePath)]
    pub what: String,
    /// As JSON
    #[arg(long)]
    pub json: bool,
    /// How registries are spoken to
    #[command(flatten)]
    pub registry: RegistryArgs,
}

/// `throng keygen`
#[derive(Debug, Args)]
pub struct KeygenArgs {
    /// Writes NAME.key and NAME.pub
    #[arg(long, short = 'o', value_name = "NAME", default_value = "throng")]
    pub output: PathBuf,
    /// A file with the password of the secret key; without it the terminal is asked
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub password: Option<PathBuf>,
    /// Leave the secret key without a password
    #[arg(long, conflicts_with = "password")]
    pub no_password: bool,
}

/// `throng sign`
#[derive(Debug, Args)]
pub struct SignArgs {
    /// The bundle; its signature is written beside it, with .minisig after the name
    #[arg(value_name = "BUNDLE", value_hint = ValueHint::FilePath)]
    pub bundle: PathBuf,
    /// The secret key, as `throng keygen` or minisign wrote it
    #[arg(long, short = 's', value_name = "FILE", default_value = "throng.key", value_hint = ValueHint::FilePath)]
    pub key: PathBuf,
    /// The last day on which the signature holds. Default: in 365 days
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub not_after: Option<String>,
    /// A file with the password of the secret key; without it the terminal is asked
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub password: Option<PathBuf>,
}

/// `throng verify`
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// The bundle, with its signature beside it
    #[arg(value_name = "BUNDLE", value_hint = ValueHint::FilePath)]
    pub bundle: PathBuf,
    /// A public key (RW…, or its file); of several, one must have signed
    #[arg(long, short = 'p', value_name = "KEY", required = true)]
    pub key: Vec<String>,
}

/// `throng push`
#[derive(Debug, Args)]
pub struct PushArgs {
    /// A bundle (.throng), with its signature if there is one beside it, or a journey (.wasm, .wat)
    #[arg(value_name = "BUNDLE|JOURNEY", value_hint = ValueHint::FilePath)]
    pub what: PathBuf,
    /// Where to, as oci://registry/repository:tag
    #[arg(value_name = "oci://…")]
    pub place: String,
    /// How registries are spoken to
    #[command(flatten)]
    pub registry: RegistryArgs,
}

/// `throng pull`
#[derive(Debug, Args)]
pub struct PullArgs {
    /// Where from, as oci://registry/repository:tag or …@sha256:…
    #[arg(value_name = "oci://…")]
    pub place: String,
    /// Where to write it. Default: its name with .throng, or .wasm for a journey alone
    #[arg(long, short = 'o', value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
    /// How registries are spoken to
    #[command(flatten)]
    pub registry: RegistryArgs,
}
