use anyhow::Result;
use reqwest::{Client, Method};
use serde_json::{Value, json};

use super::Found;
use super::command::{Change, Command};
use crate::clock::Duration;
use crate::exit::{ExitCode, Failed};

/// A run is asked no longer than this.
const PATIENCE: Duration = Duration::from_secs(10);

/// A run that is led from another process.
pub struct Remote {
    client: Client,
    url: String,
    token: String,
}

impl Remote {
    /// The run that this names. `own`: it is a process of this machine and user, whose certificate needs no authority.
    ///
    /// # Errors
    /// Where no client can be made.
    pub fn new(found: &Found, own: bool) -> Result<Self> {
        let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
        // Another one was installed before: as good.
        let _ = rustls::crypto::CryptoProvider::install_default((*provider).clone());
        let client = Client::builder().timeout(PATIENCE).no_proxy().danger_accept_invalid_certs(own).build()?;
        Ok(Self { client, url: found.url.trim_end_matches('/').to_owned(), token: found.token.clone() })
    }

    /// The run as it is now.
    ///
    /// # Errors
    /// What the run or the network says, exit code 104.
    pub async fn status(&self) -> Result<Value> {
        self.call(Method::GET, "/v1/status", None).await
    }

    /// A new address of the page, that lets one browser in.
    ///
    /// # Errors
    /// As `status`.
    pub async fn link(&self) -> Result<String> {
        let answer = self.call(Method::POST, "/v1/link", None).await?;
        Ok(answer["url"].as_str().unwrap_or_default().to_owned())
    }

    /// Asks for something; gives the answer.
    ///
    /// # Errors
    /// Why it was refused, exit code 104.
    pub async fn ask(&self, command: &Command) -> Result<Value> {
        match command {
            Command::Pause => self.call(Method::POST, "/v1/pause", None).await,
            Command::Resume => self.call(Method::POST, "/v1/resume", None).await,
            Command::Stop => self.call(Method::POST, "/v1/stop", None).await,
            Command::Annotate(text) => self.call(Method::POST, "/v1/annotations", Some(json!({ "text": text }))).await,
            Command::Scale { scenario, change: Change { users, rate } } => {
                let name = percent_encoding::utf8_percent_encode(scenario, percent_encoding::NON_ALPHANUMERIC);
                let mut body = serde_json::Map::new();
                body.extend(users.map(|users| ("users".to_owned(), json!(users))));
                body.extend(rate.map(|rate| ("rate".to_owned(), json!(rate))));
                self.call(Method::PATCH, &format!("/v1/scenarios/{name}"), Some(body.into())).await
            }
        }
    }

    async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Result<Value> {
        let failed = |why: String| Failed::error(ExitCode::Invalid, why);
        let request = self.client.request(method, format!("{}{path}", self.url));
        let request = request.bearer_auth(&self.token).header("x-throng", "1");
        let request = match body {
            Some(body) => request.json(&body),
            None => request,
        };
        let answer =
            request.send().await.map_err(|error| failed(format!("{} cannot be reached: {error}", self.url)))?;
        let status = answer.status();
        let document: Value = answer.json().await.unwrap_or_default();
        if status.is_success() {
            return Ok(document);
        }
        let why = document["error"].as_str().map_or_else(|| format!("the run answers {status}"), str::to_owned);
        Err(failed(why))
    }
}
