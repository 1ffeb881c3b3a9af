/** A person at the running product, over HTTP alone. */
export class Person {
  readonly #address: string;
  readonly #cookies = new Map<string, string>();

  constructor(address: string) {
    this.#address = address;
  }

  async register(email: string, password: string): Promise<void> {
    await this.#enter('register', { email, password });
  }

  async signIn(email: string, password: string): Promise<void> {
    await this.#enter('login', { email, password });
  }

  /** @returns the import's id as soon as the file is taken in */
  async upload(name: string, text: string): Promise<string> {
    const body = new FormData();
    body.set('file', new File([text], name));
    const { importId } = await this.call<{ importId: string }>('POST', '/v1/imports', body);
    return importId;
  }

  async get<Answer>(path: string): Promise<Answer> {
    return this.call<Answer>('GET', path);
  }

  async call<Answer>(method: string, path: string, body?: FormData | object): Promise<Answer> {
    const isForm = body instanceof FormData;
    const answer = await fetch(`${this.#address}${path}`, {
      method,
      headers: {
        origin: this.#address,
        cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        'x-csrf-token': this.#cookies.get('twin_csrf') ?? '',
        ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      this.#cookies.set(name, value);
    }
    const text = await answer.text();
    if (!answer.ok && path !== '/v1/auth/session')
      throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return (text === '' ? null : JSON.parse(text)) as Answer;
  }

  async #enter(how: 'register' | 'login', credentials: object): Promise<void> {
    // Any answer brings the CSRF cookie.
    await this.get('/v1/auth/session');
    await this.call('POST', `/v1/auth/${how}`, credentials);
  }
}
