import type { MasteringDisplay } from '../platform/video-port.js';
import { picturePackets } from './packets.js';
import type { Video } from './video.js';

/** Types of HEVC's units and of what they say beside pictures: ITU-T H.265, table 7-1 and annex D. */
const PREFIX_SEI = 39;
const MASTERING = 137;
const CONTENT_LIGHT = 144;
const UNIT_HEADER = 2;
/** Bytes that say how long a unit is, in hvcC's 21st byte. */
const LENGTH_BYTES = 21;

/** What an HEVC video says of the display that it was made on, in its head or with its first picture. */
export async function masteringOf(video: Video): Promise<MasteringDisplay | undefined> {
  const { description } = video.stream;
  if (!description) return undefined;
  const length = (description[LENGTH_BYTES]! & 3) + 1;
  const packets = picturePackets(video);
  const first = (await packets.next()).value;
  await packets.return(undefined);
  const units = [...headUnits(description), ...(first ? prefixed(first.data, length) : [])];
  let said: MasteringDisplay = {};
  for (const unit of units)
    if (unit.length > UNIT_HEADER && ((unit[0]! >> 1) & 63) === PREFIX_SEI)
      said = { ...said, ...messages(plain(unit)) };
  return said.display || said.content ? said : undefined;
}

function* headUnits(head: Uint8Array): Generator<Uint8Array> {
  let at = LENGTH_BYTES + 2;
  for (let arrays = head[LENGTH_BYTES + 1] ?? 0; arrays > 0; arrays--) {
    const count = (head[at + 1]! << 8) | head[at + 2]!;
    at += 3;
    for (let unit = 0; unit < count && at + 2 <= head.length; unit++) {
      const size = (head[at]! << 8) | head[at + 1]!;
      yield head.subarray(at + 2, at + 2 + size);
      at += 2 + size;
    }
  }
}

function* prefixed(data: Uint8Array, length: number): Generator<Uint8Array> {
  for (let at = 0; at + length <= data.length; ) {
    let size = 0;
    for (let byte = 0; byte < length; byte++) size = size * 256 + data[at + byte]!;
    yield data.subarray(at + length, at + length + size);
    at += length + size;
  }
}

/** The unit's content without the bytes that keep start codes out of it. */
function plain(unit: Uint8Array): Uint8Array {
  const bytes: number[] = [];
  for (let at = UNIT_HEADER; at < unit.length; at++)
    if (!(unit[at] === 3 && unit[at - 1] === 0 && unit[at - 2] === 0)) bytes.push(unit[at]!);
  return Uint8Array.from(bytes);
}

function messages(data: Uint8Array): MasteringDisplay {
  let said: MasteringDisplay = {};
  const view = new DataView(data.buffer);
  for (let at = 0; at + 2 < data.length; ) {
    let [type, size] = [0, 0];
    while (data[at] === 255) type += data[at++]!;
    type += data[at++]!;
    while (data[at] === 255) size += data[at++]!;
    size += data[at++]!;
    if (at + size > data.length) break;
    if (type === MASTERING && size >= 24) {
      const primaries = Array.from({ length: 8 }, (_, index) => view.getUint16(at + 2 * index));
      said = { ...said, display: { primaries, luminance: [view.getUint32(at + 16), view.getUint32(at + 20)] } };
    }
    if (type === CONTENT_LIGHT && size >= 4) said = { ...said, content: [view.getUint16(at), view.getUint16(at + 2)] };
    at += size;
  }
  return said;
}
