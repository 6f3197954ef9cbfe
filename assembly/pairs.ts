/** Two numbers of 32 bits as such of 64. */
@inline
export function two(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}
