/** Statistics, one file a method, each with the paper it comes from and the figures it was checked against. */

export { type BgNbd, type BgNbdFit, expectedPurchases, fitBgNbd, type Purchases, probabilityAlive } from './bgnbd.ts';
export { type ClusterSums, meanOfClusters } from './clusters.ts';
export { composites } from './composites.ts';
export { correlations } from './correlation.ts';
export { type CountScale, countScale } from './count-scale.ts';
export { expectedValue, fitGammaGamma, type GammaGamma, type GammaGammaFit, type Spending } from './gamma-gamma.ts';
export { mostPredictors, relativeImportance } from './importance.ts';
export { meanOf } from './mean.ts';
export { netPromoter } from './nps.ts';
export { type Estimate, proportion, z95 } from './proportion.ts';
export { rankCorrelation } from './rank-correlation.ts';
export { cronbachAlpha } from './reliability.ts';
export { draws, percentileInterval } from './resample.ts';
export { type Margin, weightedMean } from './weighting.ts';
