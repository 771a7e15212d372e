/** Findings as CSV (RFC 4180); cells that a spreadsheet would run as a formula are defused (reliability case D11). */
import { stringify } from 'csv-stringify/sync';
import { dimensions, type EvidencePiece, type Finding } from '../contract.ts';

const head = [
  ...['finding', 'title', 'insight', 'stage', 'owner', 'due', 'late', 'theme', 'voices'],
  ...dimensions,
  ...['flag', 'crm_only', 'evidence'],
];

const told = ({ kind, dimension, title, question, link, money, by, at, gone }: EvidencePiece) => {
  const figure = money ? ` ${money.amount} ${money.currency}, by: ${money.method}` : '';
  return `${dimension}: ${kind} ${title}${question ? `: ${question}` : ''}${figure}${link ? ` <${link}>` : ''} (${by}, ${at.slice(0, 10)}${gone ? ', gone' : ''})`;
};

export function csvOfFindings(findings: readonly Finding[]): string {
  const rows = findings.map(({ id, title, insight, stage, owner, dueOn, late, theme, evidence, backing, pieces }) => [
    ...[id, title, insight, stage, owner.name, dueOn, late ? 'yes' : 'no', theme?.name, evidence],
    ...backing.dimensions.map((one) => one.pieces),
    ...[backing.thin, backing.crmOnly ? 'yes' : 'no', pieces.map(told).join('; ')],
  ]);
  return stringify([head, ...rows], { escape_formulas: true });
}
