import type { Box } from '../../geometry/box.js';
import { maskOver } from '../../redact/mask.js';
import { CORNERS, cornerOf, handlesAround, padded } from '../editing/hit.js';
import { type Region, standingOf } from '../editing/region.js';
import type { View } from '../editing/view.js';
import { wordsFor } from '../state/edit.js';
import { look, strictness } from '../state/store.js';
import { STRINGS } from '../strings.js';

interface Props {
  readonly regions: readonly Region[];
  readonly view: View;
  /** A region while it is drawn, moved or resized. */
  readonly draft: { readonly id?: number; readonly box: Box } | undefined;
  /** Whether masks are shown at all. */
  readonly hides: boolean;
  readonly chosen: number | undefined;
  /** The region under the mouse. */
  readonly hovered: number | undefined;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onKeyUp: (event: KeyboardEvent) => void;
  readonly onBlur: () => void;
}

/** Masks and outlines over the photo. For screen readers, a list in which the chosen items are the hidden faces. */
export function Regions({ regions, view, draft, hides, chosen, hovered, ...keys }: Props) {
  const { scale, x, y } = view;
  const drawn = regions.map((region) => (region.id === draft?.id ? { ...region, box: draft.box } : region));
  const marked = drawn.find(({ id }) => id === chosen);
  return (
    <div
      class="regions"
      role="listbox"
      aria-multiselectable="true"
      aria-label={STRINGS.stage.label}
      aria-activedescendant={marked && `face-${marked.id}`}
      tabIndex={0}
      {...keys}
    >
      <svg role="presentation">
        {hides && (
          <g transform={`translate(${x} ${y}) scale(${scale})`}>
            {drawn.map((region, index) => (
              <Outline key={region.id} region={region} words={wordsFor(region, index, drawn.length)} />
            ))}
            {draft && draft.id === undefined && <Shape box={draft.box} class="draft" />}
          </g>
        )}
        {hides &&
          drawn
            .filter(({ id }) => id === chosen || id === hovered)
            .map((region) => <Frame key={region.id} region={region} view={view} isChosen={region.id === chosen} />)}
      </svg>
    </div>
  );
}

function Outline({ region, words }: { region: Region; words: string }) {
  const standing = standingOf(region, strictness.value.threshold);
  const solid = look.value.with === 'solid' ? 'solid' : 'see-through';
  return (
    <g role="option" id={`face-${region.id}`} aria-selected={standing === 'hidden'} aria-label={words} class={standing}>
      <Shape box={region.box} class={`under ${solid}`} />
      <Shape box={region.box} class="line" />
    </g>
  );
}

/** The outline of the mask over a box. */
function Shape({ box, ...props }: { box: Box; class: string }) {
  const { shape, scale } = look.value;
  const { x, y, width, height } = maskOver(box, shape, scale).box;
  if (shape === 'box') return <rect x={x} y={y} width={width} height={height} {...props} />;
  return <ellipse cx={x + width / 2} cy={y + height / 2} rx={width / 2} ry={height / 2} {...props} />;
}

/**
 * A frame around the chosen mask, and handles at the corners of one that can be resized; in CSS pixels, so that they stay as
 * large as fingers need. All of it lies outside of the mask: what is saved is the mask.
 */
function Frame({ region, view, isChosen }: { region: Region; view: View; isChosen: boolean }) {
  const { scale, x, y } = view;
  const { shape, scale: size } = look.value;
  const mask = maskOver(region.box, shape, size).box;
  const frame = padded(mask, scale);
  const resizes = standingOf(region, strictness.value.threshold) === 'hidden' && handlesAround(mask, scale);
  return (
    <g class="handles">
      {isChosen && (
        <rect
          x={frame.x * scale + x}
          y={frame.y * scale + y}
          width={frame.width * scale}
          height={frame.height * scale}
        />
      )}
      {resizes &&
        CORNERS.map((corner) => {
          const point = cornerOf(resizes, corner);
          const [cx, cy] = [point.x * scale + x, point.y * scale + y];
          return (
            <g key={corner} class={corner}>
              <circle class="reach" r={12} cx={cx} cy={cy} />
              <circle r={5} cx={cx} cy={cy} />
            </g>
          );
        })}
    </g>
  );
}
