/** Every word of the page, in one place so that it can be translated. */

const number = new Intl.NumberFormat('en');
const percent = new Intl.NumberFormat('en', { style: 'percent' });

const count = (many: number, one: string, more = `${one}s`) => `${number.format(many)} ${many === 1 ? one : more}`;
const photos = (many: number) => count(many, 'photo');
const faces = (many: number) => count(many, 'face');
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

const clock = (seconds: number) => {
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  return `${minutes}:${rest.toFixed(1).padStart(4, '0')}`;
};

const possible = (many: number) => count(many, 'possible face');
const be = (many: number) => (many === 1 ? 'is' : 'are');

/** What became of a photo's faces, or of several photos'. */
interface Standings {
  readonly hidden: number;
  readonly shown: number;
  readonly nearly: number;
}

const standings = ({ hidden, shown, nearly }: Standings) =>
  [
    hidden > 0 ? `${faces(hidden)} hidden` : shown + nearly > 0 ? 'no face hidden' : 'No face found',
    ...(shown > 0 ? [`${number.format(shown)} shown`] : []),
    ...(nearly > 0 ? [`${number.format(nearly)} possible`] : []),
  ].join(', ');

export const STRINGS = {
  title: 'farface: hide every face',
  name: 'farface',
  promise: 'Photos never leave this device',

  start: {
    heading: 'Hide every face before you publish',
    text: 'Also the tiny ones in a crowd that others miss. Drop photos or videos here, look at what was hidden, correct it, save.',
    choose: 'Choose photos',
    folder: 'Choose a folder',
    camera: 'Take a photo',
    sample: 'Try a sample',
    paste: 'You can also paste a picture.',
    private: 'No upload: this page cannot send anything anywhere, and works offline.',
    honest: 'No detector finds every face. Look at each photo before you publish it.',
    drop: 'Drop to add',
    video: 'Videos are looked through frame by frame, which takes a while.',
  },

  engine: {
    loading: (done: number, total: number) =>
      `Loading the face finder: ${megabytes(done)} of ${megabytes(total)}. Only once: it stays on this device.`,
    starting: 'Starting the face finder…',
    ready: 'Ready. Works offline from now on.',
    readyOnline: 'Ready.',
    failed: (why: string) => `The face finder could not be loaded: ${why}`,
    retry: 'Try again',
    unreadable:
      'This browser hides the pixels of pictures from pages (a protection against fingerprinting), so faces cannot be found or hidden here. Allow it for this page, or use another browser.',
    noWebAssembly:
      'This browser does not run WebAssembly here, so faces cannot be found. Modes of high security turn it off (Lockdown Mode, enhanced security), and very old browsers lack it: allow it for this page, or use another browser.',
    download: (status: number, file: string) => `the server answered ${status} for ${file}`,
    damaged: (file: string) => `${file} arrived damaged`,
  },

  queue: {
    label: 'Photos',
    add: 'Add photos',
    progress: (done: number, total: number) => `${number.format(done)} of ${photos(total)}`,
    left: (seconds: number) =>
      seconds < 60 ? `about ${Math.max(1, Math.round(seconds))} s left` : `about ${Math.round(seconds / 60)} min left`,
    cancel: 'Stop',
    resume: 'Go on',
    stopped: 'Stopped',
    waiting: 'Waiting',
    looking: (share: number) => `Looking for faces, ${percent.format(share)}`,
    standings,
    failed: 'Cannot be read',
    seen: 'Looked at',
    unseen: 'Not looked at yet',
    unseenShort: 'not looked at yet',
    saved: 'Saved',
    savedShort: 'saved',
    closed: (name: string) => `${name} was closed.`,
    remove: (name: string) => `Take ${name} off the list`,
    skipped: (names: readonly string[]) =>
      `${count(names.length, 'file')} left out, not pictures: ${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}`,
  },

  refusals: {
    empty: 'The file is empty.',
    video: 'This is a video that could not be opened.',
    tiff: 'This is a TIFF, which browsers cannot read. Save it as JPEG or PNG, or use the farface command.',
    'several-frames':
      'This has several frames (an animation or a sequence). The page hides faces in single pictures only: use the farface command.',
    unknown: 'This is no picture that the page can read: JPEG, PNG, WebP, AVIF, HEIC, GIF or BMP.',
    heic: 'This browser cannot read HEIC, and this page was set up without a decoder for it. Save the photo as JPEG (on an iPhone: Settings, Camera, Formats, Most Compatible).',
    damaged: 'The file is damaged or cut off. Copy it again from where it came.',
    'over-limit': 'The photo has more than 268 megapixels, which is more than farface takes. Scale it down first.',
    'too-large':
      'The photo has more pixels than this browser has memory for. Use the farface command, or a smaller copy.',
  } as const,

  stage: {
    label:
      'Faces in the photo. Press Enter to hide or show the chosen one, F for the next, question mark for all keys.',
    photo: (name: string) => `The photo ${name}`,
    face: (position: number, total: number, standing: string, height: number, score?: number) =>
      `Face ${position} of ${total}: ${standing}, ${Math.round(height)} pixels tall${score === undefined ? '' : `, ${percent.format(score)} sure`}`,
    standing: { hidden: 'hidden', shown: 'in plain view', nearly: 'possibly a face, in plain view' },
    tip: 'Every face that was found is hidden. Click one to show it, and again to hide it.',
    tipTouch: 'Found faces are hidden. Tap one to show or hide it.',
    tipNone: 'No face was found. Look yourself: “Add” hides whoever was missed.',
    tipFailed: 'This file cannot be saved: nothing in it was looked at.',
    tipWaiting: 'Faces are hidden as soon as they are found.',
    tipNoEngine: 'Nothing is hidden, and nothing can be saved: faces cannot be looked for.',
    hint: 'Drag a mask to move it, a corner to resize it. Drag elsewhere to hide something else. Scroll to zoom; then drag moves the photo, and “Add” hides.',
    hintTouch:
      'Hold a mask to choose it; then drag it to move it, a corner to resize it. Two fingers zoom and move the photo. “Add” hides something else.',
    undone: 'Undone',
    redone: 'Redone',
    added: 'A hidden region was added',
    already: 'This place is hidden already',
    removed: 'The region was removed',
    original: 'Without masks: saving hides the faces all the same',
    allSeen: 'That was the last face. The whole photo is on the screen.',
  },

  tools: {
    label: 'Tools',
    previous: 'Previous photo',
    next: 'Next photo',
    position: (index: number, total: number) => `${number.format(index)} of ${number.format(total)}`,
    undo: 'Undo',
    redo: 'Redo',
    add: 'Add',
    addLabel: 'Add a region to hide: drag over it',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    fit: 'Whole photo',
    nextFace: 'Next face',
    compare: 'Original: click to switch, hold to peek',
    ordinal: (position: number, total: number) => `Face ${number.format(position)} of ${number.format(total)}`,
    compareShort: 'Original',
    hideNearly: (many: number) => (many === 0 ? 'No possible faces left' : `Hide ${possible(many)}`),
    help: 'Keys and help',
    toggle: { hidden: 'Show this face', shown: 'Hide this face', nearly: 'Hide this face' },
    remove: 'Remove this region',
  },

  look: {
    label: 'How faces are hidden',
    style: 'Cover with',
    styles: { solid: 'Black', mosaic: 'Mosaic', blur: 'Blur' },
    weak: 'Some of a face stays: it can be matched with other photos of the same person. Black leaves nothing.',
    shape: 'Shape',
    shapes: { ellipse: 'Oval', box: 'Box' },
    scale: 'Size',
    scaleValue: (scale: number) => `${scale.toFixed(1)} × the face`,
    strictness: 'How strict',
    strictnesses: { balanced: 'Sure faces', high: 'Strict', highest: 'Very strict' },
    strictnessMeans: {
      balanced: 'Hides what is surely a face.',
      high: 'Hides also what is probably a face.',
      highest: 'Hides whatever may be a face, and other things with it.',
    },
    exposure: (visibleIn: number, falseMasks: number) =>
      `In crowds about 1 face in ${visibleIn} is missed at this setting, and about ${falseMasks} masks a photo hide something else.`,
    legend: 'What the lines mean',
    legends: { hidden: 'hidden', nearly: 'possibly a face: click to hide', shown: 'shown, as you decided' },
  },

  video: {
    label: 'Faces in the video',
    preview: (name: string) => `The video ${name}, with its masks`,
    tip: 'Every face that was found is hidden in every frame. Click a face, or its line below, to show it.',
    play: 'Play',
    pause: 'Pause',
    time: 'Time',
    at: (seconds: number, total: number) => `${clock(seconds)} of ${clock(total)}`,
    track: (id: number) => `Face ${number.format(id)}`,
    trackMeans: (standing: string, from: number, to: number, sure: number) =>
      `${standing}, ${clock(from)} to ${clock(to)}, ${percent.format(sure)} sure`,
    go: (id: number) => `Go to face ${number.format(id)}`,
    hide: (id: number) => `Hide face ${number.format(id)}`,
    show: (id: number) => `Show face ${number.format(id)}`,
    showShort: 'Show',
    hideShort: 'Hide',
    toggled: (id: number, hides: boolean) => `Face ${number.format(id)} is ${hides ? 'hidden' : 'in plain view'}`,
    none: 'No face was found in this video.',
    blurred: 'The preview shows where, not how: mosaic and blur are in the saved video.',
  },

  saving: {
    one: 'Save photo',
    oneVideo: 'Save video',
    more: 'More ways to save',
    zip: 'Save all as a zip',
    folder: 'Save all into a folder…',
    photosHeading: 'Photos',
    listHeading: 'Positions of the masks',
    listMeans: 'To go on another day, or for the farface command.',
    lines: 'Save the positions',
    loadLines: 'Load positions…',
    heading: 'Saving',
    ready: (many: number) => `${photos(many)} will be saved.`,
    unseen: (many: number) =>
      many === 1
        ? 'One of them you have not looked at yet.'
        : `${number.format(many)} of them you have not looked at yet.`,
    left: (many: number) => `${photos(many)} cannot be saved:`,
    notReady: 'not looked through yet',
    go: 'Save',
    goUnseen: 'Save anyway',
    goNearly: 'Save as it is',
    hideAndGo: (many: number) => `Hide ${many === 1 ? 'it' : 'them'} and save`,
    look: 'Look first',
    show: (many: number) => (many === 1 ? 'Show it to me' : 'Show me the first'),
    standings: 'What is hidden in each photo',
    nearly: (many: number) =>
      `${possible(many)} ${be(many)} not hidden: farface is not sure. Whoever is there can be seen in the saved file.`,
    cancel: 'Cancel',
    close: 'Close',
    working: (done: number, total: number, share: number) =>
      total === 1
        ? `Saving the photo, ${percent.format(share)}`
        : `Saving ${number.format(Math.min(done + 1, total))} of ${photos(total)}, ${percent.format((done + share) / total)}`,
    again: 'Each photo is written, read again, and looked at again with its masks.',
    done: (many: number, { hidden, shown, nearly }: Standings) =>
      [
        `${photos(many)} saved: ${hidden === 0 ? 'no face is hidden' : `${faces(hidden)} hidden`}`,
        ...(shown > 0 ? [`${number.format(shown)} shown, as you chose`] : []),
        ...(nearly > 0 ? [`${possible(nearly)} not hidden`] : []),
      ].join(', ') +
      `. ${many === 1 ? 'It' : 'Each'} was read again: ${hidden === 0 ? '' : 'every mask is in the file, '}no metadata. No detector finds every face: look at it before you publish it.`,
    failed: (many: number) => `${photos(many)} not saved:`,
    foundMore: (many: number) =>
      `Looking again found ${many === 1 ? 'one more face' : `${number.format(many)} more faces`}, hidden too.`,
    remaining: (many: number) =>
      `${faces(many)} can still be made out behind the mask. Choose black, or a larger size. The photo was not saved.`,
    stopped: 'Stopped. What was written so far stays.',
    exists: (name: string) => `${name} could not be written`,
    suffix: '-hidden',
    zipName: 'hidden-faces.zip',
    linesName: 'faces.jsonl',
  },

  lists: {
    applied: (many: number) => `The list was applied to ${photos(many)}.`,
    unmatched: (names: readonly string[]) =>
      `${photos(names.length)} of the list ${names.length === 1 ? 'is' : 'are'} not here: ${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''}`,
    otherSize: (name: string, listed: string, actual: string) =>
      `${name}: the list is of a photo of ${listed} pixels, but this one has ${actual}. Nothing was changed.`,
    notJson: (name: string) => `${name}: is not JSON; expected lines of farface detect --json.`,
    notReady: (name: string) => `${name}: is not looked through yet; load the list again when it is.`,
  },

  help: {
    heading: 'Help',
    howTo: 'How do I …',
    answers: [
      [
        'hide everyone but one?',
        'Everyone who was found is hidden from the start. Click the one face that is to be seen.',
      ],
      [
        'hide someone who was missed?',
        'Drag over the face. Where the photo is enlarged, or with a finger, press Add first.',
      ],
      [
        'move or resize a mask?',
        'Drag the mask, or a corner of its frame. With a finger, hold the mask until it has a frame.',
      ],
      ['see what is under the masks?', 'Press Original. What is saved stays hidden.'],
      ['check a crowd?', 'Press Next face again and again: it goes from face to face, enlarged.'],
      ['take something back?', 'Press Undo; it brings back a closed photo, too.'],
      ['save?', 'Press Save photo, or the arrow beside it to save all. What is unsure is asked first.'],
    ],
    keysHeading: 'Keys',
    close: 'Close',
    where: 'They work while the photo has the focus: click it, or press Tab until it has a frame.',
    keys: [
      ['F / Shift F', 'next, previous face'],
      ['Enter', 'hide or show the chosen face'],
      ['A', 'add a region in the middle'],
      ['Arrows', 'move the chosen region, or the photo; with Shift faster'],
      ['Alt arrows', 'make the region wider, taller, narrower, flatter'],
      ['Delete', 'remove the region'],
      ['N', 'hide all possible faces'],
      ['B (hold)', 'see the original'],
      ['+ / − / 0', 'zoom in, out, whole photo'],
      ['Page Down / Page Up', 'next, previous photo'],
      ['Ctrl Z / Ctrl Shift Z', 'undo, redo'],
      ['Ctrl S', 'save this photo'],
    ],
    mouse: 'Hold Space, or the right button, and drag to move the photo.',
    about:
      'farface finds faces down to 4 pixels. Photos are read, changed and saved by this page alone: its rules forbid the browser to connect to anything but the place that it came from.',
  },

  notices: { dismiss: 'Dismiss' },
};
