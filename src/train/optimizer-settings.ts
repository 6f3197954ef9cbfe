import { z } from 'zod';

/** Settings of the optimiser that all networks share, with their defaults. */
export const optimizerFields = {
  /** Decay rates of AdamW's averages of the gradient and of its square. */
  beta1: z.number().min(0).lt(1).default(0.9),
  beta2: z.number().min(0).lt(1).default(0.99),
  /** Added to the root of the second moment. */
  epsilon: z.number().positive().default(1e-8),
  /** Decoupled decay, applied to kernels only. */
  weightDecay: z.number().nonnegative().default(0.02),
  /** The gradient of all parameters together is scaled down to this L2 norm. */
  clipNorm: z.number().positive().default(10),
  /** How much of the first moment Muon keeps when it looks ahead; at 0 AdamW moves the kernels, too. A run keeps to one of them. */
  muon: z.number().min(0).lt(1).default(0.95),
};
