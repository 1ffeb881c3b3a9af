/** Text of a file, or why the bytes are none. */
export type Decoded = { ok: true; text: string; encoding: string } | { ok: false; fault: 'empty' | 'binary' };

/**
 * Bytes of a text file to text: UTF-8, UTF-16 by its mark or its zero bytes, and Windows-1252 when the
 * bytes are no UTF-8 (European spreadsheets). Anything with control characters is binary.
 */
export function decodeText(bytes: Uint8Array): Decoded {
  if (bytes.length === 0) return { ok: false, fault: 'empty' };
  const encoding = sniffEncoding(bytes);
  if (encoding === 'binary') return { ok: false, fault: 'binary' };
  const text = decodeAs(bytes, encoding) ?? decodeAs(bytes, 'windows-1252') ?? '';
  if (text.trim() === '') return { ok: false, fault: 'empty' };
  return { ok: true, text, encoding };
}

/** The encoding that the first bytes of a file speak for. */
export function sniffEncoding(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' | 'binary' {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const head = bytes.subarray(0, 4096);
  const zeros = [0, 0];
  let controls = 0;
  head.forEach((byte, index) => {
    if (byte === 0) zeros[index & 1] = (zeros[index & 1] ?? 0) + 1;
    else if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13) controls += 1;
  });
  const [even = 0, odd = 0] = zeros;
  if (controls > 0) return 'binary';
  if (even === 0 && odd === 0) return 'utf-8';
  if (even === 0 && odd * 3 > head.length) return 'utf-16le';
  return odd === 0 && even * 3 > head.length ? 'utf-16be' : 'binary';
}

function decodeAs(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
