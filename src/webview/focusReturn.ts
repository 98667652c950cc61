import { useLayoutEffect, useRef } from 'preact/hooks';
import { usePanel } from './panelContext.ts';

/**
 * Moves the focus to the message box when the pressed button of a question has disappeared with it. Call the returned
 * function when a button is pressed, with whether that answers the question.
 */
export function useFocusReturn(question: object | undefined): (isAnswer: boolean) => void {
  const { store } = usePanel();
  const isAnswered = useRef(false);
  useLayoutEffect(() => {
    if (isAnswered.current && document.activeElement === document.body) store.focusMessageBox();
    isAnswered.current = false;
  }, [store, question]);
  return (isAnswer) => {
    isAnswered.current = isAnswer;
  };
}
