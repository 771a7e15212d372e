import { Button, CopyButton } from '@mantine/core';
import { IconCheck, IconLink } from '@tabler/icons-react';
import { useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

/** The address holds the whole question; this only saves the way to the address bar. */
export function CopyLink() {
  const { t } = useTranslation();
  const { href } = useLocation();
  return (
    <CopyButton value={location.origin + href} timeout={2000}>
      {({ copied, copy }) => (
        <Button variant="default" leftSection={copied ? <IconCheck size={16} /> : <IconLink size={16} />} onClick={copy}>
          {copied ? t('ui.copied') : t('measure.copy_link')}
        </Button>
      )}
    </CopyButton>
  );
}
