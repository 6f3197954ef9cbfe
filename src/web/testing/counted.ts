import { type AddressInfo, connect, createServer } from 'node:net';

/** A way to a server on this machine that counts the bytes that come from it, whoever asked for them. */
export async function counted(address: string): Promise<{ address: string; bytes: () => number; close: () => void }> {
  const { port } = new URL(address);
  let bytes = 0;
  const server = createServer((visitor) => {
    const target = connect(Number(port), '127.0.0.1');
    target.on('data', (data) => {
      bytes += data.length;
    });
    visitor.pipe(target).pipe(visitor);
    for (const socket of [visitor, target]) socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const own = server.address() as AddressInfo;
  return { address: `http://localhost:${own.port}/`, bytes: () => bytes, close: () => server.close() };
}
