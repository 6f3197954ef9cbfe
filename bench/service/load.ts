import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { Server } from './server.js';

interface Answer {
  readonly status: number;
  readonly seconds: number;
  /** Why there is no answer. */
  readonly error?: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 900 });

/** Asks for the faces of a picture; -1 where there is no answer. */
function ask(address: string, photo: Uint8Array): Promise<Answer> {
  const begun = performance.now();
  return new Promise((resolve) => {
    const done = (status: number, error?: string) =>
      resolve({ status, seconds: (performance.now() - begun) / 1000, ...(error !== undefined && { error }) });
    const sent = request(`${address}/v1/detect`, {
      ...{ method: 'POST', agent },
      headers: { 'Content-Type': 'image/jpeg', 'Content-Length': photo.length },
    });
    sent.on('response', (response) => {
      response.resume();
      response.on('end', () => done(response.statusCode ?? -1));
      response.on('error', () => done(response.statusCode ?? -1));
    });
    sent.on('error', (error) => done(-1, `${error.message}${sent.reusedSocket ? ', on a connection of before' : ''}`));
    sent.end(photo);
  });
}

/** Ten times what it can do, for as long as is said. */
export async function load(photos: readonly string[], seconds: number): Promise<void> {
  const files = await Promise.all(photos.map((path) => readFile(path)));
  let next = 0;
  const file = () => files[next++ % files.length]!;
  const server = await Server.start([]);
  try {
    const before = await paced(server.address, file, 20);
    console.log(
      `alone: ${before.rate.toFixed(2)} photos/s, median ${before.median.toFixed(2)} s, ${server.memory.toFixed(0)} MB`,
    );
    const rate = 10 * before.rate;
    const memory: number[] = [];
    const answers: Promise<Answer>[] = [];
    const started = performance.now();
    while (performance.now() - started < 1000 * seconds) {
      const due = (rate * (performance.now() - started)) / 1000;
      while (answers.length < due) answers.push(ask(server.address, file()));
      if (answers.length % 10 === 0) memory.push(server.memory);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const all = await Promise.all(answers);
    const counts = grouped(all);
    console.log(`${all.length} requests at ${rate.toFixed(1)} a second for ${seconds} s:`);
    for (const [status, of] of counts) {
      const times = of.map((answer) => answer.seconds).sort((a, b) => a - b);
      const at = (share: number) => times[Math.floor(share * (times.length - 1))]!.toFixed(2);
      console.log(
        `  ${status}: ${of.length}, seconds median ${at(0.5)}, 95 % ${at(0.95)}, 99 % ${at(0.99)}, most ${at(1)}`,
      );
    }
    for (const error of new Set(all.flatMap((one) => one.error ?? []))) {
      console.log(`  no answer: ${error}: ${all.filter((one) => one.error === error).length}`);
    }
    const accepted = all.filter(({ status }) => status === 200).length;
    console.log(`accepted: ${(accepted / seconds).toFixed(2)} photos/s`);
    const late = memory.slice(memory.length / 2);
    console.log(
      `memory: ${Math.max(...memory).toFixed(0)} MB at most, in the second half ${Math.max(...late).toFixed(0)} MB`,
    );
    const after = await paced(server.address, file, 20);
    console.log(
      `then alone: ${after.rate.toFixed(2)} photos/s, median ${after.median.toFixed(2)} s, ${server.memory.toFixed(0)} MB`,
    );
    const numbers = await server.numbers();
    console.log(
      `left: ${['held_requests', 'held_bytes', 'queue_pixels', 'working_pictures'].map((name) => `${name} ${numbers.get(`farface_${name}`)}`).join(', ')}`,
    );
  } finally {
    agent.destroy();
    console.log(`ended with ${await server.stop()}`);
  }
}

function grouped(all: readonly Answer[]): [number, Answer[]][] {
  const groups = new Map<number, Answer[]>();
  for (const answer of all) {
    const group = groups.get(answer.status);
    if (group) group.push(answer);
    else groups.set(answer.status, [answer]);
  }
  return [...groups];
}

/** What it can do: four at a time, for so many seconds. */
async function paced(address: string, file: () => Uint8Array, seconds: number) {
  const started = performance.now();
  const times: number[] = [];
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      while (performance.now() - started < 1000 * seconds) times.push((await ask(address, file())).seconds);
    }),
  );
  times.sort((a, b) => a - b);
  return { rate: times.length / ((performance.now() - started) / 1000), median: times[times.length >> 1]! };
}
