import { extremesOf } from '../../geometry/extremes.js';
import { concat, latin1, textOf, uint16, uint32, uint32s, viewOf } from '../bytes.js';
import { type Container, expect, type FileMetadata, once } from './container.js';

/** A box of ISO's base media file format (ISO/IEC 14496-12, 4.2). */
interface Box {
  readonly type: string;
  /** Without length and type. */
  readonly data: Uint8Array;
  readonly start: number;
}

/** A thing in the file: the picture, its transparency, EXIF or XMP. */
interface Item {
  readonly id: number;
  readonly type: string;
  readonly start: number;
  readonly length: number;
}

/** Boxes of properties that say how samples are to be read. Source: ISO/IEC 23008-12, 6.5; AV1 Image File Format 1.1. */
const PROPERTIES = new Set(['av1C', 'colr', 'ispe', 'pixi', 'auxC', 'irot', 'imir', 'pasp', 'clap', 'mdcv', 'clli']);

const ALPHA = 'urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0';
const XMP_TYPE = 'application/rdf+xml';
/** Kinds of colours that hold a profile. */
const PROFILES = new Set(['prof', 'rICC']);

/** The items' places: offset, length and base of 4 bytes each. Source: ISO/IEC 14496-12, 8.11.3. */
const PLACE_SIZES = 0x4440;
const PLACE = 18;

export const avif: Container = {
  read(file) {
    const { top, meta, items } = parse(file);
    expect(top.map(({ type }) => type).join() === 'ftyp,meta,mdat', 'a box beside the picture');
    const names = meta.map(({ type }) => type);
    expect(
      names.every((type) => ['hdlr', 'iloc', 'iinf', 'pitm', 'iprp', 'iref'].includes(type)),
      `a box among ${names.join()}`,
    );
    const found: Partial<FileMetadata> = {};
    for (const { type, data } of properties(meta)) {
      expect(PROPERTIES.has(type), `a property ${type}`);
      if (type === 'auxC') expect(textOf(data, 4) === ALPHA, 'a second picture');
      if (type === 'colr' && PROFILES.has(textOf(data, 0, 4))) once(found, 'icc', data.subarray(4));
    }
    for (const { type, start, length } of items) {
      const data = file.subarray(start, start + length);
      if (type === 'Exif') once(found, 'exif', exifOf(data));
      else if (type === `mime${XMP_TYPE}`) once(found, 'xmp', data);
      else expect(type === 'av01', `an item ${type}`);
    }
    expect(items.filter(({ type }) => type === 'av01').length <= 1 + auxiliaries(meta), 'a second picture');
    // Each byte of the samples belongs to an item.
    let at = top[2]!.start + 8;
    for (const { start, length } of [...items].sort((one, other) => one.start - other.start)) {
      expect(start === at, 'data that belongs to no item');
      at += length;
    }
    expect(at === file.length, "data behind the picture's end");
    return found;
  },

  embed(file, { exif, xmp, icc }) {
    const { top, meta, items } = parse(file);
    const [type, , samples] = top;
    const [, last] = extremesOf(items.map(({ id }) => id));
    const added: { type: string; data: Uint8Array }[] = [];
    // Where TIFF's header is, counted from behind these four bytes.
    if (exif) added.push({ type: 'Exif', data: concat([new Uint8Array(4), exif]) });
    if (xmp) added.push({ type: `mime${XMP_TYPE}`, data: xmp });
    const all = [...items, ...added.map((item, index) => ({ ...item, id: last + 1 + index }))];
    const primary = uint16(contentOf(meta, 'pitm'), 4);
    const write = (places: readonly number[]) =>
      box(
        'meta',
        new Uint8Array(4),
        ...meta.map(({ type, data }) => {
          if (type === 'iloc') return placesBox(all, places);
          if (type === 'iinf') return namesBox(data, all.slice(items.length));
          if (type === 'iprp') return box('iprp', icc ? withProfile(data, icc) : data);
          return type === 'iref' ? new Uint8Array() : box(type, data);
        }),
        referencesBox(meta, all.slice(items.length), primary),
      );
    const head = box(type!.type, type!.data);
    const shift = head.length + write(all.map(() => 0)).length + 8 - (samples!.start + 8);
    let end = file.length + shift;
    const places = all.map((item) => {
      if ('start' in item) return item.start + shift;
      end += item.data.length;
      return end - item.data.length;
    });
    return concat([head, write(places), box('mdat', samples!.data, ...added.map(({ data }) => data))]);
  },
};

function parse(file: Uint8Array): { top: Box[]; meta: Box[]; items: Item[] } {
  const top = [...boxes(file, 0)];
  const meta = [...boxes(contentOf(top, 'meta'), 4)];
  const places = new Map([...placesOf(contentOf(meta, 'iloc'))].map((place) => [place.id, place]));
  const names = [...boxes(contentOf(meta, 'iinf'), 6)];
  expect(places.size === names.length, 'an item without a name');
  const items = names.map(({ data }) => {
    // Version 2: four bytes of version and flags, the item's number, its protection, its type and its name.
    const id = uint16(data, 4);
    const place = places.get(id);
    expect(data[0] === 2 && place !== undefined, 'an item in another version');
    const type = textOf(data, 8, 12);
    const content = type === 'mime' ? textOf(data, 13).split('\0', 1)[0]! : '';
    expect(type === 'mime' || data.length === 13, 'a name of an item');
    expect(type !== 'mime' || data.length <= 15 + content.length, 'a name of an item');
    return { id, type: `${type}${content}`, start: place.start, length: place.length };
  });
  return { top, meta, items };
}

