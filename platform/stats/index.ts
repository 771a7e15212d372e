/** Statistics by published methods, pure: numbers in, numbers out. Each names its source and is checked against published figures. */
export { type BgNbd, type BgNbdFit, expectedPurchases, fitBgNbd, type Purchases, probabilityAlive } from './bgnbd.ts';
export { expectedValue, fitGammaGamma, type GammaGamma, type GammaGammaFit, type Spending } from './gamma-gamma.ts';
