import * as vscode from 'vscode';
import type { DismissedFindings } from '../../actions/review/dismissedFindings.ts';
import { FindingStream, findingKey } from '../../actions/review/findings.ts';
import type { Finding } from '../../actions/review/findings.ts';
import type { ShownLines } from '../../actions/review/numberedDiff.ts';
import { MAX_FINDINGS } from '../../actions/review/reviewPrompt.ts';
import { plural } from '../../base/plural.ts';
import type { GitRepository } from '../git/gitApi.ts';
import { locateFinding } from './locateFindings.ts';
import type { ReviewThreads } from './reviewThreads.ts';

/** What {@link FindingThreadStream} needs. */
export interface FindingThreadStreamDependencies {
  readonly repository: GitRepository;
  readonly shownLinesOf: (path: string) => ShownLines | undefined;
  readonly threads: ReviewThreads;
  readonly dismissed: Pick<DismissedFindings, 'has'>;
  /** Reports the number of findings. */
  readonly report: (message: string) => void;
}

/** Shows findings as soon as the answer contains them. The first one replaces those of the previous review. */
export class FindingThreadStream {
  readonly #dependencies: FindingThreadStreamDependencies;
  readonly #findings: FindingStream;
  readonly #shown = new Set<string>();

  constructor(dependencies: FindingThreadStreamDependencies) {
    this.#dependencies = dependencies;
    this.#findings = new FindingStream(dependencies.shownLinesOf);
  }

  /** Adds text of the answer. */
  async push(text: string): Promise<void> {
    const { repository, threads, dismissed, report } = this.#dependencies;
    const { t } = vscode.l10n;
    for (const finding of this.#findings.push(text)) {
      if (this.#shown.size === MAX_FINDINGS || dismissed.has(finding)) continue;
      const placed = await locateFinding(repository, finding);
      if (!placed) continue;
      if (this.#shown.size === 0) threads.clear(repository.rootUri);
      threads.add(placed);
      this.#shown.add(findingKey(finding));
      const count = this.#shown.size;
      report(
        plural(count, vscode.env.language, t('{0} finding.', count), t('{0} findings.', count)),
      );
    }
  }

  /** Whether the user has already dismissed a finding that arrived early, or accepted its change. */
  wasDismissed(finding: Finding): boolean {
    return this.#shown.has(findingKey(finding)) && !this.#dependencies.threads.has(finding);
  }
}
