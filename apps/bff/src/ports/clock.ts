/** The only source of "now" in services, so that tests can hand in their own. */
export interface Clock {
  now(): Date;
}
