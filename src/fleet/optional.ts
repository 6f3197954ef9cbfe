import { InputError } from '../errors/errors.js';
import { codeOf } from '../runtime/file-error.js';

/**
 * Loads a package that farface works without, where nobody asks for what needs it.
 *
 * @param wanted what it is needed for, as errors say it
 * @throws InputError that names the package to install
 */
export async function optional<Module>(name: string, wanted: string, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    if (codeOf(error) !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new InputError(`${wanted}: need the package ${name}. Install it beside farface: npm install ${name}`);
  }
}
