;; One user: asks for a page of products, checks it, waits a second. throng/imports.wat has every import of the contract.
(module
  (import "throng:load/http@0.1.0" "get" (func $get (param $url_at i32) (param $url_length i32) (result i32)))
  (import "throng:load/http@0.1.0" "[method]response.json-length"
    (func $json_length (param $self i32) (param $pointer_at i32) (param $pointer_length i32) (result i32)))
  (import "throng:load/metrics@0.1.0" "check"
    (func $check (param $name_at i32) (param $name_length i32) (param $holds i32) (result i32)))
  (import "throng:load/vu@0.1.0" "sleep" (func $sleep (param $time f64)))
  (memory (export "memory") 1)
  (data (i32.const 16) "/api/products")                   ;; a text is its place and its length
  (data (i32.const 32) "/items")
  (data (i32.const 48) "there are products")
  (func (export "run") (result i32)
    (drop (call $check (i32.const 48) (i32.const 18)
      (i32.gt_u (call $json_length (call $get (i32.const 16) (i32.const 13)) (i32.const 32) (i32.const 6)) (i32.const 0))))
    (call $sleep (f64.const 1000))                        ;; milliseconds
    (i32.const 0)))                                       ;; twelve zero bytes at 0 say `ok`
