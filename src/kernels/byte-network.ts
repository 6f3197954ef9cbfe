import { InputError } from '../errors/errors.js';
import type { Quantization, Tensor } from '../graph/index.js';
import { type Block, Blocks } from './blocks.js';
import { type KernelExports, openKernels } from './exports.js';
import { type LaidOutKernel, layOutKernel } from './lay-out-kernel.js';
import { type ByteKernel, type Plan, planOf, type Step, type View } from './plan.js';
import { BORDER, type Extent, extentsOf, lastUses, roomFor } from './sizes.js';

/** A convolution whose numbers lie in the kernels' memory. */
interface Placed extends Omit<LaidOutKernel, 'weight' | 'bias' | 'scale'> {
  readonly numbers: readonly [weight: number, bias: number, scale: number];
}

const PAGE = 65_536;

/**
 * A network of convolutions in 8 bits that runs by farface's own WebAssembly, in one thread and without ONNX Runtime: the same
 * bytes in half the time, see `assembly/byte-kernels.ts`.
 *
 * @example
 * const { outputs } = int8ProposalGraph(weights, ranges, 8);
 * const network = await ByteNetwork.open(outputs);
 * const { answer_4 } = network.run(pixels, 768, 1024); // [192, 256, 5]
 */
export class ByteNetwork {
  readonly #placed: ReadonlyMap<ByteKernel, Placed>;
  /** The first byte behind the weights. */
  readonly #base: number;

  private constructor(
    private readonly kernels: KernelExports,
    private readonly plan: Plan,
  ) {
    const blocks = new Blocks(kernels.base());
    this.#placed = new Map(
      plan.steps.flatMap((step) =>
        step.kind === 'convolution' ? [[step.kernel, this.#place(step.kernel, blocks)]] : [],
      ),
    );
    this.#base = blocks.top;
  }

  /**
   * @param outputs of a graph of bytes, [1, height, width, channels] each, by their names
   * @throws RangeError where the graph holds what has no step; `hasKernels` says whether it can be run
   */
  static async open(outputs: Readonly<Record<string, Tensor>>): Promise<ByteNetwork> {
    return new ByteNetwork(await openKernels(), planOf(outputs));
  }

  /**
   * @param image [height, width, channels] of the graph's input
   * @returns the outputs' bytes, which are the caller's
   * @throws InputError where memory is short; RangeError where the image is of another size
   */
  run(image: Uint8Array, height: number, width: number): Record<string, Uint8Array> {
    const { steps, outputs, channels } = this.plan;
    if (image.length !== height * width * channels) {
      throw new RangeError(`${image.length} bytes are no picture of ${width} × ${height} × ${channels}`);
    }
    const extents = extentsOf(this.plan, height, width);
    const blocks = new Blocks(this.#base);
    const { padded, scratch } = roomFor(this.plan, extents);
    const room = { padded: blocks.take(padded).at, scratch: blocks.take(scratch).at };
    const taken = new Map<number, Block>();
    const lasts = lastUses(steps, outputs.values());
    const take = ({ buffer }: View) => {
      const block = blocks.take(extents.get(buffer)!.bytes);
      taken.set(buffer, block);
      this.#reach(blocks.top);
      return block.at;
    };
    this.#bytes(take({ buffer: 0, channels }), image.length).set(image);
    for (const [index, step] of steps.entries()) {
      this.#run(step, take(step.to), room, extents, (view) => taken.get(view.buffer)!.at);
      for (const buffer of lasts.get(index) ?? []) blocks.give(taken.get(buffer)!);
    }
    const found = [...outputs].map(([name, { buffer }]) => {
      const { height, row } = extents.get(buffer)!;
      return [name, this.#bytes(taken.get(buffer)!.at, height * row).slice()] as const;
    });
    return Object.fromEntries(found);
  }

  #run(
    step: Step,
    to: number,
    room: { readonly padded: number; readonly scratch: number },
    extents: ReadonlyMap<number, Extent>,
    at: (view: View) => number,
  ): void {
    const sizeOf = ({ buffer, channels }: View) => {
      const { height, row } = extents.get(buffer)!;
      return [height, row / channels] as const;
    };
    switch (step.kind) {
      case 'double': {
        this.kernels.double(at(step.from), ...sizeOf(step.from), step.from.channels, to);
        return;
      }
      case 'sum': {
        const [a, b] = step.from;
        const [x, y] = step.inputs.map(
          ({ scale, zeroPoint }) => [ratio(scale, step.output.scale), zeroPoint] as const,
        ) as [readonly [number, number], readonly [number, number]];
        const { height, row } = extents.get(step.to.buffer)!;
        this.kernels.add(at(a), ...x, at(b), ...y, ...codeOf(step.output, step.isCut), to, height * row);
        return;
      }
      case 'convolution': {
        const { kernel, from } = step;
        const { kind, numbers, groups } = this.#placed.get(kernel)!;
        const [height, width] = sizeOf(from);
        const made = [to, ...sizeOf(step.to), room.scratch] as const;
        const code = codeOf(kernel.output, step.isCut);
        const isPadded = kernel.rows > 1;
        const columns = isPadded ? width + BORDER.columns : width;
        if (isPadded) {
          const fill = kernel.input.zeroPoint;
          this.kernels.pad(at(from), height, width, from.channels, fill, room.padded, columns, BORDER.below);
        }
        const picture = [isPadded ? room.padded : at(from), columns, from.channels] as const;
        if (kind === 'winograd') {
          this.kernels.winograd(...picture, ...numbers, groups, ...code, ...made);
        } else {
          const window = [kernel.rows, kernel.columns * kernel.channels, kernel.down, kernel.across] as const;
          this.kernels.direct(...picture, ...window, ...numbers, groups, kernel.features, ...code, ...made);
        }
      }
    }
  }

  #place(kernel: ByteKernel, blocks: Blocks): Placed {
    const { weight, bias, scale, ...rest } = layOutKernel(kernel);
    const put = (values: Int16Array | Int32Array | Float32Array) => {
      const { at } = blocks.take(values.byteLength);
      this.#reach(blocks.top);
      this.#bytes(at, values.byteLength).set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
      return at;
    };
    return { ...rest, numbers: [put(weight), put(bias), put(scale)] };
  }

  /** Makes memory that long. */
  #reach(bytes: number): void {
    const { memory } = this.kernels;
    const pages = Math.ceil((bytes - memory.buffer.byteLength) / PAGE);
    try {
      if (pages > 0) memory.grow(pages);
    } catch {
      const needed = Math.ceil(bytes / 2 ** 20);
      throw new InputError(
        `There is no memory for the network: it needs ${needed} MiB. Choose a smaller tile, or close other pages.`,
      );
    }
  }

  #bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.kernels.memory.buffer, at, length);
  }
}

/** A summand's scale as part of the sum's, in float32. */
function ratio(scale: number, output: number): number {
  return Math.fround(scale) / Math.fround(output);
}

/** What rounded numbers are at least and at most, and what is added to them. */
function codeOf({ zeroPoint }: Quantization, isCut: boolean) {
  return [isCut ? 0 : -zeroPoint, 255 - zeroPoint, zeroPoint] as const;
}
