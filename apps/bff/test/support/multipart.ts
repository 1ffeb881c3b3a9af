const BOUNDARY = 'twin-test-boundary';

/** The body and header of a form with one file and some text fields. */
export function multipart(file: string | Buffer, fields: Record<string, string>, name = 'fills.csv') {
  const parts: Buffer[] = [];
  const part = (header: string, content: string | Buffer) =>
    parts.push(Buffer.from(`--${BOUNDARY}\r\n${header}\r\n\r\n`), Buffer.from(content), Buffer.from('\r\n'));
  part(`Content-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: text/csv`, file);
  for (const [field, value] of Object.entries(fields)) {
    part(`Content-Disposition: form-data; name="${field}"`, value);
  }
  parts.push(Buffer.from(`--${BOUNDARY}--\r\n`));
  return {
    payload: Buffer.concat(parts),
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
  };
}
