/** Who asks, as every route sees it. */
export interface RequestSession {
  id: string;
  userId: string;
  /** A demo session reads everything and writes nothing. */
  isDemo: boolean;
  expiresAt: Date;
}

/** Turns a cookie's token into a session; null for unknown, revoked or expired ones. */
export interface Authenticator {
  authenticate(token: string): Promise<RequestSession | null>;
}

/** Where a request came from; kept only as keyed hashes. */
export interface RequestOrigin {
  ip: string;
  userAgent: string | null;
}
