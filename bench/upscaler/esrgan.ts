import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { z } from 'zod';
import { sideOf, type Upscaler } from './upscaler.js';

/** What a package of UpscalerJS says of its model. Colours go in and come out from 0 to the end of a range. */
const definitionSchema = z.object({
  scale: z.literal(4),
  inputRange: z.tuple([z.literal(0), z.number()]),
  outputRange: z.tuple([z.literal(0), z.number()]),
  _internals: z.object({ path: z.string() }),
  /** Registers layers of the model's own. */
  setup: z.custom<(library: typeof tf) => void>((value) => typeof value === 'function').optional(),
});

/** TensorFlow.js's file of a model. */
const modelSchema = z.object({
  modelTopology: z.looseObject({}),
  weightsManifest: z.array(
    z.object({ paths: z.array(z.string()), weights: z.array(z.custom<tf.io.WeightsManifestEntry>()) }),
  ),
});

/**
 * One of UpscalerJS's models for 4×, run as UpscalerJS runs it: colours are brought to the model's range, what it draws
 * is clipped to its range and brought back.
 *
 * @param folder in whose `node_modules` the package is
 * @param model as in `esrgan-slim`
 */
export async function loadEsrgan(folder: string, model: string): Promise<Upscaler> {
  const name = `@upscalerjs/${model}`;
  const definition: unknown = createRequire(join(folder, 'package.json'))(`${name}/4x`);
  const { inputRange, outputRange, setup, _internals } = definitionSchema.parse(definition);
  await tf.setBackend('wasm');
  setup?.(tf);
  const network = await loadLayers(join(folder, 'node_modules', name, _internals.path));
  return {
    name: model,
    async upscale(low) {
      const drawn = tf.tidy(() => {
        const planes = tf.tensor4d(low, [1, 3, sideOf(low), sideOf(low)]);
        const pixels = planes.transpose([0, 2, 3, 1]).mul(inputRange[1] / 255);
        const large = network.predict(pixels) as tf.Tensor;
        const clipped = large.clipByValue(0, outputRange[1]).mul(255 / outputRange[1]);
        return clipped.transpose([0, 3, 1, 2]);
      });
      const planes = await drawn.data<'float32'>();
      drawn.dispose();
      return planes;
    },
    dispose: async () => {
      network.dispose();
    },
  };
}

/** In Node TensorFlow.js loads no files by itself. */
async function loadLayers(path: string): Promise<tf.LayersModel> {
  const { modelTopology, weightsManifest } = modelSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  const files = weightsManifest.flatMap(({ paths }) => paths.map((file) => readFile(join(dirname(path), file))));
  const weights = new Uint8Array(Buffer.concat(await Promise.all(files)));
  return tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology,
      weightSpecs: weightsManifest.flatMap((group) => group.weights),
      weightData: weights.buffer,
    }),
  );
}
