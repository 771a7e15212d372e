/** A share as a bar, beside the number that says it: for eyes that compare, silent to those who listen. */
import classes from './bar.module.css';

interface Props {
  /** Of the whole, from 0 to 1; so are all others. */
  share: number;
  /** How sure it is: a line over the bar, read without colour. */
  between?: readonly [low: number, high: number] | null;
  /** Where it should stand. */
  mark?: number;
  /** A line only, for figures in rows and cells. */
  thin?: boolean;
}

const percent = (share: number) => `${share * 100}%`;

export function Bar({ share, between, mark, thin = false }: Props) {
  return (
    <span className={classes.track} data-thin={thin || undefined} aria-hidden="true">
      <span className={classes.bar} style={{ inlineSize: percent(share) }} />
      {between && (
        <span
          className={classes.between}
          style={{ insetInlineStart: percent(between[0]), inlineSize: percent(between[1] - between[0]) }}
        />
      )}
      {mark !== undefined && <span className={classes.mark} style={{ insetInlineStart: percent(mark) }} />}
    </span>
  );
}
