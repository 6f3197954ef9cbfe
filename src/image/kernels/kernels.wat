;; Loops over pixels that take JavaScript ten times as long: 16 bytes at once. `npm run kernels` puts them into wasm.ts.
(module
  (memory (export "memory") 1)

  ;; Sums down columns, 1 3 3 1, of four lines of bytes: as many numbers of 16 bits, at most 2,040.
  (func (export "sumDown")
    (param $first i32) (param $second i32) (param $third i32) (param $fourth i32) (param $to i32) (param $length i32)
    (local $end i32) (local $p v128) (local $q v128) (local $r v128) (local $s v128)
    (local.set $end (i32.add (local.get $first) (local.get $length)))
    (loop $next
      (local.set $p (v128.load (local.get $first)))
      (local.set $q (v128.load (local.get $second)))
      (local.set $r (v128.load (local.get $third)))
      (local.set $s (v128.load (local.get $fourth)))
        (v128.store offset=0 (local.get $to)
          (i16x8.add
            (i16x8.add (i16x8.extend_low_i8x16_u (local.get $p)) (i16x8.extend_low_i8x16_u (local.get $s)))
            (i16x8.mul
              (i16x8.add (i16x8.extend_low_i8x16_u (local.get $q)) (i16x8.extend_low_i8x16_u (local.get $r)))
              (v128.const i16x8 3 3 3 3 3 3 3 3))))
        (v128.store offset=16 (local.get $to)
          (i16x8.add
            (i16x8.add (i16x8.extend_high_i8x16_u (local.get $p)) (i16x8.extend_high_i8x16_u (local.get $s)))
            (i16x8.mul
              (i16x8.add (i16x8.extend_high_i8x16_u (local.get $q)) (i16x8.extend_high_i8x16_u (local.get $r)))
              (v128.const i16x8 3 3 3 3 3 3 3 3))))
      (local.set $first (i32.add (local.get $first) (i32.const 16)))
      (local.set $second (i32.add (local.get $second) (i32.const 16)))
      (local.set $third (i32.add (local.get $third) (i32.const 16)))
      (local.set $fourth (i32.add (local.get $fourth) (i32.const 16)))
      (local.set $to (i32.add (local.get $to) (i32.const 32)))
      (br_if $next (i32.lt_u (local.get $first) (local.get $end)))))

  ;; Every other pixel of the means of four neighbours across, 1 3 3 1, of such sums, divided by 64 in all and rounded: `length`
  ;; bytes, 24 at once.
  (func (export "meansAcross") (param $s i32) (param $to i32) (param $length i32)
    (local $end i32) (local $a v128) (local $b v128) (local $c v128)
    (local.set $end (i32.add (local.get $to) (local.get $length)))
    (loop $next
      (local.set $a
        (i8x16.narrow_i16x8_u
            (i16x8.shr_u
              (i16x8.add
                (i16x8.add
                  (i16x8.add (v128.load offset=0 (local.get $s)) (v128.load offset=18 (local.get $s)))
                  (i16x8.mul
                    (i16x8.add (v128.load offset=6 (local.get $s)) (v128.load offset=12 (local.get $s)))
                    (v128.const i16x8 3 3 3 3 3 3 3 3)))
                (v128.const i16x8 32 32 32 32 32 32 32 32))
              (i32.const 6))
            (i16x8.shr_u
              (i16x8.add
                (i16x8.add
                  (i16x8.add (v128.load offset=16 (local.get $s)) (v128.load offset=34 (local.get $s)))
                  (i16x8.mul
                    (i16x8.add (v128.load offset=22 (local.get $s)) (v128.load offset=28 (local.get $s)))
                    (v128.const i16x8 3 3 3 3 3 3 3 3)))
                (v128.const i16x8 32 32 32 32 32 32 32 32))
              (i32.const 6))))
      (local.set $b
        (i8x16.narrow_i16x8_u
            (i16x8.shr_u
              (i16x8.add
                (i16x8.add
                  (i16x8.add (v128.load offset=32 (local.get $s)) (v128.load offset=50 (local.get $s)))
                  (i16x8.mul
                    (i16x8.add (v128.load offset=38 (local.get $s)) (v128.load offset=44 (local.get $s)))
                    (v128.const i16x8 3 3 3 3 3 3 3 3)))
                (v128.const i16x8 32 32 32 32 32 32 32 32))
              (i32.const 6))
            (i16x8.shr_u
              (i16x8.add
                (i16x8.add
                  (i16x8.add (v128.load offset=48 (local.get $s)) (v128.load offset=66 (local.get $s)))
                  (i16x8.mul
                    (i16x8.add (v128.load offset=54 (local.get $s)) (v128.load offset=60 (local.get $s)))
                    (v128.const i16x8 3 3 3 3 3 3 3 3)))
                (v128.const i16x8 32 32 32 32 32 32 32 32))
              (i32.const 6))))
      (local.set $c
        (i8x16.narrow_i16x8_u
            (i16x8.shr_u
              (i16x8.add
                (i16x8.add
                  (i16x8.add (v128.load offset=64 (local.get $s)) (v128.load offset=82 (local.get $s)))
                  (i16x8.mul
                    (i16x8.add (v128.load offset=70 (local.get $s)) (v128.load offset=76 (local.get $s)))
                    (v128.const i16x8 3 3 3 3 3 3 3 3)))
                (v128.const i16x8 32 32 32 32 32 32 32 32))
              (i32.const 6))
            (i16x8.shr_u
              (i16x8.add
                (i16x8.add
                  (i16x8.add (v128.load offset=80 (local.get $s)) (v128.load offset=98 (local.get $s)))
                  (i16x8.mul
                    (i16x8.add (v128.load offset=86 (local.get $s)) (v128.load offset=92 (local.get $s)))
                    (v128.const i16x8 3 3 3 3 3 3 3 3)))
                (v128.const i16x8 32 32 32 32 32 32 32 32))
              (i32.const 6))))
      (v128.store (local.get $to)
        (i8x16.shuffle 0 1 2 6 7 8 12 13 14 18 19 20 24 25 26 30 (local.get $a) (local.get $b)))
      (v128.store64_lane offset=16 0 (local.get $to)
        (i8x16.shuffle 15 16 20 21 22 26 27 28 0 0 0 0 0 0 0 0 (local.get $b) (local.get $c)))
      (local.set $s (i32.add (local.get $s) (i32.const 96)))
      (local.set $to (i32.add (local.get $to) (i32.const 24)))
      (br_if $next (i32.lt_u (local.get $to) (local.get $end)))))

  ;; Means of 2 × 2 pixels of two lines, rounded: `length` bytes, 24 at once.
  (func (export "meansOfFour") (param $upper i32) (param $lower i32) (param $to i32) (param $length i32)
    (local $end i32) (local $a v128) (local $b v128) (local $c v128)
    (local.set $end (i32.add (local.get $to) (local.get $length)))
    (loop $next
      (local.set $a
        (i8x16.narrow_i16x8_u
            (i16x8.shr_u
              (i16x8.add
                (i16x8.add
                  (i16x8.add (i16x8.extend_low_i8x16_u (v128.load64_zero offset=0 (local.get $upper))) (i16x8.extend_low_i8x16_u (v128.load64_zero offset=0 (local.get $lower))))
                  (i16x8.add (i16x8.extend_low_i8x16_u (v128.load64_zero offset=3 (local.get $upper))) (i16x8.extend_low_i8x16_u (v128.load64_zero offset=3 (local.get $lower)))))
                (v128.const i16x8 2 2 2 2 2 2 2 2))
              (i32.const 2))
            (i16x8.shr_u
              (i16x8.add
                (i16x8.add
                  (i16x8.add (i16x8.extend_low_i8x16_u (v128.load64_zero offset=8 (local.get $upper))) (i16x8.extend_low_i8x16_u (v128.load64_zero offset=8 (local.get $lower))))
                  (i16x8.add (i16x8.extend_low_i8x16_u (v128.load64_zero offset=11 (local.get $upper))) (i16x8.extend_low_i8x16_u (v128.load64_zero offset=11 (local.get $lower)))))
                (v128.const i16x8 2 2 2 2 2 2 2 2))
              (i32.const 2))))
      (local.set $b
        (i8x16.narrow_i16x8_u
            (i16x8.shr_u
              (i16x8.add
                (i16x8.add
                  (i16x8.add (i16x8.extend_low_i8x16_u (v128.load64_zero offset=16 (local.get $upper))) (i16x8.extend_low_i8x16_u (v128.load64_zero offset=16 (local.get $lower))))
                  (i16x8.add (i16x8.extend_low_i8x16_u (v128.load64_zero offset=19 (local.get $upper))) (i16x8.extend_low_i8x16_u (v128.load64_zero offset=19 (local.get $lower)))))
                (v128.const i16x8 2 2 2 2 2 2 2 2))
              (i32.const 2))
            (i16x8.shr_u
              (i16x8.add
                (i16x8.add
                  (i16x8.add (i16x8.extend_low_i8x16_u (v128.load64_zero offset=24 (local.get $upper))) (i16x8.extend_low_i8x16_u (v128.load64_zero offset=24 (local.get $lower))))
                  (i16x8.add (i16x8.extend_low_i8x16_u (v128.load64_zero offset=27 (local.get $upper))) (i16x8.extend_low_i8x16_u (v128.load64_zero offset=27 (local.get $lower)))))
                (v128.const i16x8 2 2 2 2 2 2 2 2))
              (i32.const 2))))
      (local.set $c
        (i8x16.narrow_i16x8_u
            (i16x8.shr_u
              (i16x8.add
                (i16x8.add
                  (i16x8.add (i16x8.extend_low_i8x16_u (v128.load64_zero offset=32 (local.get $upper))) (i16x8.extend_low_i8x16_u (v128.load64_zero offset=32 (local.get $lower))))
                  (i16x8.add (i16x8.extend_low_i8x16_u (v128.load64_zero offset=35 (local.get $upper))) (i16x8.extend_low_i8x16_u (v128.load64_zero offset=35 (local.get $lower)))))
                (v128.const i16x8 2 2 2 2 2 2 2 2))
              (i32.const 2))
            (i16x8.shr_u
              (i16x8.add
                (i16x8.add
                  (i16x8.add (i16x8.extend_low_i8x16_u (v128.load64_zero offset=40 (local.get $upper))) (i16x8.extend_low_i8x16_u (v128.load64_zero offset=40 (local.get $lower))))
                  (i16x8.add (i16x8.extend_low_i8x16_u (v128.load64_zero offset=43 (local.get $upper))) (i16x8.extend_low_i8x16_u (v128.load64_zero offset=43 (local.get $lower)))))
                (v128.const i16x8 2 2 2 2 2 2 2 2))
              (i32.const 2))))
      (v128.store (local.get $to)
        (i8x16.shuffle 0 1 2 6 7 8 12 13 14 18 19 20 24 25 26 30 (local.get $a) (local.get $b)))
      (v128.store64_lane offset=16 0 (local.get $to)
        (i8x16.shuffle 15 16 20 21 22 26 27 28 0 0 0 0 0 0 0 0 (local.get $b) (local.get $c)))
      (local.set $upper (i32.add (local.get $upper) (i32.const 48)))
      (local.set $lower (i32.add (local.get $lower) (i32.const 48)))
      (local.set $to (i32.add (local.get $to) (i32.const 24)))
      (br_if $next (i32.lt_u (local.get $to) (local.get $end)))))

  ;; A line of `size` pixels, each the mean of neighbours in a row of bytes: how many bytes after the row's begin the first
  ;; lies, how many they are and what they weigh stand in tables, of weights `stride` bytes a pixel. Sums are of 64 bits, the line
  ;; is of 32.
  (func (export "meansAlong")
    (param $row i32) (param $firsts i32) (param $counts i32) (param $weights i32) (param $stride i32) (param $to i32) (param $size i32)
    (local $end i32) (local $from i32) (local $tap i32) (local $last i32)
    (local $weight v128) (local $pixel v128) (local $redGreen v128) (local $blue v128)
    (local.set $end (i32.add (local.get $to) (i32.mul (local.get $size) (i32.const 12))))
    (loop $next
      (local.set $from (i32.add (local.get $row) (i32.load (local.get $firsts))))
      (local.set $tap (local.get $weights))
      (local.set $last (i32.add (local.get $weights) (i32.shl (i32.load (local.get $counts)) (i32.const 2))))
      (local.set $redGreen (v128.const f64x2 0 0))
      (local.set $blue (v128.const f64x2 0 0))
      (loop $taps
        (local.set $weight (f64x2.splat (f64.promote_f32 (f32.load (local.get $tap)))))
        (local.set $pixel
          (i32x4.extend_low_i16x8_u (i16x8.extend_low_i8x16_u (v128.load32_zero (local.get $from)))))
        (local.set $redGreen
          (f64x2.add
            (local.get $redGreen)
            (f64x2.mul (local.get $weight) (f64x2.convert_low_i32x4_u (local.get $pixel)))))
        (local.set $blue
          (f64x2.add
            (local.get $blue)
            (f64x2.mul
              (local.get $weight)
              (f64x2.convert_low_i32x4_u
                (i8x16.shuffle 8 9 10 11 12 13 14 15 0 0 0 0 0 0 0 0 (local.get $pixel) (local.get $pixel))))))
        (local.set $from (i32.add (local.get $from) (i32.const 3)))
        (local.set $tap (i32.add (local.get $tap) (i32.const 4)))
        (br_if $taps (i32.lt_u (local.get $tap) (local.get $last))))
      (v128.store64_lane 0 (local.get $to) (f32x4.demote_f64x2_zero (local.get $redGreen)))
      (v128.store32_lane offset=8 0 (local.get $to) (f32x4.demote_f64x2_zero (local.get $blue)))
      (local.set $firsts (i32.add (local.get $firsts) (i32.const 4)))
      (local.set $counts (i32.add (local.get $counts) (i32.const 4)))
      (local.set $weights (i32.add (local.get $weights) (local.get $stride)))
      (local.set $to (i32.add (local.get $to) (i32.const 12)))
      (br_if $next (i32.lt_u (local.get $to) (local.get $end)))))

  ;; `length` bytes, 4 at once, rounded: means of `count` such lines, which begin `stride` bytes apart, of weights in a row. The
  ;; sums so far are of 32 bits, as if they were kept in a line.
  (func (export "meansDown")
    (param $lines i32) (param $stride i32) (param $weights i32) (param $count i32) (param $to i32) (param $length i32)
    (local $end i32) (local $from i32) (local $tap i32) (local $last i32)
    (local $weight v128) (local $left v128) (local $right v128)
    (local.set $end (i32.add (local.get $to) (local.get $length)))
    (local.set $last (i32.add (local.get $weights) (i32.shl (local.get $count) (i32.const 2))))
    (loop $next
      (local.set $from (local.get $lines))
      (local.set $tap (local.get $weights))
      (local.set $weight (f64x2.splat (f64.promote_f32 (f32.load (local.get $tap)))))
      (local.set $left (f64x2.mul (local.get $weight) (f64x2.promote_low_f32x4 (v128.load64_zero offset=0 (local.get $from)))))
      (local.set $right (f64x2.mul (local.get $weight) (f64x2.promote_low_f32x4 (v128.load64_zero offset=8 (local.get $from)))))
      (loop $taps
        (local.set $from (i32.add (local.get $from) (local.get $stride)))
        (local.set $tap (i32.add (local.get $tap) (i32.const 4)))
        (if (i32.lt_u (local.get $tap) (local.get $last))
          (then
            (local.set $weight (f64x2.splat (f64.promote_f32 (f32.load (local.get $tap)))))
            (local.set $left
              (f64x2.promote_low_f32x4
                (f32x4.demote_f64x2_zero
                  (f64x2.add (local.get $left) (f64x2.mul (local.get $weight) (f64x2.promote_low_f32x4 (v128.load64_zero offset=0 (local.get $from))))))))
            (local.set $right
              (f64x2.promote_low_f32x4
                (f32x4.demote_f64x2_zero
                  (f64x2.add (local.get $right) (f64x2.mul (local.get $weight) (f64x2.promote_low_f32x4 (v128.load64_zero offset=8 (local.get $from))))))))
            (br $taps))))
      ;; A whole number and 2^52 have the number in their lowest bits.
      (v128.store32_lane 0 (local.get $to)
        (i8x16.shuffle 0 8 16 24 0 0 0 0 0 0 0 0 0 0 0 0
          (f64x2.add
            (f64x2.floor
              (f64x2.add
                (f64x2.promote_low_f32x4 (f32x4.demote_f64x2_zero (local.get $left)))
                (v128.const f64x2 0.5 0.5)))
            (v128.const f64x2 0x1p52 0x1p52))
          (f64x2.add
            (f64x2.floor
              (f64x2.add
                (f64x2.promote_low_f32x4 (f32x4.demote_f64x2_zero (local.get $right)))
                (v128.const f64x2 0.5 0.5)))
            (v128.const f64x2 0x1p52 0x1p52))))
      (local.set $lines (i32.add (local.get $lines) (i32.const 16)))
      (local.set $to (i32.add (local.get $to) (i32.const 4)))
      (br_if $next (i32.lt_u (local.get $to) (local.get $end))))))
