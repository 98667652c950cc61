/** Reserved words by VS Code language IDs, from the language references. */
const WORDS: readonly (readonly [languages: string, words: string])[] = [
  [
    'javascript javascriptreact typescript typescriptreact vue svelte',
    'await break case catch class const continue debugger default delete do else enum export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof undefined var void while with yield',
  ],
  [
    'python',
    'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield',
  ],
  [
    'java',
    'abstract assert boolean break byte case catch char class const continue default do double else enum extends false final finally float for goto if implements import instanceof int interface long native new null package private protected public return short static strictfp super switch synchronized this throw throws transient true try void volatile while',
  ],
  [
    'kotlin',
    'as break class continue do else false for fun if in interface is null object package return super this throw true try typealias typeof val var when while',
  ],
  [
    'csharp',
    'abstract as base bool break byte case catch char checked class const continue decimal default delegate do double else enum event explicit extern false finally fixed float for foreach goto if implicit in int interface internal is lock long namespace new null object operator out override params private protected public readonly ref return sbyte sealed short sizeof stackalloc static string struct switch this throw true try typeof uint ulong unchecked unsafe ushort using virtual void volatile while',
  ],
  [
    'c cpp objective-c objective-cpp',
    'auto break case char const continue default do double else enum extern float for goto if inline int long register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while',
  ],
  [
    'cpp objective-cpp',
    'alignas alignof and bool catch class concept constexpr decltype delete explicit export false friend mutable namespace new noexcept not nullptr operator or private protected public requires static_assert static_cast template this thread_local throw true try typeid typename using virtual wchar_t xor',
  ],
  [
    'go',
    'break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var',
  ],
  [
    'rust',
    'Self abstract as async await become box break const continue crate do dyn else enum extern false final fn for if impl in let loop macro match mod move mut override priv pub ref return self static struct super trait true try type typeof unsafe unsized use virtual where while yield',
  ],
  [
    'swift',
    'Any Self as break case catch class continue default defer deinit do else enum extension fallthrough false fileprivate for func guard if import in init inout internal is let nil operator private protocol public repeat rethrows return self static struct subscript super switch throw throws true try typealias var where while',
  ],
  [
    'ruby',
    'BEGIN END alias and begin break case class def do else elsif end ensure false for if in module next nil not or redo rescue retry return self super then true undef unless until when while yield',
  ],
  [
    'php',
    'abstract and array as break callable case catch class clone const continue declare default do echo else elseif empty enddeclare endfor endforeach endif endswitch endwhile eval exit extends final finally fn for foreach function global goto if implements include instanceof insteadof interface isset list match namespace new or print private protected public readonly require return static switch throw trait try unset use var while xor yield',
  ],
  [
    'dart',
    'assert await break case catch class const continue default do else enum extends false final finally for if in is new null rethrow return super switch this throw true try var void while with yield',
  ],
  [
    'scala',
    'abstract case catch class def do else extends false final finally for forSome if implicit import lazy match new null object override package private protected return sealed super this throw trait true try type val var while with yield',
  ],
  [
    'lua',
    'and break do else elseif end false for function goto if in local nil not or repeat return then true until while',
  ],
];

/** Languages with case-insensitive keywords. */
const CASELESS: ReadonlySet<string> = new Set(['php']);

/** Whether a name is reserved in a language; false for unknown languages. */
export function isReserved(name: string, languageId: string): boolean {
  const word = CASELESS.has(languageId) ? name.toLowerCase() : name;
  return WORDS.some(([languages, words]) => holds(languages, languageId) && holds(words, word));
}

function holds(list: string, one: string): boolean {
  return list.split(' ').includes(one);
}
