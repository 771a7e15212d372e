/** What counts as evidence that two identifiers are one person: set by the workspace, used by the identity rules. */
import { z } from '#platform/contract';

/** `user_id`, `anonymous_id`, `email`, `phone`, `group_id`, or any external id type (`crm`, `ios.idfa`). */
export const identifierType = z
  .string()
  .min(1)
  .max(60)
  .regex(/^[a-z0-9][a-z0-9_.-]*$/, 'lower-case letters, digits, dot, dash and underscore');

export const typeSettings = z.strictObject({
  type: identifierType,
  /** How many of this type one person may have before machine evidence is doubted. 1 = names exactly one person. */
  limit: z.number().int().min(1).max(10_000),
  /** True for identifiers of a device or a cookie: they name nobody by themselves. */
  anonymous: z.boolean().default(false),
});
export type TypeSettings = z.infer<typeof typeSettings>;

export const blockedValue = z.strictObject({
  /** Empty: every type. */
  type: identifierType.optional(),
  /** The whole value, compared without regard to case… */
  value: z.string().min(1).max(500).optional(),
  /** …or an RE2 expression (no back-tracking, so no slow patterns) that matches anywhere in the value. */
  pattern: z.string().min(1).max(300).optional(),
  note: z.string().max(200).optional(),
});
export type BlockedValue = z.infer<typeof blockedValue>;

export const identitySettings = z.strictObject({
  /** Strongest first: the order decides by which identifier a person is called. */
  types: z.array(typeSettings).min(1).max(50),
  /** Types not listed above (external ids nobody has configured yet). */
  otherTypes: z.strictObject({ limit: z.number().int().min(1).max(10_000) }),
  blocked: z.array(blockedValue).max(500),
  /**
   * An identifier seen with more than `crowd × limit` others of one type belongs to nobody: a shop's tablet, a test account,
   * "info@". Its evidence is set aside.
   */
  crowd: z.number().int().min(2).max(1000),
  /**
   * May a browser's claim attach an anonymous visitor to a person a trusted source has vouched for? Off: it becomes a
   * suggestion. On: the visitor's past joins, nothing else changes; whoever can guess an id can then file a past under it.
   */
  claimsMayJoinVerified: z.boolean(),
  /** ISO 3166 country for phone numbers written without a country code; null: such numbers are not evidence. */
  phoneCountry: z
    .string()
    .regex(/^[A-Z]{2}$/, 'two capital letters')
    .meta({ examples: ['IT'] })
    .nullable(),
});
export type IdentitySettings = z.infer<typeof identitySettings>;

/** A person has one user id and a few addresses; many devices are normal. */
export const defaultIdentitySettings: IdentitySettings = {
  types: [
    { type: 'user_id', limit: 1, anonymous: false },
    { type: 'group_id', limit: 1, anonymous: false },
    { type: 'email', limit: 5, anonymous: false },
    { type: 'phone', limit: 5, anonymous: false },
    { type: 'anonymous_id', limit: 100, anonymous: true },
  ],
  otherTypes: { limit: 5 },
  blocked: [],
  crowd: 10,
  claimsMayJoinVerified: false,
  phoneCountry: null,
};
