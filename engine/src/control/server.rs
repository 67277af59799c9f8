use std::path::PathBuf;
use std::sync::Arc;

use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, SET_COOKIE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, patch, post};
use axum::{Json, Router, body::Bytes, middleware};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::access::Access;
use super::address::{Address, resolve};
use super::command::{Command, Failure};
use super::events::events;
use super::file::{File, Found};
use super::guard::{Guard, guard, refuse};
use super::page::page;
use super::{Control, tls};
use crate::exit::{ExitCode, Failed};

/// Bytes of a call's body at most.
const LONGEST: usize = 16 << 10;

/// Method and path of every call.
pub const ROUTES: [(&str, &str); 12] = [
    ("get", "/v1/status"),
    ("get", "/v1/events"),
    ("get", "/v1/report"),
    ("get", "/v1/annotations"),
    ("get", "/v1/openapi.json"),
    ("post", "/v1/annotations"),
    ("post", "/v1/pause"),
    ("post", "/v1/resume"),
    ("post", "/v1/stop"),
    ("post", "/v1/session"),
    ("post", "/v1/link"),
    ("patch", "/v1/scenarios/{name}"),
];

/// A listener that is bound and not served yet.
pub struct Ui {
    listener: std::net::TcpListener,
    acceptor: Option<tokio_rustls::TlsAcceptor>,
    guard: Arc<Guard>,
}

/// A page that is served until this is dropped.
pub struct Serving {
    task: tokio::task::JoinHandle<()>,
    file: Option<File>,
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Ui {
    /// Listens at `address`, with TLS by the certificate and key of a file. An address other than loopback needs that, or
    /// `insecure`.
    ///
    /// # Errors
    /// What is wrong with the address or the file, exit code 104.
    pub fn open(address: &str, certificate: Option<&PathBuf>, insecure: bool) -> anyhow::Result<Self> {
        let invalid = |why: String| Failed::error(ExitCode::Invalid, why);
        let (name, at) = resolve(address).map_err(invalid)?;
        if !at.ip().is_loopback() && certificate.is_none() && !insecure {
            return Err(invalid(format!(
                "--ui={address}: others can reach this address: give --ui-tls FILE with certificate and key, or --ui-insecure"
            )));
        }
        let acceptor = certificate.map(|file| tls::acceptor(file)).transpose().map_err(invalid)?;
        let listener = std::net::TcpListener::bind(at)
            .and_then(|listener| listener.set_nonblocking(true).map(|()| listener))
            .map_err(|error| invalid(format!("--ui={address}: nobody can listen there: {error}")))?;
        let bound = listener.local_addr().map_err(|error| invalid(format!("--ui={address}: {error}")))?;
        let access = Access::new().map_err(invalid)?;
        let address = Address::new(name, bound, acceptor.is_some());
        Ok(Self { listener, acceptor, guard: Arc::new(Guard { access, address }) })
    }

    /// Where it listens.
    pub fn address(&self) -> std::net::SocketAddr {
        self.guard.address.bound
    }

    /// The page's address.
    pub fn url(&self) -> String {
        self.guard.address.url()
    }

    /// The page's address with the token that lets one page in.
    pub fn link(&self) -> String {
        let token = self.guard.access.link();
        format!("{}#{}", self.url(), token.as_ref().map_or("", |token| token.text()))
    }

    /// Serves a run. Within a runtime only.
    ///
    /// # Errors
    /// Where the file for `throng ctl` cannot be written.
    pub fn serve(self, control: Control) -> anyhow::Result<Serving> {
        let found = Found {
            pid: std::process::id(),
            url: self.url(),
            token: self.guard.access.bearer().text().to_owned(),
            plan: control.begun().plan.clone(),
        };
        let file = File::write(&found).map_err(|why| Failed::error(ExitCode::Invalid, format!("--ui: {why}")))?;
        let router = router(control, self.guard.clone());
        let listener = tokio::net::TcpListener::from_std(self.listener)?;
        let address = self.guard.address.bound;
        let task = match self.acceptor {
            None => tokio::spawn(async move { drop(axum::serve(listener, router).await) }),
            Some(acceptor) => {
                let listener = tls::Secure::new(listener, acceptor, address);
                tokio::spawn(async move { drop(axum::serve(listener, router).await) })
            }
        };
        Ok(Serving { task, file: Some(file) })
    }
}

impl Serving {
    /// The file with the token of `throng ctl`.
    pub fn file(&self) -> Option<&std::path::Path> {
        self.file.as_ref().map(File::path)
    }
}

/// What calls are answered from.
#[derive(Clone)]
struct Desk {
    control: Control,
    guard: Arc<Guard>,
}

type Body = Result<Bytes, BytesRejection>;

fn router(control: Control, door: Arc<Guard>) -> Router {
    let desk = Desk { control, guard: door.clone() };
    Router::new()
        .route("/v1/status", get(|State(desk): State<Desk>| async move { Json(desk.control.status()) }))
        .route("/v1/events", get(|State(desk): State<Desk>| async move { events(&desk.control) }))
        .route("/v1/report", get(report))
        .route("/v1/annotations", get(annotations).post(annotate))
        .route("/v1/openapi.json", get(openapi))
        .route("/v1/pause", post(|State(desk): State<Desk>| async move { obey(&desk, &Command::Pause) }))
        .route("/v1/resume", post(|State(desk): State<Desk>| async move { obey(&desk, &Command::Resume) }))
        .route("/v1/stop", post(|State(desk): State<Desk>| async move { obey(&desk, &Command::Stop) }))
        .route("/", get(|| async { page() }))
        .route("/v1/session", post(session))
        .route("/v1/link", post(link))
        .route("/v1/scenarios/{name}", patch(scale))
        .fallback(|| async { refuse(StatusCode::NOT_FOUND, "there is nothing of this path") })
        .layer(DefaultBodyLimit::max(LONGEST))
        .layer(middleware::from_fn_with_state(door, guard))
        .layer(middleware::map_response(sealed))
        .with_state(desk)
}

/// No answer is kept, guessed at or framed.
async fn sealed(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}

fn obey(desk: &Desk, command: &Command) -> Response {
    match desk.control.obey(command) {
        Ok(changed) => Json(json!({ "changed": changed, "status": desk.control.status() })).into_response(),
        Err(failure) => {
            let status = match failure {
                Failure::Unknown(_) => StatusCode::NOT_FOUND,
                Failure::Conflict(_) => StatusCode::CONFLICT,
                Failure::Unfit(_) => StatusCode::UNPROCESSABLE_ENTITY,
            };
            refuse(status, &failure.to_string())
        }
    }
}

/// The document of a body; or the answer that it is none.
#[expect(clippy::result_large_err, reason = "the error is the answer, and is sent at once")]
fn document<T: DeserializeOwned>(body: Body) -> Result<T, Response> {
    let bytes = body.map_err(|rejection| {
        let why = match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => format!("the body has more than {LONGEST} bytes"),
            _ => "the body cannot be read".to_owned(),
        };
        refuse(rejection.status(), &why)
    })?;
    serde_json::from_slice(&bytes)
        .map_err(|error| refuse(StatusCode::BAD_REQUEST, &format!("the body is not as it should be: {error}")))
}

