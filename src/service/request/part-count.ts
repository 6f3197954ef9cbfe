/** Counts the parts of a multipart body while it comes (RFC 2046, section 5.1.1), whatever their headers say. */
export class PartCount {
  readonly #mark: Buffer;
  /** What may be the beginning of a mark that the next piece ends. The body's first mark needs no line before it. */
  #tail: Buffer = Buffer.from('\r\n');
  #marks = 0;
  #closed = false;

  /** @param boundary as the Content-Type names it */
  constructor(boundary: string) {
    this.#mark = Buffer.from(`\r\n--${boundary}`);
  }

  add(piece: Buffer): void {
    if (this.#closed) return;
    const body = Buffer.concat([this.#tail, piece]);
    let next = 0;
    for (let at = body.indexOf(this.#mark); at >= 0; at = body.indexOf(this.#mark, next)) {
      const end = at + this.#mark.length;
      // Two more bytes say whether it is the last one.
      if (end + 2 > body.length) {
        next = at;
        break;
      }
      this.#closed = body.toString('latin1', end, end + 2) === '--';
      if (this.#closed) return;
      this.#marks += 1;
      next = end;
    }
    this.#tail = body.subarray(Math.max(next, body.length - this.#mark.length - 1));
  }

  /** Parts so far. */
  get parts(): number {
    return this.#marks;
  }
}
