use protobuf::CodedOutputStream;

/// A protobuf message in the making: fields in the order of the calls.
#[derive(Default)]
pub(super) struct Message(Vec<u8>);

impl Message {
    /// An empty one.
    pub(super) fn new() -> Self {
        Self::default()
    }

    fn put(mut self, write: impl FnOnce(&mut CodedOutputStream<'_>) -> protobuf::Result<()>) -> Self {
        let mut stream = CodedOutputStream::vec(&mut self.0);
        write(&mut stream).and_then(|()| stream.flush()).expect("memory takes everything");
        drop(stream);
        self
    }

    pub(super) fn string(self, field: u32, value: &str) -> Self {
        self.put(|stream| stream.write_string(field, value))
    }

    pub(super) fn double(self, field: u32, value: f64) -> Self {
        self.put(|stream| stream.write_double(field, value))
    }

    pub(super) fn uint64(self, field: u32, value: u64) -> Self {
        self.put(|stream| stream.write_uint64(field, value))
    }

    pub(super) fn int64(self, field: u32, value: i64) -> Self {
        self.put(|stream| stream.write_int64(field, value))
    }

    pub(super) fn sint32(self, field: u32, value: i32) -> Self {
        self.put(|stream| stream.write_sint32(field, value))
    }

    pub(super) fn fixed64(self, field: u32, value: u64) -> Self {
        self.put(|stream| stream.write_fixed64(field, value))
    }

    pub(super) fn boolean(self, field: u32, value: bool) -> Self {
        self.put(|stream| stream.write_bool(field, value))
    }

    pub(super) fn packed_sint64(self, field: u32, values: &[i64]) -> Self {
        self.put(|stream| stream.write_repeated_packed_sint64(field, values))
    }

    pub(super) fn packed_uint64(self, field: u32, values: &[u64]) -> Self {
        self.put(|stream| stream.write_repeated_packed_uint64(field, values))
    }

    pub(super) fn message(self, field: u32, value: &Self) -> Self {
        self.put(|stream| stream.write_bytes(field, &value.0))
    }

    /// Bytes as they are.
    pub(super) fn blob(self, field: u32, value: &[u8]) -> Self {
        self.put(|stream| stream.write_bytes(field, value))
    }

    /// One field for each.
    pub(super) fn messages(self, field: u32, values: impl IntoIterator<Item = Self>) -> Self {
        values.into_iter().fold(self, |all, value| all.message(field, &value))
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}
