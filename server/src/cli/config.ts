import path from 'node:path';
import type { Settings } from '../core/analysis';
import { type ConfigFile, findConfig, readConfigFile } from '../lsp/config/find';
import { Refusal } from './host';
import type { LegWords, SeverityWords } from './options';

/** What the command line says of the configuration. */
export interface ConfigOptions {
  readonly rule?: SeverityWords;
  readonly leg?: LegWords;
  /** The one file that counts, whatever lies beside the traces; false when none does. */
  readonly config?: string | boolean;
}

/** What counts for one trace. */
export interface FileSettings extends Settings {
  /** Fingerprints of findings that are known. */
  readonly baseline: readonly string[];
  /** Where that was read, if anywhere. */
  readonly file?: ConfigFile;
}

/** The `.siptrace.json` of each trace of a run, under the words of the command line. Each is read once. */
export class Configs {
  private readonly folders = new Map<string, ConfigFile | undefined>();
  private readonly told = new Set<string>();
  private readonly chosen: ConfigFile | undefined;

  /** @param wrong is told once of everything that is wrong in a file, with the file's path */
  constructor(
    private readonly options: ConfigOptions,
    private readonly wrong: (path: string, message: string) => void,
  ) {
    const { config } = options;
    if (typeof config !== 'string') return;
    this.chosen = readConfigFile(config);
    if (!this.chosen) throw new Refusal(`--config ${config}: no such file`);
  }

  /** For the trace at a path; what comes from standard input belongs to the current folder. */
  of(trace: string): FileSettings {
    const file = this.fileOf(trace === '-' ? '.' : path.dirname(trace));
    if (file) this.tell(file);
    return {
      legs: { ...file?.config.legs, ...this.options.leg },
      severities: { ...file?.config.severities, ...this.options.rule },
      baseline: file?.config.baseline ?? [],
      file,
    };
  }

  private fileOf(folder: string): ConfigFile | undefined {
    if (this.chosen || this.options.config === false) return this.chosen;
    if (!this.folders.has(folder)) this.folders.set(folder, findConfig(folder));
    return this.folders.get(folder);
  }

  private tell({ path: file, config }: ConfigFile): void {
    if (this.told.has(file)) return;
    this.told.add(file);
    for (const { line, column, text } of config.problems) this.wrong(pathFromHere(file), `line ${line}, column ${column}: ${text}`);
  }
}

/** A path as it is best told: from the current folder where it lies in that, else from the root. */
export function pathFromHere(file: string): string {
  const relative = path.relative('', file);
  return relative === '' || relative.startsWith('..') || path.isAbsolute(relative) ? path.resolve(file) : relative;
}
