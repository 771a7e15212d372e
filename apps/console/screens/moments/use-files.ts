/** Files on their way into an answer. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bringFile } from '#moments/contract';
import type { ReplyOf } from '#platform/contract';
import { call } from '../../api.ts';
import { ProblemError } from '../../problem.ts';
import { showProblem } from '../../ui/Problem.tsx';

interface Brought {
  key: string;
  name: string;
  state: 'coming' | 'here';
  fileId: string;
  /** Secrets that stand in it, by kind. */
  warning: string;
}

const MOST = 10;

export function useFiles(momentId: string) {
  const { t } = useTranslation();
  const [list, setList] = useState<Brought[]>([]);
  const away = (key: string) => setList((before) => before.filter((one) => one.key !== key));

  async function bring(file: File) {
    const key = crypto.randomUUID();
    setList((before) => [...before, { key, name: file.name, state: 'coming', fileId: '', warning: '' }]);
    try {
      const parts = { params: { id: momentId }, query: { name: file.name || t('moments.file') }, body: file };
      const { fileId, name, secrets } = (await call(bringFile, parts as never)) as ReplyOf<typeof bringFile>;
      const here = { key, name, state: 'here' as const, fileId, warning: secrets.join(', ') };
      setList((before) => before.map((one) => (one.key === key ? here : one)));
    } catch (error) {
      away(key);
      if (!(error instanceof ProblemError)) throw error;
      showProblem(error);
    }
  }
  const take = (files: File[]) => {
    for (const file of files.slice(0, MOST - list.length)) void bring(file);
  };
  const choose = () => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.onchange = () => take([...(input.files ?? [])]);
    input.click();
  };
  return {
    list,
    brought: list.filter(({ state }) => state === 'here'),
    busy: list.some(({ state }) => state === 'coming'),
    take,
    choose,
    away,
    clear: () => setList([]),
  };
}
