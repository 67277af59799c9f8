//! Journeys in WebAssembly text, so that no test here needs a toolchain.

/// Asks for this URL instead of `/`.
pub(crate) fn get(url: &str) -> String {
    GET.replace("\"/\"", &format!("\"{url}\"")).replace("(i32.const 1);;", &format!("(i32.const {});;", url.len()))
}

/// Asks for `/`, checks the status.
pub(crate) const GET: &str = r#"
(module
  (import "throng:load/http@0.1.0" "get" (func $get (param i32 i32) (result i32)))
  (import "throng:load/http@0.1.0" "[method]response.status" (func $status (param i32) (result i32)))
  (import "throng:load/metrics@0.1.0" "check" (func $check (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "status is 200")
  (data (i32.const 32) "/")
  (func (export "run") (result i32)
    (drop (call $check (i32.const 16) (i32.const 13)
      (i32.eq (i32.const 200) (call $status (call $get (i32.const 32)
        (i32.const 1);; length
      )))))
    (i32.const 0)))"#;

/// Checks that the table `users` has two rows.
pub(crate) const TABLE: &str = r#"
(module
  (import "throng:load/data@0.1.0" "[constructor]table" (func $table (param i32 i32) (result i32)))
  (import "throng:load/data@0.1.0" "[method]table.length" (func $length (param i32) (result i32)))
  (import "throng:load/metrics@0.1.0" "check" (func $check (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "users")
  (data (i32.const 32) "two rows")
  (func (export "run") (result i32)
    (drop (call $check (i32.const 32) (i32.const 8)
      (i32.eq (i32.const 2) (call $length (call $table (i32.const 16) (i32.const 5))))))
    (i32.const 0)))"#;

/// Asks for the variable `REGION`.
pub(crate) const ENV: &str = r#"
(module
  (import "throng:load/vu@0.1.0" "env" (func $env (param i32 i32 i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "REGION")
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
  (func (export "run") (result i32)
    (call $env (i32.const 16) (i32.const 6) (i32.const 64))
    (i32.const 0)))"#;

/// Asks for the secret `API_KEY`.
pub(crate) const SECRET: &str = r#"
(module
  (import "throng:load/vu@0.1.0" "secret" (func $secret (param i32 i32 i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "API_KEY")
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
  (func (export "run") (result i32)
    (call $secret (i32.const 16) (i32.const 7) (i32.const 64))
    (i32.const 0)))"#;
