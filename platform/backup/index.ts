/** Backups of the truth: a folder of our own format, taken from a running server, loaded into an empty one. */

export { loadContent, verifyContent } from './content.ts';
export { loadBackup, refuseFilled } from './load.ts';
export { BackupRefused, compareMigrations, type Manifest, readManifest, secretMark, verifyFiles } from './manifest.ts';
export { clearUnfinished, isUnfinished, markUnfinished, refuseUnfinished } from './marker.ts';
export { settleRestore } from './settle.ts';
export { takeBackup } from './take.ts';
