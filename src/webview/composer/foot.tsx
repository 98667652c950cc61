import type { JSX } from 'preact';
import type { ComposerView, ModelsView } from '../../protocol/views.ts';
import { windowSize } from '../../protocol/windowSize.ts';
import { fill } from '../host.ts';
import { Icon, IconButton } from '../icons.tsx';
import { usePanel } from '../panel.ts';
import { FORM_ID } from './messageBox.tsx';

/** The value of the row that leads to all other models; no model is called so. */
const OTHER = '';

/** Below the message box: what can be attached, who answers, how full the window is, and off it goes. */
export function Foot({
  composer,
  models,
  isBusy,
  isEmpty,
}: {
  readonly composer: ComposerView;
  readonly models: ModelsView;
  readonly isBusy: boolean;
  readonly isEmpty: boolean;
}): JSX.Element {
  const { words, post } = usePanel();
  return (
    <div class="foot">
      <IconButton
        icon="attach"
        label={composer.takesImages ? words.attachWithImages : words.attach}
        onClick={() => {
          post({ type: 'chooseFiles' });
        }}
      />
      <ModelSelect models={models} />
      <WindowShare composer={composer} />
      {isBusy ? (
        <button
          key="stop"
          type="button"
          class="button round stop"
          title={words.stop}
          aria-label={words.stop}
          onClick={() => {
            post({ type: 'stop' });
          }}
        >
          <Icon name="stop" />
        </button>
      ) : (
        <button
          key="send"
          type="submit"
          form={FORM_ID}
          class="button round"
          title={words.send}
          aria-label={words.send}
          aria-disabled={isEmpty}
        >
          <Icon name="send" />
        </button>
      )}
    </div>
  );
}

function ModelSelect({
  models: { selected, rows, service },
}: {
  readonly models: ModelsView;
}): JSX.Element {
  const { words, post } = usePanel();
  return (
    <select
      class="model"
      aria-label={words.model}
      title={service === '' ? words.model : fill(words.modelAt, selected, service)}
      value={selected}
      onChange={(event) => {
        const select = event.currentTarget;
        const model = select.value;
        // The host says what is chosen; until then it is what it was.
        select.value = selected;
        post(model === OTHER ? { type: 'otherModel' } : { type: 'chooseModel', model });
      }}
    >
      {rows.map(({ id, label }) => (
        <option key={id} value={id}>
          {label}
        </option>
      ))}
      <option value={OTHER}>{words.otherModel}</option>
    </select>
  );
}

function WindowShare({
  composer: { tokens, window: size },
}: {
  readonly composer: ComposerView;
}): JSX.Element {
  const { words, numbers } = usePanel();
  if (!size) {
    return <span class="quiet share">{fill(words.tokens, numbers.count(tokens))}</span>;
  }
  const text = fill(
    words.windowShare,
    numbers.count(tokens),
    numbers.count(windowSize(size)),
    numbers.share(tokens / size),
  );
  return (
    <span class="share" title={text}>
      <meter min={0} max={size} high={size * 0.9} value={tokens} aria-label={text} />
      <span class="quiet" aria-hidden="true">
        {numbers.share(tokens / size)}
      </span>
    </span>
  );
}
