import type { JSX } from 'preact';
import { useContext } from 'preact/hooks';
import { escapeHidden } from '../../base/hiddenCharacters.ts';
import type { CardView } from '../../protocol/panelViews.ts';
import { ErrorCardButtons } from '../errorCard.tsx';
import { formatString } from '../strings.ts';
import { ComposerContext, usePanel } from '../panelContext.ts';

/** Slash commands of the starter prompts, with their labels for the attached code and without any. */
const STARTERS = [
  { name: 'explain', label: 'explainIt', fileLabel: 'explainFile' },
  { name: 'fix', label: 'fixIt', fileLabel: 'fixFile' },
  { name: 'tests', label: 'testIt', fileLabel: 'testFile' },
] as const;

/** The start page of an empty chat. Its starter prompts are about the attached code, or let the user choose a file. */
export function Welcome(): JSX.Element {
  const { strings } = usePanel();
  const composer = useContext(ComposerContext);
  // Instructions say how to answer; they are not what a prompt is about.
  const chips = composer?.chips.filter(({ kind }) => kind !== 'instructions') ?? [];
  const [only, ...more] = chips;
  const code = more.length > 0 ? strings.theAttachments : (only ?? composer?.suggestion)?.label;
  return (
    <section class="welcome">
      <h2>{strings.welcome}</h2>
      <p class="quiet">{strings.welcomeText}</p>
      <div class="examples">
        {STARTERS.map((starter) => (
          <Starter key={starter.name} starter={starter} code={code} />
        ))}
      </div>
    </section>
  );
}

function Starter({
  starter: { name, label, fileLabel },
  code,
}: {
  readonly starter: (typeof STARTERS)[number];
  /** What the command is about; undefined if no code is attached or open. */
  readonly code: string | undefined;
}): JSX.Element {
  const { strings, post, store } = usePanel();
  return (
    <button
      type="button"
      class="button secondary starter"
      onClick={() => {
        if (code === undefined) {
          store.prefill(`/${name} @`);
          return;
        }
        post({ type: 'task', name });
      }}
    >
      {code === undefined ? strings[fileLabel] : escapeHidden(formatString(strings[label], code))}
    </button>
  );
}

/** The start page of a new user, who needs to set an API key. */
export function GetStarted({ card }: { readonly card: CardView }): JSX.Element {
  return (
    <section class="welcome">
      <h2>{card.title}</h2>
      <p class="quiet">{card.advice}</p>
      <div class="examples">
        <ErrorCardButtons card={card} turnId={undefined} />
      </div>
    </section>
  );
}
