/** The door to files that came with messages: kept by content, typed by their bytes, served so that they cannot run. */
export { contentFolder, contentPath } from './content.ts';
export { createFiles, type Files, type FilesDeps, type SavedFile, type Viewer } from './files.ts';
export { type FoundSecret, secretsIn } from './secrets-in.ts';
export { rasterTypeOf } from './type-of.ts';
export { bytesOf } from './upload.ts';
