declare module 'heic-decode' {
  const decoder: import('../heic.js').HeicDecoder;
  export default decoder;
}
