/** Line drawings of 24 × 24, in the colour of the text. */
const PATHS = {
  add: 'M12 5v14M5 12h14',
  region:
    'M4 8V5a1 1 0 0 1 1-1h3M16 4h3a1 1 0 0 1 1 1v3M20 16v3a1 1 0 0 1-1 1h-3M8 20H5a1 1 0 0 1-1-1v-3M12 9v6M9 12h6',
  camera: 'M4 8h3l2-3h6l2 3h3v11H4zM12 10.5a3 3 0 1 0 0 6 3 3 0 0 0 0-6z',
  close: 'M6 6l12 12M18 6L6 18',
  compare: 'M12 4v16M5 6h4v12H5zM15 6h4v12h-4z',
  down: 'M7 10l5 5 5-5',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z',
  fit: 'M9 4H4v5M15 4h5v5M9 20H4v-5M15 20h5v-5',
  folder: 'M3 6h6l2 2h10v11H3z',
  help: 'M9.2 9a2.9 2.9 0 1 1 4.3 2.6c-.9.5-1.5 1-1.5 2M12 17.2v.1',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  minus: 'M5 12h14',
  nextFace:
    'M8.5 5.5c2.3 0 4 2 4 5.2s-1.700 5.800-4 5.800-4-2.600-4-5.800 1.700-5.200 4-5.200zM15.500 12H21M18 9l3 3-3 3',
  next: 'M9 5l7 7-7 7',
  pause: 'M8 5v14M16 5v14',
  picture: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9v.1',
  play: 'M7 4.5l12 7.5-12 7.5z',
  previous: 'M15 5l-7 7 7 7',
  redo: 'M20 9H9a5 5 0 0 0 0 10h4M16 5l4 4-4 4',
  save: 'M12 4v11M7 11l5 5 5-5M4 20h16',
  tick: 'M5 12.5l4.5 4.5L19 7.5',
  trash: 'M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13',
  undo: 'M4 9h11a5 5 0 0 1 0 10h-4M8 5L4 9l4 4',
  warning: 'M12 4l9 16H3zM12 10v4.5M12 17.2v.1',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
