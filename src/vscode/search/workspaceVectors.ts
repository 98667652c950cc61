import { randomBytes, randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { TimeSlice } from '../../base/yielding.ts';
import { EMBEDDING_DIMENSION, EMBEDDING_MODEL } from '../../mistral/embeddings/embeddings.ts';
import { VectorIndex } from '../../search/vectors/vectorIndex.ts';
import { isProcessAlive } from '../storage/isProcessAlive.ts';
import { hashOf } from './hashOf.ts';
import { IndexStorage, indexLock } from './indexStorage.ts';

/** The vectors of the open workspace in the extension's storage; windows with the same folders share them. */
export function workspaceVectors(storage: vscode.Uri, clock: Clock): VectorIndex {
  const folder = vscode.Uri.joinPath(storage, 'codebase', hashOf(workspaceKey())).fsPath;
  const owner = { id: randomUUID(), pid: process.pid, isAlive: isProcessAlive };
  return new VectorIndex({
    files: new IndexStorage(folder),
    lock: indexLock(folder, owner),
    model: EMBEDDING_MODEL,
    dimension: EMBEDDING_DIMENSION,
    checksum: (bytes) => crc32(bytes),
    random: () => randomBytes(4).readUInt32LE(),
    slice: () => new TimeSlice(clock, () => nextTurn()),
  });
}

function workspaceKey(): string {
  return (vscode.workspace.workspaceFolders ?? [])
    .map(({ uri }) => uri.toString())
    .sort()
    .join('\n');
}
