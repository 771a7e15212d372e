// Stacks speak of the sources, not of what was put together from them. Node's own way (`process.setSourceMapsEnabled`) reads and
// keeps the map of every module at start, those of packages too: 70 MB. Here a map is read when a stack first goes through it.
import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

const made = new URL('./dist/', import.meta.url).href;
const place = new RegExp(`(${made.replaceAll('.', '\\.')}[^\\s()]+\\.js):(\\d+):(\\d+)`, 'g');
const maps = new Map();

/** From now on; what cannot be mapped stays as it is. */
export function mapStacks() {
  Error.prepareStackTrace = (error, frames) => inSources([said(error), ...frames.map((frame) => `    at ${frame}`)].join('\n'));
}

function said(error) {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return 'Error';
  }
}

function inSources(stack) {
  try {
    return stack.replaceAll(place, (whole, file, line, column) => {
      const { fileName, lineNumber, columnNumber } = mapOf(file).findOrigin(Number(line), Number(column));
      return fileName ? `${new URL(fileName, file)}:${lineNumber}:${columnNumber}` : whole;
    });
  } catch {
    return stack;
  }
}

function mapOf(file) {
  const kept = maps.get(file) ?? new SourceMap(JSON.parse(readFileSync(fileURLToPath(`${file}.map`), 'utf8')));
  maps.set(file, kept);
  return kept;
}
