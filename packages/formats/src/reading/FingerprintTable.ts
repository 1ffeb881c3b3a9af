/** 64 bits of a text: two unequal texts among a million share them with a chance of 3 in 100 million. */
export interface Fingerprint {
  high: number;
  low: number;
}

/** Between texts, so that moving a letter from one to the next is another fingerprint; no character has this code. */
const END = 0x1_0000;

/** A two-lane multiplicative hash (after cyrb53) of some texts in a row, quick and the same everywhere; not for secrets. */
export function fingerprintOf(...texts: readonly string[]): Fingerprint {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (const text of texts) {
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      high = Math.imul(high ^ code, 2654435761);
      low = Math.imul(low ^ code, 1597334677);
    }
    high = Math.imul(high ^ END, 2654435761);
    low = Math.imul(low ^ END, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return { high: high >>> 0, low: low >>> 0 };
}

/**
 * Numbers by fingerprint in flat arrays: a million entries need 32 MB, where a Map of strings needs 200.
 * That is what keeps the import of a million rows within its memory.
 */
export class FingerprintTable {
  #mask = 1023;
  #count = 0;
  #highs = new Uint32Array(1024);
  #lows = new Uint32Array(1024);
  /** Value + 1; 0 marks a free place. */
  #values = new Uint32Array(1024);

  /** The value of a fingerprint, or -1. Values are whole numbers below 2^32 - 1. */
  get({ high, low }: Fingerprint): number {
    return (this.#values[this.#place(high, low)] ?? 0) - 1;
  }

  set({ high, low }: Fingerprint, value: number): void {
    this.#put(this.#place(high, low), high, low, value);
  }

  /** Sets the value of a new fingerprint and answers -1; leaves a known one and answers its value. One search. */
  setNew({ high, low }: Fingerprint, value: number): number {
    const place = this.#place(high, low);
    const known = this.#values[place] ?? 0;
    if (known === 0) this.#put(place, high, low, value);
    return known - 1;
  }

  #put(place: number, high: number, low: number, value: number): void {
    if (this.#values[place] === 0) this.#count += 1;
    this.#highs[place] = high;
    this.#lows[place] = low;
    this.#values[place] = value + 1;
    if (this.#count * 4 > this.#values.length * 3) this.#grow();
  }

  #place(high: number, low: number): number {
    let place = low & this.#mask;
    while (this.#values[place] !== 0 && (this.#highs[place] !== high || this.#lows[place] !== low))
      place = (place + 1) & this.#mask;
    return place;
  }

  #grow(): void {
    const [highs, lows, values] = [this.#highs, this.#lows, this.#values];
    const size = values.length * 2;
    this.#mask = size - 1;
    this.#highs = new Uint32Array(size);
    this.#lows = new Uint32Array(size);
    this.#values = new Uint32Array(size);
    values.forEach((value, at) => {
      if (value === 0) return;
      const [high, low] = [highs[at] ?? 0, lows[at] ?? 0];
      const place = this.#place(high, low);
      this.#highs[place] = high;
      this.#lows[place] = low;
      this.#values[place] = value;
    });
  }
}
