import { Option } from 'commander';
import { DEVICES } from '../../platform/port.js';

/** `--device`, the same for all commands that run networks. */
export function deviceOption(): Option {
  return new Option(
    '--device <device>',
    'what the networks run on: webgpu is any GPU; auto takes a GPU where one works, else the CPU (default: cpu)',
  ).choices(DEVICES);
}
