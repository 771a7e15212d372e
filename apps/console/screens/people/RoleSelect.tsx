import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Role, roles } from '#people/contract';

interface Props {
  label: string;
  value?: Role;
  onChange?: (role: Role) => void;
  disabled?: boolean;
  error?: React.ReactNode;
}

/** A role, with what it may do in a sentence: nobody should have to guess what "developer" opens. */
export function RoleSelect({ label, value, onChange, ...input }: Props) {
  const { t } = useTranslation();
  return (
    <Select
      label={label}
      description={value && t(`people.role_means.${value}`)}
      data={roles.map((role) => ({ value: role, label: t(`shell.role.${role}`) }))}
      value={value ?? null}
      onChange={(role) => role && onChange?.(role)}
      allowDeselect={false}
      {...input}
    />
  );
}
