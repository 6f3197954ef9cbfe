/** Names of the files in a run's folder. */
export const RUN_FILES = {
  checkpoint: 'checkpoint.safetensors',
  settings: 'settings.json',
  metrics: 'metrics.jsonl',
} as const;
