use super::Build;
use crate::plan::GrpcOptions;
use crate::plan::value::text;

impl Build<'_> {
    pub(super) fn grpc(&self) -> GrpcOptions {
        let paths =
            |key: &str| self.root.many(&["grpc", key], |node| text(node, "").map(|t| self.folders.resolve(node, &t)));
        GrpcOptions { proto: paths("proto"), include: paths("include") }
    }
}
