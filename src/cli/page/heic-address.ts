/** Path of libheif below the page's folder. It is there only where whoever hosts the page has it installed. */
export const HEIC_DECODER = 'libheif.mjs';
