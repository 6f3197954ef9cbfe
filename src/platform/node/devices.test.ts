import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod';
import { createDetector } from '../../detect/detector.js';
import { missing } from './devices.js';

const run = promisify(execFile);
const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));

/** A graphics processor in software, which comes with Debian's Chromium. */
const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';

const faces = z.array(
  z.object({
    score: z.number(),
    box: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }),
  }),
);

test('a device that cannot be had is named, with the reason and what to do', async () => {
  for (const device of ['coreml', 'dml', 'cuda'] as const) {
    const reason = missing(device);
    if (reason === undefined) continue;
    await assert.rejects(createDetector({ device }), {
      name: 'InputError',
      message: `device: "${device}" cannot be had here (${reason}). Choose cpu, or auto, which takes the CPU where nothing else is.`,
    });
  }
  await assert.rejects(
    createDetector({ device: 'tpu' as 'cpu' }),
    /^InputError: device: expected one of auto, .* received "tpu"/,
  );
});

test('auto finds faces whatever the machine has', async () => {
  const detector = await createDetector({ device: 'auto', verify: false });
  const photo = fileURLToPath(new URL('../../../docs/portraits.jpg', import.meta.url));
  assert.ok((await detector.detect(photo, { maxSide: 512 })).faces.length > 20);
  await detector.dispose();
});

const skip = existsSync(SWIFTSHADER) ? false : 'no SwiftShader on this machine: install chromium to run this test';

test('WebGPU gives the boxes of the CPU in float32, to a twentieth of a pixel', { skip }, async () => {
  // A part of the photo that one pass sees in one tile: imitated graphics are slow.
  const code = (device: string) => `
    import sharp from 'sharp';
    import { createDetector } from './src/detect/detector.ts';
    const part = sharp('docs/portraits.jpg').extract({ left: 100, top: 100, width: 192, height: 128 }).png();
    const detector = await createDetector({ device: '${device}', maxCandidates: 8, ...(${device === 'cpu'} && { precision: 'float32' }) });
    const { faces } = await detector.detect(await part.toBuffer());
    await detector.dispose();
    console.log(JSON.stringify(faces));`;
  const found = await Promise.all(
    ['cpu', 'webgpu'].map(async (device) => {
      const { stdout } = await run(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code(device)], {
        cwd: REPOSITORY,
        env: { ...process.env, VK_DRIVER_FILES: SWIFTSHADER },
      });
      return faces.parse(JSON.parse(stdout));
    }),
  );
  const [cpu, gpu] = found as [z.output<typeof faces>, z.output<typeof faces>];
  assert.ok(cpu.length >= 3, `${cpu.length} faces`);
  assert.equal(gpu.length, cpu.length);
  gpu.forEach(({ box, score }, index) => {
    const other = cpu[index]!;
    assert.ok(Math.abs(score - other.score) < 1e-3);
    for (const side of ['x', 'y', 'width', 'height'] as const) {
      assert.ok(Math.abs(box[side] - other.box[side]) <= 0.05, `${side} ${box[side]} and ${other.box[side]}`);
    }
  });
});
