;; What is done to all vectors, as WebAssembly text; `npm run wasm:build` makes vector-scan.wasm of it.
;; In plain TypeScript it takes ten times as long: there are no instructions on many numbers at a time.
;; $stride is a multiple of 16, and not 0; all addresses are multiples of 16.
(module
  (import "env" "memory" (memory 1 65536 shared))

  ;; For each of $rows rows of $stride signed bytes, one after the other at $row, the sum of products with the
  ;; $stride signed 16-bit numbers at $query, as a signed 32-bit number, one after the other at $out.
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
      (i32.store (local.get $out) (call $total (i32x4.add (local.get $a) (local.get $b))))
      (local.set $out (i32.add (local.get $out) (i32.const 4)))
      (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
      (br $each)))

  ;; The largest absolute value of the $stride floats at $from.
  (func (export "largest") (param $from i32) (param $stride i32) (result f32)
    (local $end i32) (local $a v128)
    (local.set $end (i32.add (local.get $from) (i32.shl (local.get $stride) (i32.const 2))))
    (local.set $a (v128.const f32x4 0 0 0 0))
    (loop $along
      (local.set $a (f32x4.max (local.get $a) (f32x4.abs (v128.load (local.get $from)))))
      (local.set $from (i32.add (local.get $from) (i32.const 16)))
      (br_if $along (i32.lt_u (local.get $from) (local.get $end))))
    (f32.max
      (f32.max (f32x4.extract_lane 0 (local.get $a)) (f32x4.extract_lane 1 (local.get $a)))
      (f32.max (f32x4.extract_lane 2 (local.get $a)) (f32x4.extract_lane 3 (local.get $a)))))

  ;; Multiplies the $stride floats at $from by $factor and rounds them; each is then 256 · a high byte + a low byte,
  ;; both signed: at $high and $low. Gives the sum of the squares of the low bytes. No product may be beyond ±32,639.
  (func (export "quantise")
    (param $from i32) (param $stride i32) (param $factor f32) (param $high i32) (param $low i32) (result i32)
    (local $end i32) (local $by v128) (local $half v128) (local $a v128) (local $b v128)
    (local $aHigh v128) (local $bHigh v128) (local $aLow v128) (local $bLow v128) (local $squares v128)
    (local.set $end (i32.add (local.get $from) (i32.shl (local.get $stride) (i32.const 2))))
    (local.set $by (f32x4.splat (local.get $factor)))
    (local.set $half (i16x8.splat (i32.const 128)))
    (local.set $squares (v128.const i32x4 0 0 0 0))
    (loop $along
      (local.set $a (i16x8.narrow_i32x4_s
        (i32x4.trunc_sat_f32x4_s (f32x4.nearest (f32x4.mul (local.get $by) (v128.load (local.get $from)))))
        (i32x4.trunc_sat_f32x4_s (f32x4.nearest (f32x4.mul (local.get $by) (v128.load offset=16 (local.get $from)))))))
      (local.set $b (i16x8.narrow_i32x4_s
        (i32x4.trunc_sat_f32x4_s (f32x4.nearest (f32x4.mul (local.get $by) (v128.load offset=32 (local.get $from)))))
        (i32x4.trunc_sat_f32x4_s (f32x4.nearest (f32x4.mul (local.get $by) (v128.load offset=48 (local.get $from)))))))
      (local.set $aHigh (i16x8.shr_s (i16x8.add (local.get $a) (local.get $half)) (i32.const 8)))
      (local.set $bHigh (i16x8.shr_s (i16x8.add (local.get $b) (local.get $half)) (i32.const 8)))
      (local.set $aLow (i16x8.sub (local.get $a) (i16x8.shl (local.get $aHigh) (i32.const 8))))
      (local.set $bLow (i16x8.sub (local.get $b) (i16x8.shl (local.get $bHigh) (i32.const 8))))
      (v128.store (local.get $high) (i8x16.narrow_i16x8_s (local.get $aHigh) (local.get $bHigh)))
      (v128.store (local.get $low) (i8x16.narrow_i16x8_s (local.get $aLow) (local.get $bLow)))
      (local.set $squares (i32x4.add (local.get $squares) (i32x4.add
        (i32x4.dot_i16x8_s (local.get $aLow) (local.get $aLow))
        (i32x4.dot_i16x8_s (local.get $bLow) (local.get $bLow)))))
      (local.set $from (i32.add (local.get $from) (i32.const 64)))
      (local.set $high (i32.add (local.get $high) (i32.const 16)))
      (local.set $low (i32.add (local.get $low) (i32.const 16)))
      (br_if $along (i32.lt_u (local.get $from) (local.get $end))))
    (call $total (local.get $squares)))

  (func $total (param $a v128) (result i32)
    (i32.add
      (i32.add (i32x4.extract_lane 0 (local.get $a)) (i32x4.extract_lane 1 (local.get $a)))
      (i32.add (i32x4.extract_lane 2 (local.get $a)) (i32x4.extract_lane 3 (local.get $a))))))
