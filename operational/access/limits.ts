/** Limits of signing in and of sessions; each with the reason for its value. */
export const LIMITS = {
  /** A session that nobody uses ends after this long: a desk left for a meeting. */
  idleMinutes: 30,
  /** A session ends after this long however busy it is: a working day and its overtime. */
  absoluteHours: 12,
  /** Wrong passwords in a row before an account must wait. */
  triesBeforeDelay: 5,
  /** The first wait; each further wrong password doubles it … */
  firstDelaySeconds: 60,
  /** … up to this. It ends by itself, so that nobody can lock a colleague out for good. */
  longestDelaySeconds: 15 * 60,
  /** Every refusal takes this long, so that its time says nothing about the account. */
  refusalMilliseconds: 300,
  /** Shortest password that may be set. */
  shortestPassword: 12,
  /** Longest password that is read: a guard against hashing a megabyte. */
  longestPassword: 256,
} as const;
