/** From how many sides a finding is backed. Pure. */
import { type Backing, type Dimension, dimensions, type EvidencePiece, fewestDimensions, thinnesses } from '../../contract.ts';

/** Evidence for which somebody asked, went to look or read; everything else lay in our own systems already. */
const sought: ReadonlySet<EvidencePiece['kind']> = new Set(['survey', 'audit', 'study']);

export function backingOf(words: number, pieces: readonly Pick<EvidencePiece, 'kind' | 'dimension' | 'gone'>[]): Backing {
  const there = pieces.filter(({ gone }) => !gone);
  const count = (dimension: Dimension) =>
    there.filter((piece) => piece.dimension === dimension).length + (dimension === 'attitudinal' ? words : 0);
  const counted = dimensions.map((dimension) => ({ dimension, pieces: count(dimension) }));
  const backed = counted.filter((one) => one.pieces > 0).length;
  return {
    dimensions: counted,
    thin: backed < fewestDimensions ? (thinnesses[backed] ?? null) : null,
    crmOnly: backed > 0 && !there.some(({ kind }) => sought.has(kind)),
  };
}
