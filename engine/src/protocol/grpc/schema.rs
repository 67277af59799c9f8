//! The methods that the plan's `.proto` files describe.

use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow};
use prost_reflect::{DescriptorPool, MethodDescriptor};
use protox::file::{ChainFileResolver, File, FileResolver, GoogleFileResolver};

use crate::plan::{FileSource, GrpcOptions};

/// What the plan's files describe.
pub(in crate::protocol) struct Schema(DescriptorPool);

impl Schema {
    /// Compiles the plan's files; none where it names none. An error names file and line.
    pub(in crate::protocol) fn of_plan(options: &GrpcOptions, source: &FileSource) -> Result<Option<Self>> {
        if options.proto.is_empty() {
            return Ok(None);
        }
        let mut resolver = ChainFileResolver::new();
        resolver.add(Files::new(options, source));
        resolver.add(GoogleFileResolver::new());
        let mut compiler = protox::Compiler::with_file_resolver(resolver);
        compiler.include_imports(true);
        for file in &options.proto {
            compiler.open_file(file).map_err(|error| anyhow!("grpc.proto: {}: {error}", file.display()))?;
        }
        Ok(Some(Self(compiler.descriptor_pool())))
    }

    /// The method of a path `package.Service/Method`.
    pub(super) fn method(&self, path: &str) -> Option<MethodDescriptor> {
        method(&self.0, path)
    }

    /// What there is, for a message.
    pub(super) fn services(&self) -> String {
        let mut names: Vec<String> = self.0.services().map(|service| format!("`{}`", service.full_name())).collect();
        names.sort();
        names.join(", ")
    }
}

/// The method of a path `package.Service/Method`.
pub(super) fn method(pool: &DescriptorPool, path: &str) -> Option<MethodDescriptor> {
    let (service, name) = path.split_once('/')?;
    pool.get_service_by_name(service)?.methods().find(|method| method.name() == name)
}

/// Files by the names that imports give them: paths below one of the folders.
struct Files {
    folders: Vec<PathBuf>,
    source: FileSource,
}

impl Files {
    /// The shortest folders come first: a file that lies in several has its longest name.
    fn new(options: &GrpcOptions, source: &FileSource) -> Self {
        let own = options.proto.iter().filter_map(|file| file.parent().map(Path::to_owned));
        let mut folders: Vec<PathBuf> = options.include.iter().cloned().chain(own).collect();
        folders.sort_by_key(|folder| folder.components().count());
        Self { folders, source: source.clone() }
    }
}

impl FileResolver for Files {
    fn resolve_path(&self, path: &Path) -> Option<String> {
        self.folders.iter().find_map(|folder| Some(path.strip_prefix(folder).ok()?.to_str()?.to_owned()))
    }

    fn open_file(&self, name: &str) -> Result<File, protox::Error> {
        // An import that leads out of the folders leads nowhere.
        let within = Path::new(name).components().all(|part| matches!(part, std::path::Component::Normal(_)));
        let found = self.folders.iter().filter(|_| within).find_map(|folder| {
            let path = folder.join(name);
            self.source.is_file(&path).then(|| self.source.text(&path))
        });
        match found {
            Some(Ok(text)) => File::from_source(name, &text),
            Some(Err(error)) => Err(protox::Error::new(error)),
            None => Err(protox::Error::file_not_found(name)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compiled(files: &[(&str, &str)], include: &[&str]) -> Result<String, String> {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let proto = files.iter().filter(|(name, _)| !name.starts_with("lib")).map(|(name, _)| folder.path().join(name));
        let include = include.iter().map(|name| folder.path().join(name)).collect();
        let options = GrpcOptions { proto: proto.collect(), include };
        let schema = Schema::of_plan(&options, &FileSource::default());
        schema.map(|schema| schema.unwrap().services()).map_err(|error| format!("{error:#}"))
    }

    const MONEY: &str = "syntax = \"proto3\"; package money; message Sum { int64 cents = 1; }";
    const API: &str = "syntax = \"proto3\"; package api; import \"common/money.proto\"; import \"google/protobuf/empty.proto\";\n\
                       service Shop { rpc Pay(money.Sum) returns (google.protobuf.Empty); }";

    #[test]
    fn imports_are_found_beside_the_files_and_in_the_folders() {
        let shop = Ok("`api.Shop`".to_owned());
        assert_eq!(compiled(&[("p/api.proto", API), ("p/common/money.proto", MONEY)], &[]), shop);
        assert_eq!(compiled(&[("p/common/money.proto", MONEY), ("p/api.proto", API)], &[]), shop);
        assert_eq!(compiled(&[("api.proto", API), ("lib/common/money.proto", MONEY)], &["lib"]), shop);
    }

    #[test]
    fn a_mistake_names_its_file() {
        let missing = compiled(&[("api.proto", API)], &[]).unwrap_err();
        assert!(missing.contains("api.proto") && missing.contains("common/money.proto"), "{missing}");
        let wrong = compiled(&[("api.proto", "syntax = \"proto3\"; message {}")], &[]).unwrap_err();
        assert!(wrong.starts_with("grpc.proto: ") && wrong.contains("api.proto"), "{wrong}");
        let outside = compiled(&[("p/api.proto", &API.replace("common/", "../")), ("money.proto", MONEY)], &[]);
        assert!(outside.unwrap_err().contains("api.proto"));
    }
}
