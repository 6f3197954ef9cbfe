/** As in `400 of 600 steps, 1.20 hours of training in all`. */
export function trainingSummary({ step, hours }: { step: number; hours: number }, steps: number): string {
  return `${step} of ${steps} steps, ${hours.toFixed(2)} hours of training in all`;
}
