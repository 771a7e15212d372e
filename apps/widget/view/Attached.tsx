import { useState } from 'preact/hooks';
import type { ChatLine } from '#listen/contract';

type File = ChatLine['files'][number];

const picture = /^image\/(png|jpeg|gif|webp|avif)$/;

export function Attached({ files, base, language }: { files: readonly File[]; base: string; language: string }) {
  return (
    <>
      {files.map((file) => (
        <One key={file.url} file={file} url={base + file.url} language={language} />
      ))}
    </>
  );
}

function One({ file: { name, type, size }, url, language }: { file: File; url: string; language: string }) {
  // The page may forbid pictures from elsewhere.
  const [broken, setBroken] = useState(false);
  const shown = picture.test(type) && !broken;
  return (
    <a class={shown ? 'picture' : 'file'} href={url} target="_blank" rel="noopener noreferrer">
      {shown ? (
        <img src={url} alt={name} loading="lazy" onError={() => setBroken(true)} />
      ) : (
        `${name} · ${sizeOf(size, language)}`
      )}
    </a>
  );
}

function sizeOf(bytes: number, language: string): string {
  const [value, unit] =
    bytes < 1e6 ? [Math.max(1, Math.round(bytes / 1e3)), 'kilobyte'] : [Math.round(bytes / 1e5) / 10, 'megabyte'];
  return new Intl.NumberFormat(language, { style: 'unit', unit: unit as string }).format(value as number);
}
