/** The least module with an instruction of 128 bits: `i8x16.splat`, `i8x16.popcnt`. Source: WebAssembly 2.0, section 5. */
const SIMD = Uint8Array.of(
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 5, 1, 0x60, 0, 1, 0x7b],
  ...[3, 2, 1, 0],
  ...[10, 10, 1, 8, 0, 0x41, 0, 0xfd, 15, 0xfd, 98, 11],
);

/** Whether the browser runs WebAssembly with SIMD, as the networks need it: modes of high security turn it off. */
export function canRunNetworks(): boolean {
  return typeof WebAssembly !== 'undefined' && WebAssembly.validate(SIMD);
}
