/**
 * Whether a mail is from whom it says: by our own look at DKIM, SPF and DMARC (RFC 6376, 7208, 7489), never by a header that
 * came with it (case C05).
 */
export interface AuthResults {
  dmarc?: { result: string; policy?: string | undefined };
  /** Aligned with the domain in From. */
  dkimAligned: boolean;
  spfAligned: boolean;
  spf?: string;
  /** Whether we saw who delivered it (SMTP), or fetched it from a mailbox. */
  sawSender: boolean;
}

/** `pass`: surely from there. `forged`: its domain tells us to refuse it. `fail`: checks failed. `none`: nothing speaks either way. */
export type Verdict = 'pass' | 'fail' | 'none' | 'forged';

export function verdictOf({ dmarc, dkimAligned, spfAligned, spf, sawSender }: AuthResults): Verdict {
  if (dmarc?.result === 'pass' || dkimAligned || spfAligned) return 'pass';
  // A fetched mail's SPF cannot be checked, and many domains have nothing else: its absence says nothing.
  if (!sawSender) return 'none';
  if (dmarc?.result === 'fail') return dmarc.policy === 'reject' || dmarc.policy === 'quarantine' ? 'forged' : 'fail';
  return spf === 'fail' || spf === 'softfail' ? 'fail' : 'none';
}

/** In words, for whoever reads the message; undefined when nothing speaks against it. */
export function suspicionOf(verdict: Verdict): string | undefined {
  if (verdict === 'forged') return 'The domain of the sender says that this mail is not from there (DMARC).';
  if (verdict === 'fail') return 'The mail did not come the way its sender’s domain sends mail (SPF, DKIM).';
  return undefined;
}
