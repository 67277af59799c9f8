/// How a request is known to whoever traces it: W3C Trace Context (level 1, <https://www.w3.org/TR/trace-context/>).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trace {
    /// `trace-id`: never zero.
    pub id: [u8; 16],
    /// `parent-id`: the span of this request, never zero.
    pub span: [u8; 8],
    /// Whether spans of it are kept.
    pub sampled: bool,
}

impl Trace {
    /// The value of the header `traceparent`, version 00.
    pub fn header(&self) -> String {
        format!("00-{}-{}-{:02x}", hexadecimal(&self.id), hexadecimal(&self.span), u8::from(self.sampled))
    }
}

/// Bytes as lower-case hexadecimal digits.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_the_one_of_the_recommendation() {
        let id = [0x4b, 0xf9, 0x2f, 0x35, 0x77, 0xb3, 0x4d, 0xa6, 0xa3, 0xce, 0x92, 0x9d, 0x0e, 0x0e, 0x47, 0x36];
        let span = [0x00, 0xf0, 0x67, 0xaa, 0x0b, 0xa9, 0x02, 0xb7];
        let trace = Trace { id, span, sampled: true };
        assert_eq!(trace.header(), "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        let unsampled = Trace { sampled: false, ..trace };
        assert_eq!(unsampled.header(), "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00");
    }
}
