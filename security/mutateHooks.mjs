/** @type {{ file: string, from: string, to: string }[]} */
let edits = [];

/** @param {string} data */
export function initialize(data) {
  edits = JSON.parse(data);
}

/** @type {import('node:module').LoadHook} */
export async function load(url, context, next) {
  const own = edits.filter(({ file }) => url.endsWith(`/dist/${file}`));
  const loaded = await next(url, context);
  if (own.length === 0) return loaded;
  let source = String(loaded.source);
  for (const { file, from, to } of own) {
    if (!source.includes(from)) throw new Error(`security: ${file} no longer holds: ${from}`);
    source = source.replaceAll(from, to);
  }
  return { ...loaded, source };
}
