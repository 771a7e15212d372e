/**
 * Finds a minimum without derivatives: the simplex of Nelder & Mead (1965), with the usual coefficients, begun again from where it
 * ended until that brings nothing more (a simplex can fold flat far from any minimum).
 */
export interface Minimum {
  at: number[];
  value: number;
  evaluations: number;
  /** False: it was still moving when it was stopped. */
  settled: boolean;
}

export interface MinimizeOptions {
  /** How far the first simplex reaches; 0.5 when left out. */
  reach?: number;
  /** Differences smaller than this end it; 1e-10 when left out. */
  tolerance?: number;
  /** At most so many evaluations; 20,000 when left out. */
  most?: number;
}

interface Corner {
  at: number[];
  value: number;
}

export function minimize(
  f: (at: readonly number[]) => number,
  start: readonly number[],
  { reach = 0.5, tolerance = 1e-10, most = 20_000 }: MinimizeOptions = {},
): Minimum {
  let evaluations = 0;
  // Whatever cannot be computed is a wall.
  const look = (at: number[]): Corner => {
    evaluations += 1;
    const value = f(at);
    return { at, value: Number.isNaN(value) ? Infinity : value };
  };
  let best = look([...start]);
  for (let settled = false; evaluations < most; ) {
    const found = descend(best, look, { reach, tolerance, more: () => evaluations < most });
    settled = best.value - found.value <= tolerance * (1 + Math.abs(found.value));
    best = found;
    if (settled) return { ...best, evaluations, settled };
  }
  return { ...best, evaluations, settled: false };
}

interface Descent {
  reach: number;
  tolerance: number;
  more: () => boolean;
}

function descend(start: Corner, look: (at: number[]) => Corner, { reach, tolerance, more }: Descent): Corner {
  const corners = [start, ...start.at.map((_, axis) => look(start.at.map((x, each) => (each === axis ? x + reach : x))))];
  const between = (from: readonly number[], to: readonly number[], share: number) =>
    from.map((x, axis) => x + share * ((to[axis] ?? 0) - x));
  while (more()) {
    corners.sort((a, b) => a.value - b.value);
    const [first, worst, second] = [corners[0], corners.at(-1), corners.at(-2)];
    if (!(first && worst && second)) break;
    const width = Math.max(...worst.at.map((x, axis) => Math.abs(x - (first.at[axis] ?? 0))));
    if (worst.value - first.value <= tolerance * (1 + Math.abs(first.value)) && width <= Math.sqrt(tolerance)) break;
    const others = corners.slice(0, -1);
    const middle = first.at.map((_, axis) => others.reduce((sum, { at }) => sum + (at[axis] ?? 0), 0) / others.length);
    const replace = (corner: Corner) => {
      corners[corners.length - 1] = corner;
    };
    const reflected = look(between(middle, worst.at, -1));
    if (reflected.value < first.value) {
      const expanded = look(between(middle, worst.at, -2));
      replace(expanded.value < reflected.value ? expanded : reflected);
    } else if (reflected.value < second.value) replace(reflected);
    else {
      const outside = reflected.value < worst.value;
      const contracted = look(between(middle, outside ? reflected.at : worst.at, 0.5));
      if (contracted.value < Math.min(reflected.value, worst.value)) replace(contracted);
      else
        for (let each = 1; each < corners.length; each += 1)
          corners[each] = look(between(first.at, corners[each]?.at ?? [], 0.5));
    }
  }
  return corners.reduce((best, corner) => (corner.value < best.value ? corner : best));
}
