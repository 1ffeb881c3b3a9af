/** Cuts a text that arrives in pieces into physical lines: LF, CRLF, lone CR, and a missing last newline. */
export class LineSplitter {
  /** Pieces of the line that has not ended yet; joined once, so a text without newlines costs no more. */
  #open: string[] = [];
  #hasReturn = false;

  push(chunk: string): string[] {
    let text = this.#hasReturn ? `\r${chunk}` : chunk;
    this.#hasReturn = text.endsWith('\r');
    if (this.#hasReturn) text = text.slice(0, -1);
    if (text.includes('\r')) text = text.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
    const lines = text.split('\n');
    const last = lines.pop() ?? '';
    if (lines.length > 0) {
      lines[0] = this.#open.join('') + lines[0];
      this.#open = [];
    }
    if (last !== '') this.#open.push(last);
    return lines;
  }

  end(): string[] {
    const line = this.#open.join('');
    const isEnded = this.#hasReturn;
    this.#open = [];
    this.#hasReturn = false;
    return line === '' && !isEnded ? [] : [line];
  }
}
