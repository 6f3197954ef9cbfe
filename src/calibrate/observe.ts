import type { RuntimeTensor, Session } from '../runtime/session.js';
import { ActivationSample } from './activation-sample.js';

/** What all activations of a network take as values, over several runs, by the names of its convolutions and sums. */
export class Observation {
  readonly samples = new Map<string, ActivationSample>();

  /** @param session of a model whose outputs are its activations */
  async run(session: Session, inputs: Readonly<Record<string, RuntimeTensor>>): Promise<void> {
    for (const [name, { data }] of Object.entries(await session.run(inputs))) {
      if (!this.samples.has(name)) this.samples.set(name, new ActivationSample());
      this.samples.get(name)!.add(data as Float32Array);
    }
  }
}
