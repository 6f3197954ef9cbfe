import type { Kernel } from './folding.js';

/**
 * A 3 × 3 kernel for pictures whose rows are read in strips of several columns, joined in the channels: few channels make
 * slow convolutions of bytes, and joining neighbours takes no time where channels lie last.
 *
 * @param kernel [features, channels, 3, 3] and bias [features]
 * @param stride of the convolution that it stands for
 * @param group columns in a strip, a multiple of the stride
 * @param pictures that the channels are of, each of which is joined by itself
 * @returns of `stripConvolution`: [group / stride · features, group · channels, 3, 2 or 3]; channels and features of a
 * strip's first column come first, of the first picture before those of the second
 */
export function stripKernel({ shape, weight, bias }: Kernel, stride: 1 | 2, group: number, pictures = 1): Kernel {
  const [features, channels] = shape as [number, number, number, number];
  const own = channels / pictures;
  const outputs = group / stride;
  const width = stride === 1 ? 3 : 2;
  const result = new Float32Array(outputs * features * group * channels * 3 * width);
  for (let output = 0; output < outputs; output += 1) {
    for (let column = 0; column < 3; column += 1) {
      // Of the strip that the output's own column lies in, and of the one before or after it.
      const seen = stride * output + column - 1;
      const strip = Math.floor(seen / group);
      for (let feature = 0; feature < features; feature += 1) {
        for (let channel = 0; channel < channels; channel += 1) {
          const picture = Math.floor(channel / own);
          const joined = (picture * group + seen - strip * group) * own + (channel % own);
          for (let row = 0; row < 3; row += 1) {
            const from = ((feature * channels + channel) * 3 + row) * 3 + column;
            const plane = (output * features + feature) * group * channels + joined;
            result[(plane * 3 + row) * width + strip + 1] = weight[from]!;
          }
        }
      }
    }
  }
  const biases = Float32Array.from({ length: outputs * features }, (_, i) => bias[i % features]!);
  return { shape: [outputs * features, group * channels, 3, width], weight: result, bias: biases };
}
