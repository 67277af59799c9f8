;; One user: asks for the home page, checks the status, waits a second. The plan beside it is hello.toml.
(module
  (import "throng:load/http@0.1.0" "get" (func $get (param i32 i32) (result i32)))
  (import "throng:load/http@0.1.0" "[method]response.status" (func $status (param i32) (result i32)))
  (import "throng:load/metrics@0.1.0" "check" (func $check (param i32 i32 i32) (result i32)))
  (import "throng:load/vu@0.1.0" "sleep" (func $sleep (param f64)))
  (memory (export "memory") 1)
  (data (i32.const 16) "/")                               ;; a text is its place and its length
  (data (i32.const 32) "status is 200")
  (func (export "run") (result i32)
    (drop (call $check (i32.const 32) (i32.const 13)
      (i32.eq (i32.const 200) (call $status (call $get (i32.const 16) (i32.const 1))))))
    (call $sleep (f64.const 1000))                        ;; milliseconds
    (i32.const 0)))                                       ;; twelve zero bytes at 0 say `ok`
