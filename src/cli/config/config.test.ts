import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Command } from 'commander';
import { redactCommand } from '../redact/command.js';
import { reportCommand } from '../report/command.js';
import { applyConfig, offerConfig } from './apply.js';
import { findConfig, readConfig } from './config-file.js';
import { configSchema, SECTIONS } from './schema.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-config-'));
after(() => rm(folder, { recursive: true }));
const file = join(folder, 'farface.config.json');
const write = (value: unknown) => writeFile(file, typeof value === 'string' ? value : JSON.stringify(value));

/** What a command would run with, and what it says. */
async function parsed(command: Command, words: readonly string[]) {
  offerConfig(command);
  let options: Record<string, unknown> = {};
  let said = '';
  command.action(() => {
    options = command.opts();
  });
  const program = new Command().addCommand(command).hook('preAction', (_, action) => applyConfig(action));
  const { write } = process.stderr;
  process.stderr.write = (chunk: string | Uint8Array) => {
    said += String(chunk);
    return true;
  };
  try {
    await program.parseAsync([command.name(), ...words], { from: 'user' });
  } finally {
    Object.assign(process.stderr, { write });
  }
  return { options, said };
}

test('what the file says holds where nothing is typed, and is said', async () => {
  await write({
    redact: { threshold: 0.2, shape: 'box', mirror: true, check: true, verify: false },
    detect: { nms: 0.3 },
  });
  const { options, said } = await parsed(redactCommand(), ['a.jpg', '--shape', 'ellipse', '--config', file]);
  const { threshold, shape, mirror, check, verify, nms, config } = options;
  assert.deepEqual(
    [threshold, shape, mirror, check, verify, nms, config],
    [0.2, 'ellipse', true, true, false, undefined, undefined],
  );
  assert.equal(said, `farface: ${file} says threshold 0.2, mirror true, verify false.\n`);
  assert.deepEqual((await parsed(redactCommand(), ['a.jpg', '--no-config'])).said, '');
});

test('a rival of what is typed is left out; both in the file are refused', async () => {
  await write({ redact: { threshold: 0.2 } });
  const { options } = await parsed(redactCommand(), ['a.jpg', '--recall', 'low', '--config', file]);
  assert.deepEqual([options.threshold, options.recall], [undefined, 'low']);
  await write({ redact: { threshold: 0.2, recall: 'low' } });
  await assert.rejects(
    parsed(redactCommand(), ['a.jpg', '--config', file]),
    /redact has threshold and recall: choose one of them\./,
  );
});

test('where faces are given, how to look for them is left out', async () => {
  await write({ report: { nms: 0.3, title: 'Ours' } });
  const { options } = await parsed(reportCommand(), ['--faces', 'faces.jsonl', '--config', file]);
  assert.deepEqual([options.nms, options.title], [undefined, 'Ours']);
});

test('the nearest file counts, from the folder upwards', async () => {
  const inner = join(folder, 'a', 'b');
  await mkdir(inner, { recursive: true });
  await write({});
  assert.equal(findConfig(inner), file);
  await writeFile(join(folder, 'a', 'farface.config.json'), '{}');
  assert.equal(findConfig(inner), join(folder, 'a', 'farface.config.json'));
});

test('what is wrong is named, with the name that was meant', async () => {
  for (const [value, message] of [
    [
      { redact: { treshold: 0.2 } },
      /config\.json: redact\.treshold is unknown; did you mean threshold\? Known are threshold, recall/,
    ],
    [{ redakt: {} }, /config\.json: redakt is unknown; did you mean redact\?/],
    [
      { redact: { threshold: 'high' } },
      /config\.json: redact\.threshold: expected a number from 0 to 1, received "high"\./,
    ],
    [{ redact: { with: 'paint' } }, /config\.json: redact\.with: expected solid, mosaic, blur, received "paint"\./],
    [{ redact: [] }, /config\.json: redact: expected an object, received \[\]\./],
    [[], /config\.json: expected an object, received \[\]\./],
    ['{', /config\.json: expected a configuration in JSON, found what is not JSON/],
  ] as const) {
    await write(value);
    await assert.rejects(readConfig(file), message);
  }
  await assert.rejects(readConfig(join(folder, 'none.json')), /none\.json: cannot be read/);
});

test('a configuration speaks of options that there are', () => {
  for (const command of [redactCommand(), reportCommand()]) {
    const known = command.options.map((option) => option.attributeName());
    const section = SECTIONS[command.name() as keyof typeof SECTIONS];
    for (const key of Object.keys(section.shape)) assert.ok(known.includes(key), `${command.name()}: ${key}`);
  }
  assert.ok(configSchema.safeParse({ $schema: 'x', detect: { zoom: 2 } }).success);
});
