import { join } from 'node:path';
import type { Image } from '../../src/image/image.js';
import { loadPeer, type Peer } from '../../src/label/peer.js';
import { type Placement, placeLetterboxed, placeScaled } from '../../src/label/placement.js';
import type { Contestant, PreparedContestant, RaceSettings } from './contestant.js';

/** The peer as contestants: at native size and at twice that, or at the one size that it can read. */
export function contestantsOf(peer: Peer): Contestant[] {
  const { input } = peer;
  if ('side' in input) return [contestant(peer, String(input.side), (image) => placeLetterboxed(image, input.side))];
  return [
    contestant(peer, 'native', (image) => placeScaled(image, 1, input.multiple)),
    contestant(peer, '×2', (image) => placeScaled(image, 2, input.multiple)),
  ];
}

function contestant(peer: Peer, input: string, place: (image: Image) => Placement): Contestant {
  return {
    name: peer.name,
    input,
    ours: false,
    prepare: (settings) => prepare(peer, place, settings),
  };
}

async function prepare(
  peer: Peer,
  place: (image: Image) => Placement,
  { peers, threads }: RaceSettings,
): Promise<PreparedContestant> {
  const advice = "Give the folder of the peers' ONNX files with --peers.";
  const loaded = await loadPeer(peer, join(peers, peer.file), { advice, threads, spinning: true });
  return { detect: (image) => loaded.look(image, place(image)), dispose: () => loaded.dispose() };
}
