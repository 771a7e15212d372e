import { Button } from '@mantine/core';
import { IconPhotoPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bringPicture } from '#knowledge/contract';
import type { ReplyOf } from '#platform/contract';
import { call } from '../../api.ts';
import { ProblemError } from '../../problem.ts';
import { showProblem } from '../../ui/Problem.tsx';

/** Brings a picture for an article; answers the Markdown that shows it. */
export function AddPicture({ articleId, onBrought }: { articleId: string; onBrought: (markdown: string) => void }) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);

  async function bring(file: File) {
    setBusy(true);
    try {
      const parts = { params: { articleId }, query: { name: file.name || 'picture' }, body: file };
      const { markdown } = (await call(bringPicture, parts as never)) as ReplyOf<typeof bringPicture>;
      onBrought(markdown);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      showProblem(error);
    } finally {
      setBusy(false);
    }
  }
  const choose = () => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = 'image/png,image/jpeg,image/gif,image/webp';
    input.onchange = () => {
      const [file] = input.files ?? [];
      if (file) void bring(file);
    };
    input.click();
  };
  return (
    <Button size="compact-xs" variant="default" loading={busy} leftSection={<IconPhotoPlus size={14} />} onClick={choose}>
      {t('knowledge.write.picture')}
    </Button>
  );
}
