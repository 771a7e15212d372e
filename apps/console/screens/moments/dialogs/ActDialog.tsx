/** The question behind each act. What it changes is read anew everywhere afterwards. */
import { useTranslation } from 'react-i18next';
import type { Entry } from '#moments/contract';
import { Dialog } from '../../../ui/Dialog.tsx';
import type { ActName } from '../acts.ts';
import type { WholeMoment } from '../Conversation.tsx';
import { ChangeForm, LabelForm } from './ChangeForm.tsx';
import { GoodwillForm } from './GoodwillForm.tsx';
import { OfferForm } from './OfferForm.tsx';
import { ReleaseForm, TakeForm, WaitForm } from './OwningForms.tsx';
import { PromiseForm } from './PromiseForm.tsx';
import { LinkForm, MergeForm, SplitForm } from './RelatingForms.tsx';
import { CheckForm, ReopenForm, ResolveForm } from './SettlingForms.tsx';
import { SnoozeForm } from './SnoozeForm.tsx';

export interface FormProps {
  moment: WholeMoment;
  entries: Entry[];
  onDone: () => void;
}

const forms: Record<ActName, (props: FormProps) => React.ReactNode> = {
  take: TakeForm,
  offer: OfferForm,
  resolve: ResolveForm,
  snooze: SnoozeForm,
  wait: WaitForm,
  promise: PromiseForm,
  release: ReleaseForm,
  change: ChangeForm,
  label: LabelForm,
  goodwill: GoodwillForm,
  merge: MergeForm,
  split: SplitForm,
  link: LinkForm,
  reopen: ReopenForm,
  check: CheckForm,
};

interface Props {
  act: ActName | undefined;
  moment: WholeMoment;
  entries: Entry[];
  onClose: () => void;
}

export function ActDialog({ act, moment, entries, onClose }: Props) {
  const { t } = useTranslation();
  const Form = act && forms[act];
  return (
    <Dialog title={act ? t(`moments.act.${act}`) : ''} opened={act !== undefined} onClose={onClose}>
      {Form && <Form moment={moment} entries={entries} onDone={onClose} />}
    </Dialog>
  );
}
