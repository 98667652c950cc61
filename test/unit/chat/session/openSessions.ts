import { randomUUID } from 'node:crypto';
import { Emitter } from '../../../../src/base/emitter.ts';
import type { ArchiveFailure } from '../../../../src/chat/archive/storageError.ts';
import { ChatSessions } from '../../../../src/chat/session/chatSessions.ts';
import type { ChatSessionsEvent } from '../../../../src/chat/session/chatSessions.ts';
import { Disk } from '../../../support/archiveDisk.ts';

/** The sessions of a window, with a service that responds at once unless the test holds it. */
export function openSessions(window = new Disk().window(), memory = new Map<string, string>()) {
  let held: Promise<void> = Promise.resolve();
  const archiveErrors = new Emitter<ArchiveFailure>();
  const sessions = new ChatSessions({
    ...{ archive: window.archive, archiveErrors, clock: window.clock, newId: randomUUID },
    workspaceState: {
      get: (key) => memory.get(key),
      update: async (key, value) => void memory.set(key, value),
    },
    workspace: () => 'file:///shop',
    prepare: () => Promise.reject(new Error('not used')),
    answerRequester: {
      answer: async ({ answer }, signal) => {
        const stopped = new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => {
            resolve();
          });
        });
        if (!signal.aborted) await Promise.race([held, stopped]);
        const state = signal.aborted ? 'stopped' : 'done';
        return { ...answer, text: 'Answer.', model: 'model', state };
      },
    },
  });
  const events: ChatSessionsEvent[] = [];
  sessions.onEvent((event) => {
    events.push(event);
  });
  /** Keeps answers pending until the returned function is called. */
  const hold = (): (() => void) => {
    let release = (): void => undefined;
    held = new Promise((resolve) => {
      release = resolve;
    });
    return release;
  };
  /** Sends a question. Resolves to the chat's ID when the answer is complete. */
  const ask = async (text: string) => {
    await sessions.current.ask(text, []);
    return sessions.current.conversation.id;
  };
  return { sessions, window, memory, archiveErrors, events, hold, ask };
}
