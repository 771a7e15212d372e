/** The port ships without types; this is what is used of it. */
declare module 'vader-sentiment' {
  interface Scores {
    neg: number;
    neu: number;
    pos: number;
    compound: number;
  }
  const vader: { SentimentIntensityAnalyzer: { polarity_scores(text: string): Scores } };
  // biome-ignore lint/style/noDefaultExport: the package has no other.
  export default vader;
}
