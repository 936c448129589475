import path from 'node:path';
import { applyEdits } from '../core/rewrite/edit';
import { fingerprints } from '../core/report/fingerprint';
import type { CheckedFile } from '../core/report/parts';
import { newConfig, setInConfig } from '../lsp/config/edit';
import { type ConfigFile, readConfigFile } from '../lsp/config/find';
import { withoutMark } from '../lsp/config/read';
import { CONFIG_FILE } from '../lsp/protocol';
import type { Report, Totals } from './checkReports';
import { type ConfigOptions, type Configs, pathFromHere } from './config';
import { type Host, Refusal, reason } from './host';
import type { Input } from './inputs';
import { writeWhole } from './writeWhole';

/**
 * Takes what `check` found and adds it to the baseline of the `.siptrace.json` that counts for each trace. Where there is none, one is made
 * in the folder that was named, or beside the trace.
 */
export class Baselines implements Report {
  private readonly found = new Map<string, Set<string>>();

  constructor(
    private readonly configs: Configs,
    options: ConfigOptions,
    private readonly host: Host,
  ) {
    if (options.config === false)
      throw new Refusal('give --write-baseline or --no-config, not both: the baseline is a part of the configuration');
  }

  readonly add = (input: Input, file: CheckedFile): void => {
    const target = this.configs.of(input.path).file?.path ?? path.join(folderOf(input), CONFIG_FILE);
    const known = this.found.get(target) ?? new Set();
    this.found.set(target, known);
    const namesOf = fingerprints();
    for (const { analysis, fingerprints: names = namesOf(analysis) } of file.parts) {
      for (const one of [...analysis.fileFindings, ...analysis.findings]) known.add(names.get(one) ?? '');
    }
  };

  readonly end = ({ files }: Totals): void => {
    for (const [target, fresh] of this.found) {
      if (fresh.size > 0) write(target, fresh);
      const known = fresh.size === 1 ? '1 finding is known now' : `${fresh.size} findings are known now`;
      this.host.note(fresh.size === 0 ? 'nothing new was found: no baseline was written' : `${pathFromHere(target)}: ${known}`);
    }
    if (files === 0) this.host.note('no trace was checked: no baseline was written');
  };
}

const folderOf = ({ path: trace, folder }: Input): string => folder ?? (trace === '-' ? '.' : path.dirname(trace));

function write(target: string, fresh: ReadonlySet<string>): void {
  const before = readConfigFile(target);
  const text = before ? changed(before, fresh) : newConfig(['baseline'], [...fresh]);
  if (text === undefined) throw new Refusal(`${pathFromHere(target)}: the baseline cannot be written into it before it is mended`);
  try {
    writeWhole(target, Buffer.from(text));
  } catch (error) {
    throw new Refusal(`${pathFromHere(target)}: ${reason(error)}`);
  }
}

function changed({ text, config }: ConfigFile, fresh: ReadonlySet<string>): string | undefined {
  const body = withoutMark(text);
  const edit = setInConfig(body, ['baseline'], [...new Set([...config.baseline, ...fresh])]);
  return edit && text.slice(0, text.length - body.length) + applyEdits(body, [edit]);
}
