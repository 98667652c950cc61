/**
 * Words that close a block, alone or joined to the word of the block: `end`, `endif`, `END-READ`, `fi`. Macro languages
 * put a mark in front: `%end`, `!endif`, `.endm`.
 */
const CLOSING_WORD =
  /^(?:[%!`]?end(?:[-_]\w+|case|class|do|enum|for|foreach|form|func|function|generate|group|if|interface|loop|macro|method|module|package|primitive|procedure|program|property|select|sequence|specify|struct|sub|subroutine|switch|table|task|try|type|unless|while|with)?|\.end(?:func|if|m|macro|proc|r|struct)|%mend|!macroend|(?:function|section|sectiongroup)end|endef|fi|done|esac|od)(?![\w$-])/i;
/** Closing words that are also common names, as Visual Basic capitalizes them. */
const CAPITALIZED_WORD =
  /^(?:(?:Loop|LOOP)(?![ \t]+(?!(?:until|Until|UNTIL|while|While|WHILE)\b)\w)|Next|NEXT|Wend|WEND)(?![\w$.-])/;
/** After a closing word, these make it a name: `end = 5`, `done()`, `done:`. */
const USE_OF_NAME = /^(?::(?!:)|[ \t]*(?:[=([+*/%]|:=|-=|<-))/;
/** The block that a closing word names: `end if`, `End Sub`, `end process;`. */
const BLOCK_NAME = /^[ \t]+([A-Za-z]\w*)/;
/** CMake names the condition again: `endif()`, `endforeach(item)`. */
const REPEATED_CONDITION = /^end\w+[ \t]*\([^()]*\)/i;
/**
 * The end of a tag or template block: `</ul>`, `{/if}`, `{{/each}}`, `{% endfor %}`, `<% end %>`, `@endif`,
 * `${EndIf}`, `\end{itemize}`.
 */
const CLOSING_MARK =
  /^(?:\\end\{([\w*]+)\}|\$\{(end\w*|loop|next)\}|<\/[#@]?([\w.:-]*)>?|\{\/([\w:.]*)\}?|\{\{[~-]?[ \t]*\/([\w.-]*)[^{}]*\}{0,2}|\{\{-?[ \t]*(end)[ \t]*-?\}{0,2}|\{%[+-]?[ \t]*(end\w*)[^{}]*\}?|<%[-_]?[ \t]*(end|\})[^<]*|<\?(?:php)?[ \t]+(end\w*|\})[^<]*|@(end\w+))/i;
/** Blocks that `end` names; any other word after it is a name from the program. */
const BLOCK_WORD =
  /^end(?:case|do|enum|for|foreach|function|if|interface|loop|method|module|namespace|process|property|record|select|struct|structure|sub|subroutine|switch|task|try|while|with)$/;

interface Closer {
  /** The closing token without case, whitespace or punctuation. */
  readonly token: string;
  /** Its length in the line, in characters. */
  readonly length: number;
}

function closerAt(text: string): Closer | undefined {
  const char = text.charAt(0);
  if (char !== '' && ')]}'.includes(char)) return { token: char, length: 1 };
  const mark = CLOSING_MARK.exec(text);
  if (mark) {
    // Only one of the groups took part in the match.
    const name = mark.slice(1).join('').toLowerCase();
    return { token: `${text.slice(0, 2)}${name}`, length: mark[0].length };
  }
  return wordAt(text);
}

function wordAt(text: string): Closer | undefined {
  const condition = REPEATED_CONDITION.exec(text)?.[0];
  const word = (CLOSING_WORD.exec(text) ?? CAPITALIZED_WORD.exec(text))?.[0];
  if (word === undefined) return undefined;
  if (condition !== undefined) return { token: plain(word), length: condition.length };
  const rest = text.slice(word.length);
  if (USE_OF_NAME.test(rest)) return undefined;
  const name = BLOCK_NAME.exec(rest);
  if (!name) return { token: plain(word), length: word.length };
  return { token: plain(word + (name[1] ?? '')), length: word.length + name[0].length };
}

function plain(word: string): string {
  return word.toLowerCase().replace(/[-_]/g, '');
}

/**
 * The token at the beginning of a line that closes a block, in a form that can be compared: a bracket, a tag
 * (`</ul`), a word (`endif` for `End If;`). Undefined if the line does not begin with one.
 */
export function closingToken(line: string): string | undefined {
  return closerAt(line.trim())?.token;
}

/** Whether two lines begin with closing tokens of the same block. */
export function closesSame(line: string, other: string): boolean {
  const [a, b] = [closingToken(line), closingToken(other)];
  if (a === undefined || b === undefined) return false;
  if (a === b) return true;
  // `end;` and `end Name;`
  const isName = (named: string) => /^end\w/.test(named) && !BLOCK_WORD.test(named);
  return (a === 'end' && isName(b)) || (b === 'end' && isName(a));
}

/** Whether a line begins with a word, tag or template block that closes a block, rather than with a bracket. */
export function closesByWord(line: string): boolean {
  const token = closingToken(line);
  return token !== undefined && !/^[)\]}]/.test(token);
}

/** Whether a line has only closing tokens: `}`, `});`, `end`, `</div>`. */
export function onlyCloses(line: string): boolean {
  const text = line.trim();
  if (/^[)\]}][;,)\]}]*$/.test(text)) return true;
  const closer = closerAt(text);
  return closer !== undefined && /^[ \t]*[;,.)\]}]*$/.test(text.slice(closer.length));
}
