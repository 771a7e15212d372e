/** What the parts of the compiler share. A document is compiled once, a record then runs through plain functions. */
import type { FieldProblem } from '#platform/contract';
import type { Constant, Expression } from '../contract.ts';
import type { Scope } from './path.ts';
import type { Fault } from './values.ts';

/** Answers the value, undefined when it is missing, or a fault when it cannot be read as asked. */
export type Evaluate = (scope: Scope) => unknown | Fault | undefined;

export interface Compiler {
  expression(expression: Expression, target: string): Evaluate;
  /** Notes that the document itself is wrong here. */
  refuse(path: string, message: string): void;
  /** Zone of values without an offset. */
  zone: string;
  /** The document's texts for "nothing here". */
  missing: ReadonlySet<string>;
  tables: ReadonlyMap<string, ReadonlyMap<string, Constant>>;
  /** Whether `item` means the item of an `each`. */
  withItem: boolean;
  problems: readonly FieldProblem[];
}
