/** Cuts a text that arrives in pieces into physical lines: LF, CRLF, lone CR, and a missing last newline. */
export class LineSplitter {
  #carry = '';

  push(chunk: string): string[] {
    const pieces = (this.#carry + chunk).split('\n');
    const open = pieces.pop() ?? '';
    const lines: string[] = [];
    for (const piece of pieces) addLines(lines, piece.endsWith('\r') ? piece.slice(0, -1) : piece);
    const tail = open.endsWith('\r') ? open.slice(0, -1) : open;
    const rest = tail.includes('\r') ? tail.split('\r') : [tail];
    this.#carry = (rest.pop() ?? '') + open.slice(tail.length);
    for (const line of rest) lines.push(line);
    return lines;
  }

  end(): string[] {
    const lines: string[] = [];
    if (this.#carry !== '')
      addLines(lines, this.#carry.endsWith('\r') ? this.#carry.slice(0, -1) : this.#carry);
    this.#carry = '';
    return lines;
  }
}

function addLines(lines: string[], piece: string): void {
  if (!piece.includes('\r')) lines.push(piece);
  else for (const line of piece.split('\r')) lines.push(line);
}
