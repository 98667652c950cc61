import type { JSX } from 'preact';
import type { ComposerView, ModelsView } from '../../protocol/panelViews.ts';
import { nominalContextWindow } from '../../base/contextWindow.ts';
import { formatString } from '../strings.ts';
import { Icon, IconButton } from '../icons.tsx';
import { usePanel } from '../panelContext.ts';
import { FORM_ID } from './messageBox.tsx';

/** The value of the option that opens the picker of all models. Not a valid model ID. */
const OTHER_MODEL = '';

/** The context meter appears from this share of the window. */
const MIN_SHOWN_SHARE = 0.5;

/** The row below the message box: attach, model, context usage, and Send or Stop. */
export function ComposerFooter({
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
  const { strings, post } = usePanel();
  return (
    <div class="foot">
      <IconButton
        icon="attach"
        label={composer.supportsImages ? strings.attachWithImages : strings.attach}
        onClick={() => {
          post({ type: 'chooseFiles' });
        }}
      />
      <ModelSelect models={models} />
      <ContextUsage composer={composer} />
      {isBusy ? (
        <button
          key="stop"
          type="button"
          class="button round stop"
          title={strings.stop}
          aria-label={strings.stop}
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
          title={strings.send}
          aria-label={strings.send}
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
  const { strings, post } = usePanel();
  const label = rows.find(({ id }) => id === selected)?.label ?? '';
  const select = (
    <select
      class="model"
      aria-label={strings.model}
      title={service === '' ? strings.model : formatString(strings.modelAt, selected, service)}
      value={selected}
      onChange={(event) => {
        const select = event.currentTarget;
        const model = select.value;
        // The selection changes once the host confirms it.
        select.value = selected;
        post(model === OTHER_MODEL ? { type: 'openModelPicker' } : { type: 'chooseModel', model });
      }}
    >
      {rows.map(({ id, label }) => (
        <option key={id} value={id}>
          {label}
        </option>
      ))}
      <option value={OTHER_MODEL}>{strings.otherModel}</option>
    </select>
  );
  // The transparent list is on top of the name alone: its own text is too long for a narrow panel.
  return (
    <span class="model-picker">
      <span class="model-name" aria-hidden="true">
        {label.startsWith('⚠') ? `⚠ ${selected}` : selected}
      </span>
      <Icon name="chevronDown" />
      {select}
    </span>
  );
}

function ContextUsage({
  composer: { tokens, contextWindow: size },
}: {
  readonly composer: ComposerView;
}): JSX.Element {
  const { strings, numbers } = usePanel();
  // A smaller share is not worth the room.
  if (!size || tokens < MIN_SHOWN_SHARE * size) return <span class="share" />;
  const text = formatString(
    strings.windowShare,
    numbers.count(tokens),
    numbers.count(nominalContextWindow(size)),
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
