/** Knows passwords that have leaked somewhere. */
export interface BreachedPasswords {
  has(password: string): Promise<boolean>;
}
