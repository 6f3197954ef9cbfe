import { existsSync } from 'node:fs';
import { compile, Graph } from '../../graph/index.js';
import { Session } from '../../runtime/session.js';

/** The software GPU that Debian's chromium brings. */
const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';

/** Why a test of WebGPU is skipped here; false where it can run, on a GPU or on chromium's software one. */
export async function whyNoWebgpu(): Promise<string | false> {
  // Vulkan's loader reads it when the first device is asked for.
  if (process.env.VK_DRIVER_FILES === undefined && existsSync(SWIFTSHADER)) process.env.VK_DRIVER_FILES = SWIFTSHADER;
  const graph = new Graph();
  try {
    const session = await Session.create(compile({ y: graph.input('x', [1]) }), { device: 'webgpu' });
    await session.dispose();
    return false;
  } catch (error) {
    return `no WebGPU here: ${error instanceof Error ? error.message.split('\n')[0] : error}`;
  }
}
