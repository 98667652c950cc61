import type * as vscode from 'vscode';
import { withTimeout } from '../../../base/async.ts';
import type { Clock } from '../../../base/clock.ts';
import { Emitter } from '../../../base/emitter.ts';
import { typedPromptName } from '../../../chat/instructions/promptFiles.ts';
import type { TextAttachment } from '../../../chat/session/conversation.ts';
import { instructionAttachment } from '../../instructions/instructionAttachments.ts';
import type { InstructionFile } from '../../instructions/projectFile.ts';
import type { ProjectInstructions, PromptCommand } from '../../instructions/projectInstructions.ts';

/** How long a question waits for its instructions, in milliseconds. A remote file system may be slow. */
const MAX_WAIT_MS = 2_000;

/** Dependencies of {@link DraftInstructions}. */
export interface DraftInstructionsDependencies {
  readonly clock: Clock;
  readonly project: Pick<ProjectInstructions, 'instructionsFor' | 'prompts'>;
  /** Creates an attachment ID. */
  readonly newId: () => string;
}

/** The project's instructions and prompt files for the unsent question, as they were read last. */
export class DraftInstructions {
  readonly #onDidChange = new Emitter();
  /** Fires when the instructions or prompt files have changed. */
  readonly onDidChange = this.#onDidChange.event;
  readonly #dependencies: DraftInstructionsDependencies;
  #instructions: readonly TextAttachment[] = [];
  #prompts: readonly PromptCommand[] = [];
  /** The URIs of files that the user removed from the question. */
  readonly #dismissed = new Set<string | undefined>();
  /** The targets of the last read. */
  #targets: string | undefined;
  #reads = 0;

  constructor(dependencies: DraftInstructionsDependencies) {
    this.#dependencies = dependencies;
  }

  /** The instructions that the user did not remove. */
  get attachments(): readonly TextAttachment[] {
    return this.#instructions.filter(({ uri }) => !this.#dismissed.has(uri));
  }

  /** The prompt files as slash commands. */
  get prompts(): readonly Pick<PromptCommand, 'name' | 'description'>[] {
    return this.#prompts;
  }

  /** Reads the files for a question about these files, unless that was the last read and `force` is false. Never rejects. */
  async refresh(targets: readonly vscode.Uri[], force: boolean): Promise<void> {
    const key = targets.map((uri) => uri.toString()).join('\n');
    if (!force && key === this.#targets) return;
    this.#targets = key;
    this.#reads += 1;
    const read = this.#reads;
    const { project } = this.#dependencies;
    const [files, prompts] = await Promise.all([
      project.instructionsFor(targets),
      project.prompts(),
    ]);
    // A later read replaces this one.
    if (read !== this.#reads) return;
    const instructions = files.map((file) => this.#attachment(file));
    const isSame =
      JSON.stringify([instructions, prompts]) ===
      JSON.stringify([this.#instructions, this.#prompts]);
    this.#instructions = instructions;
    this.#prompts = prompts;
    if (!isSame) this.#onDidChange.fire();
  }

  /** Removes a file from the question; returns whether the ID is one of a file of instructions. */
  dismiss(id: string): boolean {
    const found = this.#instructions.find((each) => each.id === id);
    if (!found) return false;
    this.#dismissed.add(found.uri);
    this.#onDidChange.fire();
    return true;
  }

  /** Shows removed files again, for the next question. */
  restore(): void {
    if (this.#dismissed.size === 0) return;
    this.#dismissed.clear();
    this.#onDidChange.fire();
  }

  /** The current instructions for a question, and the prompt file that it names. Never rejects. */
  async forQuestion(
    message: string,
    targets: readonly vscode.Uri[],
  ): Promise<readonly TextAttachment[]> {
    const { clock, newId } = this.#dependencies;
    await withTimeout(this.refresh(targets, true), MAX_WAIT_MS, clock);
    const typed = typedPromptName(message);
    const prompt = this.#prompts.find(({ name }) => name === typed);
    return [
      ...(prompt ? [instructionAttachment(prompt.file, 'prompt', newId())] : []),
      ...this.attachments,
    ];
  }

  /** An unchanged file keeps its ID, so that its chip stays open. */
  #attachment(file: InstructionFile): TextAttachment {
    const uri = file.uri.toString();
    const before = this.#instructions.find((each) => each.uri === uri);
    const id = before?.text === file.text ? before.id : this.#dependencies.newId();
    return instructionAttachment(file, 'instructions', id);
  }
}