async fn scale(State(desk): State<Desk>, Path(scenario): Path<String>, body: Body) -> Response {
    match document(body) {
        Ok(change) => obey(&desk, &Command::Scale { scenario, change }),
        Err(refusal) => refusal,
    }
}

/// A text with its time.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Note {
    text: String,
}

async fn annotate(State(desk): State<Desk>, body: Body) -> Response {
    match document::<Note>(body) {
        Ok(note) => obey(&desk, &Command::Annotate(note.text)),
        Err(refusal) => refusal,
    }
}

async fn annotations(State(desk): State<Desk>) -> Response {
    Json(desk.control.0.annotations.all()).into_response()
}

async fn report(State(desk): State<Desk>) -> Response {
    let Some(page) = desk.control.report().await else {
        return refuse(StatusCode::CONFLICT, "the run is over: its report is in its folder");
    };
    let headers =
        [(CONTENT_TYPE, "text/html; charset=utf-8"), (CONTENT_DISPOSITION, "attachment; filename=\"report.html\"")];
    (headers, page).into_response()
}

async fn openapi() -> Response {
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")];
    (headers, include_str!("../../../docs/openapi.json")).into_response()
}

/// A new address of the page; the one before lets nobody in any more.
async fn link(State(desk): State<Desk>) -> Response {
    match desk.guard.access.renew_link() {
        Ok(token) => Json(json!({ "url": format!("{}#{}", desk.guard.address.url(), token.text()) })).into_response(),
        Err(why) => refuse(StatusCode::INTERNAL_SERVER_ERROR, &why),
    }
}

/// The token of the page's address.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    token: String,
}

async fn session(State(desk): State<Desk>, body: Body) -> Response {
    let entry: Entry = match document(body) {
        Ok(entry) => entry,
        Err(refusal) => return refusal,
    };
    let Some(token) = desk.guard.access.exchange(&entry.token) else {
        return refuse(StatusCode::UNAUTHORIZED, "the link was used before, or is of another run");
    };
    let secure = if desk.guard.address.secure { "; Secure" } else { "" };
    let cookie = format!("{}={}; Path=/; HttpOnly; SameSite=Strict{secure}", desk.guard.cookie(), token.text());
    (StatusCode::NO_CONTENT, [(SET_COOKIE, cookie)]).into_response()
}
