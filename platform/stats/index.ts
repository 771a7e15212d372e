/** Statistics, one file a method, each with the paper it comes from and the figures it was checked against. */
export { composites } from './composites.ts';
export { correlations } from './correlation.ts';
export { mostPredictors, relativeImportance } from './importance.ts';
export { draws, percentileInterval } from './resample.ts';
