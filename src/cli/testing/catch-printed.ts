/** Runs a command within this process, and catches what it prints. */
export async function catchPrinted(
  command: () => Promise<number>,
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const printed = { stdout: '', stderr: '' };
  const { stdout, stderr } = process;
  const writes = { stdout: stdout.write, stderr: stderr.write };
  for (const stream of ['stdout', 'stderr'] as const) {
    process[stream].write = (chunk: string | Uint8Array) => {
      // The command prints text. Bytes are the test runner's reports, which must not get lost.
      if (typeof chunk !== 'string') return writes[stream].call(process[stream], chunk);
      printed[stream] += chunk;
      return true;
    };
  }
  try {
    return { code: await command(), ...printed };
  } finally {
    stdout.write = writes.stdout;
    stderr.write = writes.stderr;
  }
}
