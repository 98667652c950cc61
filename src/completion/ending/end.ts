/** Which rule ended an answer; said in the trace. */
export type EndRule =
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
  | 'portion';

/** A decided end: how many of the answer's lines stay, and by which rule. */
export interface End {
  readonly lines: number;
  readonly rule: EndRule;
}
