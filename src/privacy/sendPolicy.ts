import type { ExcludeGlobs } from './excludeGlobs.ts';
import { foldPath, matchCandidates } from './paths.ts';
import { isAllowedScheme } from './schemes.ts';

/** The facts about a file or document that decide whether it may be sent. Contains none of its text. */
export interface SendLocation {
  /** The scheme of its URI; for a notebook cell, that of the notebook. */
  readonly scheme: string;
  /** The path of its URI; likewise. */
  readonly path: string;
  /** What VS Code reports about the scheme's file system; undefined if it has none. */
  readonly isWritable: boolean | undefined;
  /** Whether a setting or the file's permissions make it read-only. */
  readonly isReadOnly: boolean;
  /** Additional folders for relative globs: those of the file's repositories. */
  readonly folders?: readonly string[];
  /** The real paths of the file, with symbolic links resolved; undefined while unknown. */
  readonly realPaths: readonly string[] | undefined;
}

/**
 * Why something may not be sent: its kind of document, because it is read-only, because a glob of
 * `codestral.privacy.exclude` matches, or because its links are not resolved (yet).
 */
export type BlockedReason = 'scheme' | 'read-only' | 'excluded' | 'unresolved';

/** What the policy depends on. */
export interface SendRules {
  /** `codestral.privacy.exclude`. */
  readonly exclude: ExcludeGlobs;
  /** The paths of the workspace folders, as they are and with links resolved. */
  readonly folders: readonly string[];
}

/** Decides for all features what may be sent. Anything uncertain is blocked. */
export class SendPolicy {
  readonly #exclude: ExcludeGlobs;
  readonly #folders: readonly string[];

  constructor({ exclude, folders }: SendRules) {
    this.#exclude = exclude;
    this.#folders = [...new Set(folders.map(foldPath))];
  }

  /** Why a file or document may not be sent; undefined if it may. */
  blockedReason(location: SendLocation): BlockedReason | undefined {
    const { scheme, path, isWritable, isReadOnly, folders = [], realPaths = [] } = location;
    if (!isAllowedScheme(scheme, isWritable)) return 'scheme';
    if (scheme !== 'untitled' && (isWritable === false || isReadOnly)) return 'read-only';
    if ([path, ...realPaths].some((each) => this.isExcluded(each, folders))) return 'excluded';
    return location.realPaths ? undefined : 'unresolved';
  }

  /** Whether a file or document may be sent. */
  maySend(location: SendLocation): boolean {
    return this.blockedReason(location) === undefined;
  }

  /** Whether a glob excludes a path by any of its names or one of its folders. */
  isExcluded(path: string, folders: readonly string[] = []): boolean {
    const all = [...this.#folders, ...folders.map(foldPath)];
    return this.#exclude.matches(matchCandidates(foldPath(path), all));
  }
}
