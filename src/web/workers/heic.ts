import libheifOf from 'heic-decode/lib.js';
import { HEIC_DECODER } from '../../cli/page/heic-address.js';
import { decodeHeicWith } from '../../platform/browser/heic.js';

/**
 * Has HEIC photos, where the browser does not show them itself, decoded by what lies beside the page: libheif under its own
 * licence (LGPL), which `farface page` puts there where it is installed. It is loaded with the first such photo.
 */
export function offerHeic(): void {
  decodeHeicWith(async () => {
    const address = new URL(`../${HEIC_DECODER}`, self.location.href).href;
    const { default: start }: { default: () => unknown } = await import(/* @vite-ignore */ address);
    return { default: libheifOf(start()) };
  });
}
