/**
 * What the page may do: run its own scripts, show pictures that it made itself, and connect to the place that it came from.
 * The browser enforces it, so that no mistake in the page can send a photo anywhere else.
 */
export const SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob:",
  'media-src blob:',
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');
