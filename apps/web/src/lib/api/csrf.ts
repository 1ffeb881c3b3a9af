const NAME = 'twin_csrf';

/** The token that the server left in the readable cookie, or null when the browser keeps none. */
export function readCsrfCookie(cookies: string = document.cookie): string | null {
  for (const pair of cookies.split(';')) {
    const [name, ...value] = pair.trim().split('=');
    if (name === NAME) return decodeURIComponent(value.join('='));
  }
  return null;
}

/** The token for an unsafe call; fetches one first where the browser has none yet. */
export async function csrfToken(bootstrap: () => Promise<void>): Promise<string> {
  if (readCsrfCookie() === null) await bootstrap();
  return readCsrfCookie() ?? '';
}
