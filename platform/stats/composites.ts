/**
 * One figure from several questions that speak of one thing: composites by partial least squares path modelling, reflective
 * ("mode A") with the path weighting scheme (Wold 1982; Tenenhaus, Esposito Vinzi, Chatelin & Lauro 2005, Computational
 * Statistics & Data Analysis 48, 159–205). The model is a star: the drivers' composites lead to the outcome's.
 */
import { CholeskyDecomposition, Matrix } from 'ml-matrix';

const mostRounds = 300;
const settled = 1e-7;

export interface Composites {
  /** A row a respondent, a column a composite: drivers in order, then the outcome. Mean 0, standard deviation 1. */
  scores: Matrix;
  /** Regression of the outcome's composite on those of the drivers, standardised. */
  paths: number[];
}

/**
 * `groups`: which columns of `rows` belong to each driver; `outcome`: which belong to the outcome. Undefined when a column does
 * not vary, or drivers cannot be told apart.
 */
export function composites(
  rows: readonly (readonly number[])[],
  groups: readonly (readonly number[])[],
  outcome: readonly number[],
): Composites | undefined {
  const standard = standardised(new Matrix(rows.map((row) => [...row])));
  if (!standard) return undefined;
  const blocks = [...groups, outcome].map((columns) => standard.subMatrixColumn([...columns]));
  let weights = blocks.map((block) => Matrix.ones(block.columns, 1));
  const last = blocks.length - 1;
  for (let round = 0; round < mostRounds; round += 1) {
    const scores = scoresOf(blocks, weights);
    const paths = scores && pathsOf(scores);
    if (!scores || !paths) return undefined;
    const outcomeScore = scores.getColumnVector(last);
    // What each composite hears from its neighbours: drivers from the outcome, by correlation; the outcome from all drivers.
    const inner = blocks.map((_block, at) =>
      at === last
        ? scores.subMatrix(0, scores.rows - 1, 0, last - 1).mmul(Matrix.columnVector(paths))
        : Matrix.mul(outcomeScore, dot(scores.getColumnVector(at), outcomeScore) / scores.rows),
    );
    const next = blocks.map((block, at) => block.transpose().mmul(inner[at] as Matrix));
    const unit = next.map((column) => Matrix.div(column, column.norm()));
    const moved = unit.reduce((most, column, at) => Math.max(most, distance(column, weights[at] as Matrix)), 0);
    weights = unit;
    if (moved < settled) break;
  }
  const scores = scoresOf(blocks, weights);
  const paths = scores && pathsOf(scores);
  return scores && paths ? { scores, paths } : undefined;
}

const dot = (a: Matrix, b: Matrix) => a.transpose().mmul(b).get(0, 0);
const distance = (a: Matrix, b: Matrix) => Math.max(...Matrix.sub(a, b).abs().to1DArray());

function scoresOf(blocks: readonly Matrix[], weights: readonly Matrix[]): Matrix | undefined {
  const columns = blocks.map((block, at) => block.mmul(weights[at] as Matrix).to1DArray());
  return standardised(new Matrix(columns).transpose());
}

/** Population standard deviations, so that a correlation is a mean of products. */
function standardised(of: Matrix): Matrix | undefined {
  const spreads = of.standardDeviation('column', { unbiased: false });
  if (spreads.some((spread) => !(spread > 1e-12))) return undefined;
  return of.clone().center('column').divRowVector(spreads);
}

function pathsOf(scores: Matrix): number[] | undefined {
  const last = scores.columns - 1;
  const drivers = scores.subMatrix(0, scores.rows - 1, 0, last - 1);
  const among = new CholeskyDecomposition(drivers.transpose().mmul(drivers));
  if (!among.isPositiveDefinite()) return undefined;
  return among.solve(drivers.transpose().mmul(scores.getColumnVector(last))).to1DArray();
}
