/** Rules that stop an answer, as named in the trace. */
export type StopRule =
  | 'line'
  | 'block end'
  | 'block closed'
  | 'closed already'
  | 'one block'
  | 'second definition'
  | 'text below'
  | 'same key below'
  | 'fence'
  | 'sentinel'
  | 'too long'
  | 'line limit';

/** The end of an answer: the number of lines to keep, and the rule. */
export interface StopPoint {
  readonly lines: number;
  readonly rule: StopRule;
  /** Indentation for the text right of the cursor, if a line break must separate it from the answer. */
  readonly tail?: string;
}
