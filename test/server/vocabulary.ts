/** Words of English and of programming languages that say little about a text. */
export const commonWords: ReadonlySet<string> = new Set(
  (
    'a an and any are as at be been but by can could do does each for from get given has have if in into is it its ' +
    'may new no not of on one only or other our out over same set should so some such than that the their them then ' +
    'there these they this to use used uses using was we were what when where which while who will with you your ' +
    'abstract async await bool boolean break case catch class const constructor continue def default else enum export ' +
    'extends false final finally fn func function implements import int interface let module exports native null number ' +
    'object override private protected public pub readonly require return returns self static string struct super ' +
    'switch throw true try type typeof undefined var void yield value values'
  ).split(' '),
);

/** Words that programmers use for the same thing, a line per concept. */
const synonyms = `
add append attach insert push put register include
remove removes removed removing delete deletes deleted drop discard clear clears strip strips erase unset unregister evict purge prune detach
create creates creating created make makes build builds construct generate generates instantiate new init initialize initialise initializes setup
get gets getting retrieve retrieves fetch fetches obtain obtains load loads read reads lookup find finds resolve query acquire
set sets assign update updates updating change changes modify write writes store stores save saves persist
check checks checking verify verifies validate validates determine determines ensure ensures test tests assert is whether has
start starts begin begins launch run runs execute executes invoke invokes call calls trigger perform
stop stops end ends finish abort aborts cancel cancels close closes terminate exit halt kill shutdown quit dispose
convert converts transform transforms map maps translate coerce cast parse parses serialize deserialize stringify format formats normalize encode decode to
send sends request requests post emit dispatch publish submit transmit
receive listen listens subscribe handle handles handler callback on response event
error errors exception failure fail fails failed fault problem invalid
list lists array arrays collection sequence items elements entries
dictionary map object record table hash
path paths file files filename filepath directory dir folder location url uri href
name names identifier id key label title
text string strings message messages content
count counts number size length amount total
compare compares equal equals same match matches matching
first initial start head begin beginning
last final end tail
wait waits delay timeout sleep defer pending pause
user account person client
token tokens credential password secret auth authentication authenticate login signin
logout signout
config configuration options option settings setting preferences params parameters arguments args
log logs print output report display show write
parent ancestor outer enclosing upper
child children descendant inner nested
node element item
copy clone duplicate
merge combine join concat concatenate
split divide separate
filter select pick choose
sort order rank
next following after subsequent
previous preceding before prior
variable variables binding identifier reference
comment comments doc documentation
whitespace space spaces blank indent indentation
suite describe context
hook hooks before after
skip skips skipped pending ignore ignores exclude excluded
only exclusive
retry retries repeat again
limit maximum max
minimum min
expire expired expires expiry stale ttl
cache cached caches memo memoize
encrypt encryption decrypt decryption crypto cipher
random unique uuid guid nonce
browser window page document
redirect navigate navigation
popup iframe frame
network http request fetch
parenthesis paren parens parenthesized bracket brackets
brace braces curly block
semicolon semi
quote quotes quoted
declare declares declaration define defines definition
scope scopes
loop loops iteration iterate for while
condition conditional branch if
fix fixes fixer suggestion repair
rule rules lint linter
warn warning warnings deprecated deprecate
worker workers thread threads process parallel pool
plugin plugins extension addon
`;

/** The concepts of a word: the lines above that it is in. */
export const concepts: ReadonlyMap<string, readonly number[]> = conceptsOf(synonyms);

function conceptsOf(lines: string): Map<string, number[]> {
  const all = new Map<string, number[]>();
  for (const [concept, line] of lines.trim().split('\n').entries()) {
    for (const word of line.split(' ')) all.set(word, [...(all.get(word) ?? []), concept]);
  }
  return all;
}
