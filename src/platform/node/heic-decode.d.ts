declare module 'heic-decode' {
  const decoder: import('../heic.js').HeicDecoder;
  export default decoder;
}
declare module 'heic-decode/lib.js' {
  /** Binds the decoder to a libheif that was loaded. */
  const bind: (libheif: unknown) => import('../heic.js').HeicDecoder;
  export default bind;
}
