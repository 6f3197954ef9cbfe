import type { RedactSettings } from '../../redact/options.js';

/** How faces are hidden, as `redact` takes it. `scale` is the size of the mask over the size of the face's box. */
export type Look = Pick<RedactSettings, 'with' | 'shape' | 'scale'>;
