//! What the target itself says of its methods: gRPC server reflection, v1 and v1alpha.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use prost::Message as _;
use prost_reflect::prost_types::FileDescriptorProto;
use prost_reflect::{DescriptorPool, MethodDescriptor};
use protox::file::{ChainFileResolver, File, FileResolver};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::OnceCell;

use super::call::Call;
use super::frame::malformed;
use super::schema;
use super::status::{Ended, UNIMPLEMENTED};
use crate::protocol::client::User;
use crate::protocol::request::Request;
use crate::protocol::template;

/// The newest first.
const VERSIONS: [&str; 2] = ["v1", "v1alpha"];
const PROTO: &str = include_str!("reflection.proto");
/// Services that are remembered: more are names that a journey makes of data.
const SERVICES: usize = 1000;
/// Files of one service at most.
const FILES: usize = 1000;

/// What targets have said of their services: each is asked for once.
#[derive(Default)]
pub(in crate::protocol) struct Known(Mutex<HashMap<(String, String), Service>>);

type Service = Arc<OnceCell<Option<DescriptorPool>>>;

impl Known {
    fn service(&self, origin: String, name: &str) -> Service {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() > SERVICES {
            all.clear();
        }
        all.entry((origin, name.to_owned())).or_default().clone()
    }
}

/// The method, as the target's reflection describes it; none where that knows no such method. An end says why it could not
/// be asked.
pub(super) async fn method(user: &Arc<User>, request: &Request, path: &str) -> Result<Option<MethodDescriptor>, Ended> {
    let Some((service, _)) = path.split_once('/') else { return Ok(None) };
    let shared = user.shared();
    let url = template::expand(&request.url, &request.params, &[], shared.target()).map_err(Ended::by)?;
    let origin = url[..url::Position::BeforePath].to_owned();
    let known = shared.reflected().service(origin, service);
    let pool = known.get_or_try_init(|| Box::pin(ask(user, request, service))).await?;
    Ok(pool.as_ref().and_then(|pool| schema::method(pool, path)))
}

async fn ask(user: &Arc<User>, request: &Request, service: &str) -> Result<Option<DescriptorPool>, Ended> {
    let mut request = request.clone();
    request.timeout = request.timeout.or(Some(user.shared().options().timeout));
    for version in VERSIONS {
        let mut stream = Call::begin(user, &request, reflection(version));
        match files(&mut stream, service).await {
            Err(ended) if ended.code == UNIMPLEMENTED => {}
            Err(ended) => return Err(ended),
            Ok(None) => return Ok(None),
            Ok(Some(files)) => {
                let mut pool = DescriptorPool::new();
                let added = pool.add_file_descriptor_protos(files.into_values());
                return added.map(|()| Some(pool)).map_err(|error| broken(&error.to_string()));
            }
        }
    }
    let why = "the target has no reflection: name its `.proto` files in the plan, `[grpc] proto = [\"api.proto\"]`";
    Err(Ended::by_target(UNIMPLEMENTED, why.to_owned()))
}

type Files = BTreeMap<String, FileDescriptorProto>;

/// The file that has the service, and all that it imports; none where there is no such service.
async fn files(stream: &mut Call, service: &str) -> Result<Option<Files>, Ended> {
    let mut files = Files::new();
    let mut question = json!({ "fileContainingSymbol": service });
    loop {
        let Some(found) = answer(stream, &question.to_string()).await? else { return Ok(None) };
        for file in found {
            files.insert(file.name().to_owned(), file);
        }
        let mut wanted = files.values().flat_map(|file| &file.dependency);
        match wanted.find(|name| !files.contains_key(*name)).cloned() {
            None => return Ok(Some(files)),
            Some(_) if files.len() > FILES => return Err(broken("a service of too many files")),
            Some(missing) => question = json!({ "fileByFilename": missing }),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    file_descriptor_response: Option<Found>,
    error_response: Option<serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Found {
    file_descriptor_proto: Vec<String>,
}

async fn answer(stream: &mut Call, question: &str) -> Result<Option<Vec<FileDescriptorProto>>, Ended> {
    let parcel = stream.pack(question).map_err(|why| broken(&why))?;
    parcel.leave().await;
    stream.progress().ready().await;
    let Some(text) = stream.take() else {
        return Err(stream.ended().unwrap_or_else(|| broken("no answer")));
    };
    let answer: Answer = serde_json::from_str(&text).map_err(|error| broken(&error.to_string()))?;
    match answer {
        Answer { file_descriptor_response: Some(found), .. } => {
            let file = |text: &String| {
                let bytes = STANDARD.decode(text).map_err(|error| broken(&error.to_string()))?;
                FileDescriptorProto::decode(&bytes[..]).map_err(|error| broken(&error.to_string()))
            };
            found.file_descriptor_proto.iter().map(file).collect::<Result<_, _>>().map(Some)
        }
        Answer { error_response: Some(_), .. } => Ok(None),
        Answer { .. } => Err(broken("an answer without a file")),
    }
}

fn broken(why: &str) -> Ended {
    Ended::by(malformed(&format!("reflection: {why}")))
}

/// The method of this version of the reflection service.
fn reflection(version: &str) -> MethodDescriptor {
    static KNOWN: OnceLock<Vec<MethodDescriptor>> = OnceLock::new();
    let known = KNOWN.get_or_init(|| VERSIONS.iter().map(|version| described(version)).collect());
    let at = VERSIONS.iter().position(|known| *known == version).unwrap_or_default();
    known[at].clone()
}

fn described(version: &str) -> MethodDescriptor {
    let mut resolver = ChainFileResolver::new();
    resolver.add(Own(PROTO.replace("VERSION", version)));
    let mut compiler = protox::Compiler::with_file_resolver(resolver);
    compiler.open_file("reflection.proto").expect("our own file is right");
    let path = format!("grpc.reflection.{version}.ServerReflection/ServerReflectionInfo");
    schema::method(&compiler.descriptor_pool(), &path).expect("our own file has it")
}

struct Own(String);

impl FileResolver for Own {
    fn resolve_path(&self, path: &std::path::Path) -> Option<String> {
        path.to_str().map(str::to_owned)
    }

    fn open_file(&self, name: &str) -> Result<File, protox::Error> {
        File::from_source(name, &self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_versions_are_described() {
        let names = VERSIONS.map(|version| reflection(version).full_name().to_owned());
        let wanted = ["v1", "v1alpha"].map(|v| format!("grpc.reflection.{v}.ServerReflection.ServerReflectionInfo"));
        assert_eq!(names, wanted);
    }
}
