/** Stands in, in a page, for what reads files and for sharp: a path is an address there, and photos are not scaled. */
export async function readFile(address: string): Promise<Uint8Array> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: the server answers ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

export default function sharp(): never {
  throw new Error('pages have no sharp');
}
