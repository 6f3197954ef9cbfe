import { maskOver } from '../../redact/mask.js';
import type { Look } from '../editing/look.js';
import type { Region } from '../editing/region.js';

/** The outlines of masks as one path. */
export function masksPath(
  regions: readonly Pick<Region, 'box'>[],
  { shape, scale }: Pick<Look, 'shape' | 'scale'>,
): string {
  return regions
    .map(({ box }) => {
      const { x, y, width, height } = maskOver(box, shape, scale).box;
      if (shape === 'box') return `M${x} ${y}h${width}v${height}h${-width}z`;
      const arc = (across: number) => `a${width / 2} ${height / 2} 0 1 0 ${across} 0`;
      return `M${x} ${y + height / 2}${arc(width)}${arc(-width)}z`;
    })
    .join('');
}
