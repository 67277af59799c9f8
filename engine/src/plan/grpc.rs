//! What a plan knows of gRPC.

use std::path::PathBuf;

/// Where the methods are described.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GrpcOptions {
    /// `.proto` files; none: the target's reflection is asked.
    pub proto: Vec<PathBuf>,
    /// Folders that imports are looked up in.
    pub include: Vec<PathBuf>,
}
