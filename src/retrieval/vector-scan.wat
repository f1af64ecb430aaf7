;; The scan over all vectors, as WebAssembly text; `npm run wasm:build` makes vector-scan.wasm of it.
;; In plain TypeScript it takes ten times as long: there are no instructions on 16 numbers at a time.
(module
  (import "env" "memory" (memory 1))

  ;; For each of $rows rows of $stride signed bytes, one after the other at $row, the sum of products with the
  ;; $stride signed 16-bit numbers at $query, as a signed 32-bit number, one after the other at $out.
  ;; $stride is a multiple of 16, and not 0.
  (func (export "dots")
    (param $query i32) (param $row i32) (param $stride i32) (param $rows i32) (param $out i32)
    (local $end i32) (local $q i32) (local $bytes v128) (local $a v128) (local $b v128)
    (loop $each
      (if (i32.eqz (local.get $rows)) (then (return)))
      (local.set $a (v128.const i32x4 0 0 0 0))
      (local.set $b (v128.const i32x4 0 0 0 0))
      (local.set $q (local.get $query))
      (local.set $end (i32.add (local.get $row) (local.get $stride)))
      (loop $along
        (local.set $bytes (v128.load (local.get $row)))
        (local.set $a (i32x4.add (local.get $a)
          (i32x4.dot_i16x8_s (i16x8.extend_low_i8x16_s (local.get $bytes)) (v128.load (local.get $q)))))
        (local.set $b (i32x4.add (local.get $b)
          (i32x4.dot_i16x8_s (i16x8.extend_high_i8x16_s (local.get $bytes)) (v128.load offset=16 (local.get $q)))))
        (local.set $q (i32.add (local.get $q) (i32.const 32)))
        (local.set $row (i32.add (local.get $row) (i32.const 16)))
        (br_if $along (i32.lt_u (local.get $row) (local.get $end))))
      (local.set $a (i32x4.add (local.get $a) (local.get $b)))
      (i32.store (local.get $out)
        (i32.add
          (i32.add (i32x4.extract_lane 0 (local.get $a)) (i32x4.extract_lane 1 (local.get $a)))
          (i32.add (i32x4.extract_lane 2 (local.get $a)) (i32x4.extract_lane 3 (local.get $a)))))
      (local.set $out (i32.add (local.get $out) (i32.const 4)))
      (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
      (br $each))))
