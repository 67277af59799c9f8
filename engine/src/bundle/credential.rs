//! The user's credentials for a registry, from docker's configuration. They go to the registry's host alone.

use std::fs::File;
use std::io::{BufReader, ErrorKind};
use std::path::PathBuf;

use anyhow::Result;
use docker_credential::{CredentialRetrievalError, DockerCredential, get_credential_from_reader};
use oci_client::RegistryOperation;
use oci_client::secrets::RegistryAuth;
use reqwest::header::{CONTENT_TYPE, WWW_AUTHENTICATE};

use super::{Place, denied};
use crate::exit::{ExitCode, Failed};

/// Hosts that give out the tokens of another host, as everybody knows.
const TOKEN_HOSTS: [(&str, &str); 2] = [("index.docker.io", "auth.docker.io"), ("registry.gitlab.com", "gitlab.com")];

/// How to log in to a registry: by what it asks for, never at a host that the credentials are not for.
pub(super) async fn auth(
    place: &Place,
    plain: bool,
    token_host: Option<&str>,
    operation: &RegistryOperation,
) -> Result<RegistryAuth> {
    let Some(credential) = of_docker(place)? else { return Ok(RegistryAuth::Anonymous) };
    let failed = |error: &dyn std::error::Error| {
        let cause = error.source().map_or(String::new(), |cause| format!(": {cause}"));
        Failed::error(ExitCode::Invalid, format!("cannot log in to {}: {error}{cause}", place.host()))
    };
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build();
    let client = client.map_err(|error| failed(&error))?;
    let scheme = if plain { "http" } else { "https" };
    let url = format!("{scheme}://{}/v2/", place.reference().resolve_registry());
    let answer = client.get(url).send().await.map_err(|error| failed(&error))?;
    let asked = answer.headers().get(WWW_AUTHENTICATE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let Some(challenge) = asked.strip_prefix("Bearer ").or(asked.strip_prefix("bearer ")) else {
        return match credential {
            _ if asked.is_empty() => Ok(RegistryAuth::Anonymous),
            DockerCredential::UsernamePassword(user, password) => Ok(RegistryAuth::Basic(user, password)),
            DockerCredential::IdentityToken(_) => Err(Failed::error(
                ExitCode::Invalid,
                format!(
                    "{} asks for a name and a password, and its credentials are an identity token: log in again",
                    place.host()
                ),
            )),
        };
    };
    let realm = parameter(challenge, "realm").and_then(|realm| url::Url::parse(realm).ok());
    let realm = realm.ok_or_else(|| denied(format!("{} asks for a token without saying where", place.host())))?;
    may_see(place.host(), &realm, plain, token_host)?;
    let rights = if matches!(operation, RegistryOperation::Push) { "pull,push" } else { "pull" };
    let scope = format!("repository:{}:{rights}", place.reference().repository());
    let mut asks = vec![("scope", scope.as_str())];
    asks.extend(parameter(challenge, "service").map(|service| ("service", service)));
    let request = match &credential {
        DockerCredential::UsernamePassword(user, password) => {
            client.get(realm).query(&asks).basic_auth(user, Some(password))
        }
        // What a login in a browser left behind: OAuth's refresh token.
        DockerCredential::IdentityToken(token) => {
            asks.extend([("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", "throng")]);
            let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(asks).finish();
            client.post(realm).header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body)
        }
    };
    let answer = request.send().await;
    let answer = answer.and_then(reqwest::Response::error_for_status).map_err(|error| failed(&error))?;
    let token: serde_json::Value = answer.json().await.map_err(|error| failed(&error))?;
    let token = token["token"].as_str().or(token["access_token"].as_str());
    token
        .map(|token| RegistryAuth::Bearer(token.to_owned()))
        .ok_or_else(|| Failed::error(ExitCode::Invalid, format!("cannot log in to {}: it gave no token", place.host())))
}

/// Whether the credentials of a registry may be sent to the host that it names.
fn may_see(registry: &str, realm: &url::Url, plain: bool, token_host: Option<&str>) -> Result<()> {
    let host = realm.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let known = host == registry || TOKEN_HOSTS.contains(&(registry, host)) || token_host == Some(host);
    if !known {
        return Err(denied(format!(
            "{registry} asks to send its credentials to {host}: they go to their own host only (--token-host {host} allows that one too)"
        )));
    }
    if realm.scheme() != "https" && !plain {
        return Err(denied(format!("{registry} asks to send its credentials without TLS: they are not sent")));
    }
    Ok(())
}

/// The credentials for a registry; none when docker's configuration has none.
fn of_docker(place: &Place) -> Result<Option<DockerCredential>> {
    let wrong = |why: String| {
        Failed::error(ExitCode::Invalid, format!("the credentials for {} cannot be used: {why}", place.host()))
    };
    let folder = std::env::var_os("DOCKER_CONFIG").map(PathBuf::from);
    let folder = folder.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".docker")));
    let Some(path) = folder.map(|folder| folder.join("config.json")) else { return Ok(None) };
    let file = match File::open(&path) {
        Ok(file) => BufReader::new(file),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(wrong(format!("{}: {error}", path.display()))),
    };
    use CredentialRetrievalError::{HelperFailure, NoCredentialConfigured};
    match get_credential_from_reader(file, place.reference().resolve_registry()) {
        Ok(credential) => Ok(Some(credential)),
        Err(NoCredentialConfigured) => Ok(None),
        // As docker's helpers say that they have nothing.
        Err(HelperFailure { stdout, .. }) if stdout.contains("credentials not found") => Ok(None),
        Err(HelperFailure { helper, .. }) => Err(wrong(format!("docker-credential-{helper} failed"))),
        Err(error) => Err(wrong(error.to_string())),
    }
}

/// One parameter of a challenge: `realm="…",service="…"`.
fn parameter<'c>(challenge: &'c str, name: &str) -> Option<&'c str> {
    let start = challenge.match_indices(name).map(|(at, _)| at).find(|at| {
        let before = challenge[..*at].chars().next_back();
        before.is_none_or(|c| c == ',' || c == ' ') && challenge[at + name.len()..].starts_with("=\"")
    })?;
    challenge[start + name.len() + 2..].split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_is_read() {
        let text = "realm=\"https://auth.example.org/token\",service=\"the, registry\",scope=\"x\"";
        assert_eq!(parameter(text, "realm"), Some("https://auth.example.org/token"));
        assert_eq!(parameter(text, "service"), Some("the, registry"));
        assert_eq!(parameter(text, "error"), None);
    }

    #[test]
    fn credentials_stay_with_their_host() {
        let realm = |text: &str| url::Url::parse(text).unwrap();
        let sent = |registry, url: &str, plain, also| may_see(registry, &realm(url), plain, also).is_ok();
        assert!(sent("ghcr.io", "https://ghcr.io/token", false, None));
        assert!(sent("index.docker.io", "https://auth.docker.io/token", false, None));
        assert!(sent("r.corp.example", "https://git.corp.example/jwt", false, Some("git.corp.example")));
        assert!(!sent("ghcr.io", "https://evil.example/token", false, None));
        assert!(!sent("ghcr.io", "https://ghcr.io.evil.example/token", false, None));
        assert!(!sent("ghcr.io", "http://ghcr.io/token", false, None));
    }
}