function* boxes(bytes: Uint8Array, start: number): Generator<Box> {
  for (let at = start; at < bytes.length; ) {
    expect(at + 8 <= bytes.length, 'a box that is cut off');
    const length = uint32(bytes, at);
    expect(length >= 8 && at + length <= bytes.length, 'a box that is cut off');
    yield { type: textOf(bytes, at + 4, at + 8), data: bytes.subarray(at + 8, at + length), start: at };
    at += length;
  }
}

/** What a box holds, of a type that stands there once. */
function contentOf(boxes: readonly Box[], type: string): Uint8Array {
  const found = boxes.filter((box) => box.type === type);
  expect(found.length === 1, `${found.length} boxes ${type}`);
  return found[0]!.data;
}

function properties(meta: readonly Box[]): Box[] {
  const [container, ...association] = [...boxes(contentOf(meta, 'iprp'), 0)];
  expect(container?.type === 'ipco' && association.every(({ type }) => type === 'ipma'), 'a box among the properties');
  return [...boxes(container.data, 0)];
}

/** How many items belong to the picture: its transparency. */
function auxiliaries(meta: readonly Box[]): number {
  const references = meta.find(({ type }) => type === 'iref');
  const all = references ? [...boxes(references.data, 4)] : [];
  for (const { type } of all) expect(type === 'auxl' || type === 'cdsc', `a reference ${type}`);
  return Math.min(1, all.filter(({ type }) => type === 'auxl').length);
}

function* placesOf(data: Uint8Array): Generator<{ id: number; start: number; length: number }> {
  const count = uint16(data, 6);
  expect(data[0] === 0 && uint16(data, 4) === PLACE_SIZES, 'places of items in another version');
  expect(data.length === 8 + PLACE * count, 'an item in several parts');
  for (let at = 8; at < data.length; at += PLACE) {
    expect(uint16(data, at + 2) === 0 && uint16(data, at + 8) === 1, 'an item in several parts');
    const start = uint32(data, at + 4) + uint32(data, at + 10);
    yield { id: uint16(data, at), start, length: uint32(data, at + 14) };
  }
}

function exifOf(data: Uint8Array): Uint8Array {
  expect(data.length > 4 && uint32(data, 0) === 0, 'data before EXIF');
  return data.subarray(4);
}

function placesBox(
  items: readonly ({ id: number } & ({ length: number } | { data: Uint8Array }))[],
  places: readonly number[],
) {
  const data = new Uint8Array(8 + PLACE * items.length);
  const view = viewOf(data);
  view.setUint16(4, PLACE_SIZES);
  view.setUint16(6, items.length);
  items.forEach((item, index) => {
    const at = 8 + PLACE * index;
    view.setUint16(at, item.id);
    view.setUint32(at + 4, places[index]!);
    view.setUint16(at + 8, 1);
    view.setUint32(at + 14, 'data' in item ? item.data.length : item.length);
  });
  return box('iloc', data);
}

function namesBox(data: Uint8Array, added: readonly { id: number; type: string }[]): Uint8Array {
  const head = new Uint8Array(data.subarray(0, 6));
  viewOf(head).setUint16(4, uint16(head, 4) + added.length);
  const names = added.map(({ id, type }) => {
    // Hidden: not to be shown as a picture.
    const start = Uint8Array.of(2, 0, 0, 1, id >> 8, id & 255, 0, 0);
    return box('infe', start, latin1(`${type.slice(0, 4)}\0${type.slice(4)}${type.length > 4 ? '\0' : ''}`));
  });
  return box('iinf', head, data.subarray(6), ...names);
}

/** The references that were there, and that each item added describes the picture. */
function referencesBox(meta: readonly Box[], added: readonly { id: number }[], primary: number): Uint8Array {
  const before = meta.find(({ type }) => type === 'iref')?.data;
  if (added.length === 0 && !before) return new Uint8Array();
  const references = added.map(({ id }) =>
    box('cdsc', Uint8Array.of(id >> 8, id & 255, 0, 1, primary >> 8, primary & 255)),
  );
  return box('iref', before ?? new Uint8Array(4), ...references);
}

/** The properties with another profile of the same length. */
function withProfile(data: Uint8Array, icc: Uint8Array): Uint8Array {
  const copy = new Uint8Array(data);
  const [container] = boxes(copy, 0);
  for (const { type, data: color } of boxes(container!.data, 0)) {
    if (type === 'colr' && PROFILES.has(textOf(color, 0, 4))) {
      expect(color.length === 4 + icc.length, 'a colour profile of another length');
      color.set(icc, 4);
    }
  }
  return copy;
}

function box(type: string, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 8);
  return concat([uint32s([length]), latin1(type), ...parts]);
}
