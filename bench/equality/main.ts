/**
 * `npm run bench:equality`: by how much each operation and its gradients differ on WebGPU from the CPU, as a table for documents.
 */
import { Command } from 'commander';
import { CASES } from '../../src/graph/testing/cases.js';
import { compareDevices } from '../../src/graph/testing/compare-devices.js';
import { whyNoWebgpu } from '../../src/platform/testing/webgpu.js';
import { runBenchmark } from '../command.js';

async function main(): Promise<void> {
  const reason = await whyNoWebgpu();
  if (reason) throw new Error(reason);
  const print = (...cells: string[]) => process.stdout.write(`| ${cells.join(' | ')} |\n`);
  print('operation', 'forward', 'gradients');
  print('---', '---', '---');
  for (const { name, shapes, build, range } of CASES) {
    const { output, gradients } = await compareDevices(shapes, build, range);
    print(name, format(output), format(gradients));
  }
}

const format = (difference: number) => (difference === 0 ? '0' : difference.toExponential(0));

await runBenchmark(
  new Command('bench:equality')
    .description('The largest difference between WebGPU and the CPU, by operation: numbers and gradients')
    .action(main),
);
