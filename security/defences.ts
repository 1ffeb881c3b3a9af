/** One line of a compiled module of apps/bff, and what it becomes when a defence is off. */
export interface Edit {
  file: string;
  from: string;
  to: string;
}

interface Defence {
  edits: readonly Edit[];
  /** It works in the worker rather than in the api. */
  isInWorker?: boolean;
  /** As superuser, before and after: for what stands in the database. */
  sql?: { off: string; on: string };
}

const one = (file: string, from: string, to: string): Defence => ({ edits: [{ file, from, to }] });

const HEADERS = 'lib/http/securityHeaders.js';
const GUARDS = 'lib/http/requestGuards.js';
const SESSIONS = 'modules/auth/SessionService.js';
const COOKIES = 'lib/http/sessionCookies.js';
const OAUTH_ROUTES = 'modules/brokers/oauthRoutes.js';
const OAUTH = 'adapters/brokers/coinbase/CoinbaseOAuth.js';
const SECOND = 'modules/auth/SecondFactorService.js';

/** Every defence that an attack is held off by; the self-test takes one away at a time. */
export const DEFENCES = {
  'the session of before ends at login': one('modules/auth/AuthService.js', 'if (current)', 'if (false)'),
  'tokens are looked up, never believed': one(
    SESSIONS,
    'if (!isTokenShaped(token))',
    `if (token.split('.').length === 3) {
      const { sub } = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
      return { id: sub, userId: sub, isDemo: false, expiresAt: new Date(8e15) };
    }
    if (!isTokenShaped(token))`,
  ),
  'only hashes of tokens are stored': one(
    'modules/auth/sessionTokens.js',
    "createHash('sha256').update(token).digest()",
    "Buffer.from(token, 'base64url')",
  ),
  'sessions end in time': one(SESSIONS, 'session.expiresAt.getTime() <= now', 'false'),
  'idle sessions end': one(SESSIONS, 'session.idleExpiresAt.getTime() <= now', 'false'),
  'signing out ends the session': one(SESSIONS, 'await sessions.delete(session.userId, session.id)', 'true'),
  'a revoked device is out': one(SESSIONS, '!(await sessions.delete(userId, sessionId))', 'false'),
  'a new password signs all others out': one(
    SESSIONS,
    'await repos.sessions.deleteAllExcept(session.userId, issued.id);',
    '',
  ),
  'scripts cannot read the session': one(COOKIES, 'httpOnly: true', 'httpOnly: false'),
  'other sites send no session': one(COOKIES, "sameSite: 'lax'", "sameSite: 'none'"),
  'the session travels on https only': one(COOKIES, 'secure: isHttps', 'secure: false'),
  'the session belongs to one host': one(COOKIES, "'__Host-twin_session'", "'__Secure-session'"),
  'unsafe calls need a token': one(GUARDS, 'if (!isGenuine)', 'if (false)'),
  'the token is bound to the session': one(
    'lib/http/csrf.js',
    'return isEqualText(mac, macOf(nonce, sessionId));',
    'return true;',
  ),
  'unsafe calls come from our own pages': one(GUARDS, 'if (!isOwnOrigin(', 'if (false && !isOwnOrigin('),
  'foreign host names are refused': one(GUARDS, 'if (!isKnownHost(', 'if (false && !isKnownHost('),
  'sockets are opened by our own pages': one(
    'modules/events/streamRoutes.js',
    'if (origin === undefined || !isOwnOrigin(',
    'if (false && !isOwnOrigin(',
  ),
  'sockets need a session': {
    edits: [
      {
        file: 'modules/events/streamRoutes.js',
        from: 'if (request.session === null)',
        to: "request.session ??= { id: 'x', userId: 'x', isDemo: false };\n    if (false)",
      },
    ],
  },
  'people are apart': {
    edits: [
      {
        file: 'modules/auth/SessionRepo.js',
        from: 'deleteMany({ where: { id, userId } })',
        to: 'deleteMany({ where: { id } })',
      },
    ],
    sql: {
      off: 'ALTER TABLE "Session" DISABLE ROW LEVEL SECURITY',
      on: 'ALTER TABLE "Session" ENABLE ROW LEVEL SECURITY',
    },
  },
  'routes need a session': one(
    'lib/http/mountRoutes.js',
    'if (session === null)',
    `if (session === null)
        request.session = { id: 'x', userId: 'x', isDemo: false, expiresAt: new Date() };
    if (false)`,
  ),
  'unknown fields are dropped': one(
    'lib/http/inputProblems.js',
    'return parsed.data;',
    'return Object.assign({}, input, parsed.data);',
  ),
  'bodies are bounded': one('app.js', 'const JSON_BODY_LIMIT = 1_048_576;', 'const JSON_BODY_LIMIT = 1e9;'),
  'nesting is bounded': one('lib/http/jsonBody.js', 'const DEPTH_MAX = 32;', 'const DEPTH_MAX = 1e9;'),
  'prototypes are not reached': one(
    'lib/http/jsonBody.js',
    "getDefaultJsonParser('error', 'error')",
    "getDefaultJsonParser('ignore', 'ignore')",
  ),
  'headers are bounded': one('app.js', 'maxHeaderSize: 16_384', 'maxHeaderSize: 10_000_000'),
  'slow headers are cut off': one('app.js', 'headersTimeout: 10_000', 'headersTimeout: 250_000'),
  'other content is refused': one(
    'app.js',
    'acceptJson(app);',
    "acceptJson(app);\n    app.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => done(null, JSON.parse(body)));",
  ),
  'guessing is slowed': one('modules/auth/Pace.js', 'if (waitMs > 0)', 'if (false)'),
  'floods are told to wait': one('lib/http/rateClasses.js', 'if (retryAfterSeconds > 0)', 'if (false)'),
  'unknown accounts cost the same': one(
    'modules/auth/passwords.js',
    'const isHash',
    'if (hash === null) return false;\n    const isHash',
  ),
  'unknown accounts answer the same': one(
    'modules/auth/AuthService.js',
    'if (!found || !fits)',
    "if (!found) throw new AppError('NOT_FOUND');\n        if (!fits)",
  ),
  'a letter is asked for alike': one(
    'modules/auth/PasswordService.js',
    'if (!found || found.isDemo)',
    "if (!found) throw new AppError('NOT_FOUND');\n        if (found.isDemo)",
  ),
  'a letter works once': one('modules/auth/PasswordResetRepo.js', '...open, tokenHash', 'tokenHash'),
  'guessable passwords are refused': one(
    'modules/auth/PasswordPolicy.js',
    'if (score < SCORE_LEAST)',
    'if (false)',
  ),
  'the second factor is asked for': one(SECOND, 'if (!found?.confirmedAt)', 'if (true)'),
  'a code counts once': one('modules/auth/SecondFactorRepo.js', 'lastStep: { lt: step }', ''),
  'a recovery code counts once': one('modules/auth/SecondFactorRepo.js', 'array_remove(', 'array_append('),
  'weighty acts need the password': one(
    'modules/auth/PasswordService.js',
    'if (!(await isPasswordOf(hash, password)))',
    'if (false)',
  ),
  'the demo is read-only': one('lib/http/mountRoutes.js', 'session.isDemo && !isHarmless', 'false'),
  'uploads are bounded': {
    edits: [
      { file: 'lib/http/upload.js', from: 'UPLOAD_LIMIT_BYTES + ENVELOPE_BYTES', to: '1e12' },
      {
        file: 'lib/http/upload.js',
        from: 'UPLOAD_LIMIT_BYTES = 150 * 1024 * 1024',
        to: 'UPLOAD_LIMIT_BYTES = 1e12',
      },
    ],
  },
  'forms have few fields': one('app.js', 'fields: 10', 'fields: 10_000'),
  'content decides what a file is': {
    edits: [
      { file: 'modules/imports/fileText.js', from: "encoding === 'binary'", to: 'false' },
      {
        file: 'modules/imports/receivedFile.js',
        from: 'new FileReading(',
        to: 'null;\nreturn;\nnew FileReading(',
      },
    ],
  },
  'names of files are no paths': {
    edits: [
      {
        file: 'modules/imports/receivedFile.js',
        from: 'randomUUID()',
        to: 'file.name',
      },
      { file: 'adapters/objectStore/objectKey.js', from: 'if (!KEY.test(key))', to: 'if (false)' },
    ],
  },
  'zips pack honestly': {
    edits: [{ file: 'lib/zip/readZip.js', from: 'const RATIO_MAX = 200;', to: 'const RATIO_MAX = 1e9;' }],
    isInWorker: true,
  },
  'cells are no formulas': {
    edits: [{ file: 'writeCanonical.js', from: 'FORMULA.test(text) ?', to: 'false ?' }],
    isInWorker: true,
  },
  'pages run no foreign script': one(HEADERS, `"script-src 'self'"`, `"script-src 'self' 'unsafe-inline' *"`),
  'pages take no foreign style': one(HEADERS, `"style-src 'self'"`, `"style-src 'self' 'unsafe-inline'"`),
  'answers are no pages': one(HEADERS, `"default-src 'none'; frame-ancestors 'none'`, `"default-src *`),
  'nobody frames us': one(HEADERS, "'x-frame-options': 'DENY'", "'x-none': 'x'"),
  'types are not guessed': one(HEADERS, "'x-content-type-options': 'nosniff'", "'x-none': 'x'"),
  'addresses are not passed on': one(HEADERS, "'referrer-policy': 'no-referrer'", "'x-none': 'x'"),
  'other windows are apart': one(HEADERS, "'cross-origin-opener-policy': 'same-origin'", "'x-none': 'x'"),
  'other sites embed nothing': one(HEADERS, "'cross-origin-resource-policy': 'same-origin'", "'x-none': 'x'"),
  'pages ask for no device': one(HEADERS, "'permissions-policy': PERMISSIONS", "'x-none': 'x'"),
  'https stays https': one(HEADERS, "reply.header('strict-transport-security'", "void ('none'"),
  'answers are not kept': one(GUARDS, "reply.header('cache-control', 'no-store')", 'void 0'),
  'failures tell nothing': one(
    'lib/http/errorAnswer.js',
    'reply.send(bodyOf(failure, request.id))',
    'reply.send(bodyOf(failure, request.id) + String(error?.stack))',
  ),
  'only known files are served': one(
    'lib/http/webFiles.js',
    'const file = files.get(path);',
    `const raw = decodeURIComponent(request.url);
        if (raw.includes('..')) return reply.send(createReadStream(join(folder, raw)));
        const file = files.get(path);`,
  ),
  'redirects stay here': one('lib/http/webFiles.js', 'reply.redirect(`', 'reply.redirect(request.url || `'),
  'the way back from a broker is ours': {
    edits: [
      {
        file: OAUTH_ROUTES,
        from: 'state: z.string().max(512),',
        to: 'state: z.string().max(512), next: z.string().optional(),',
      },
      {
        file: OAUTH_ROUTES,
        from: 'if (!(error instanceof AppError))',
        to: 'if (query.next) return { status: 303, location: query.next };\nif (!(error instanceof AppError))',
      },
    ],
  },
  'brokers send people back to us alone': {
    edits: [
      {
        file: OAUTH_ROUTES,
        from: 'handle: async ({ session, params, query })',
        to: 'handle: async ({ session, params, query, request })',
      },
      {
        file: OAUTH_ROUTES,
        from: 'location: await signIns.start(person, params.broker, query.account)',
        to: `location: (await signIns.start(person, params.broker, query.account)).replace(
          /redirect_uri=[^&]*/,
          \`redirect_uri=https://\${request.headers['x-forwarded-host'] ?? request.headers.host}/back\`,
        )`,
      },
    ],
  },
  'a code is of use to its browser alone': {
    edits: [
      { file: OAUTH, from: 'code_challenge: await oauth.calculatePKCECodeChallenge(verifier),', to: '' },
      { file: OAUTH, from: "code_challenge_method: 'S256',", to: '' },
    ],
  },
  'the verifier is never shown': {
    edits: [
      { file: OAUTH, from: 'await oauth.calculatePKCECodeChallenge(verifier)', to: 'verifier' },
      { file: OAUTH, from: "'S256'", to: "'plain'" },
    ],
  },
  'a state counts once': one(
    'modules/brokers/BrokerIntentRepo.js',
    'await this.db.brokerIntent.deleteMany({ where: { id: intent.id, userId } })',
    '{ count: 1 }',
  ),
  'a sign-in ends where it began': one(
    'modules/brokers/BrokerOAuthService.js',
    'taken.sessionId !== sessionId',
    'false',
  ),
  'sign-ins at brokers end in time': one(
    'modules/brokers/BrokerOAuthService.js',
    'taken.expiresAt <= clock.now()',
    'false',
  ),
  'a broker leads nowhere else': one('adapters/venue/askVenue.js', "redirect: 'error'", "redirect: 'follow'"),
  'the range service leads nowhere else': one(
    'adapters/breaches/RangeApi.js',
    "redirect: 'error'",
    "redirect: 'follow'",
  ),
  'nothing that people write is fetched': one(
    'lib/http/inputProblems.js',
    'return parsed.data;',
    `for (const text of Object.values(parsed.data ?? {}))
      if (String(text).startsWith('http://')) void fetch(text).catch(() => null);
    return parsed.data;`,
  ),
  'links to copies are signed': one(
    'modules/privacy/exportLinks.js',
    '!isEqualText(mac',
    'false && !isEqualText(mac',
  ),
  'addresses of letters are one address': one('dto/auth.js', 'email: z.email()', 'email: z.string()'),
  'figures are for this machine': one('lib/http/operations.js', '!isProxied &&', ''),
  'one person has few sockets': one('modules/events/streamRoutes.js', '>= SOCKETS_PER_USER', '>= 1e9'),
} as const satisfies Record<string, Defence>;

export type DefenceName = keyof typeof DEFENCES;

export function defenceOf(name: DefenceName): Defence {
  return DEFENCES[name];
}
