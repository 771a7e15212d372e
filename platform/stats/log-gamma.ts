/** Natural logarithm of the gamma function: FreeBSD's msun, as stdlib carries it. */
import gammaln from '@stdlib/math-base-special-gammaln';

export const logGamma: (x: number) => number = gammaln;
