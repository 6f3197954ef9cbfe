import { InputError, messageOf } from '../errors/errors.js';
import type { Device, Inference, OpenSession } from './port.js';

type OneDevice = Exclude<Device, 'auto'>;

/**
 * Opens a session on the first of the devices that can be had.
 *
 * @throws InputError that says why none could, unless one is the CPU: what fails there is no matter of devices
 */
export async function openOn(
  devices: readonly OneDevice[],
  open: (device: OneDevice) => Promise<Inference>,
): Promise<OpenSession> {
  const reasons: string[] = [];
  for (const device of devices) {
    try {
      return { inner: await open(device), device };
    } catch (error) {
      if (device === 'cpu') throw error;
      reasons.push(`device: "${device}" cannot be had here (${messageOf(error).split('\n')[0]})`);
    }
  }
  throw new InputError(`${reasons.join('; ')}. Choose cpu, or auto, which takes the CPU where nothing else is.`);
}
