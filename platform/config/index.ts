/**
 * Configuration: the environment, read once, checked, explained.
 *
 * Every setting is declared here with its default and one sentence; `verona doctor` prints them, the docs list them, and
 * nothing else in the code reads the environment.
 */
export { type Config, ConfigError, explainConfig, readConfig, settings } from './config.ts';
