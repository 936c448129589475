import type { Settings } from '../../server/src/core/analysis';
import type { Severity } from '../../server/src/core/rules/types';

/** A run of carets under a line: the finding whose span is there; a run of tildes: a further place of a finding. */
export interface Marker {
  /** Line of the trace that it stands under, from 0. */
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly rule: string;
  readonly severity?: Severity;
  /** Words that the finding's text must have. */
  readonly words: string;
  readonly place: boolean;
}

/** A text with the markers taken out. */
export interface Marked {
  readonly text: string;
  readonly markers: readonly Marker[];
}

/** The whole text after a fix; with markers, also what is found in it then. */
export interface ExpectedFix extends Marked {
  readonly rule: string;
  /** How the fix's title begins; the first fix of the rule's first finding when empty. */
  readonly title: string;
}

/** One file of `test/fixtures/rules`. */
export interface Fixture extends Marked {
  readonly sentence: string;
  /** SIP messages as they are, bare descriptions, or a log. */
  readonly form: 'sip' | 'sdp' | 'txt';
  readonly fixes: readonly ExpectedFix[];
  /** `rule severity words` of each finding that belongs to the file as a whole. */
  readonly file: readonly string[];
  /** The verdicts of the calls, where the fixture has them. */
  readonly verdicts?: readonly string[];
  /** The final status of each call, where the fixture has them. */
  readonly results?: readonly string[];
  readonly settings?: Partial<Settings>;
}

const SECTION = /^-- (.+) --$/;
const MARKER = /^( *)(\^+|~+) ([a-z]+\/[a-z0-9-]+)(?: (error|warning|info|hint)\b)?(?: (.*))?$/;

/** Reads a fixture; whatever in it is not understood is an error, as a marker that nobody reads tests nothing. */
export function readFixture(source: string): Fixture {
  const [head, ...sections] = cut(source);
  const inputs = sections.filter(one => /\.(sip|sdp|txt)$/.test(one.name));
  if (inputs.length === 0) throw new Error('a fixture needs a section with a trace: -- call.sip --, -- offer.sdp -- or -- log.txt --');
  const form = inputs[0]!.name.slice(-3) as Fixture['form'];
  const named = (name: string): string[] | undefined => sections.find(one => one.name === name)?.lines.filter(line => line !== '');
  const unknown = sections.find(one => !inputs.includes(one) && !/^(fix .+|file|verdict|result|settings)$/.test(one.name));
  if (unknown) throw new Error(`unknown section -- ${unknown.name} --`);
  if (inputs.some(one => !one.name.endsWith(form))) throw new Error('all traces of a fixture must have one form');
  return {
    sentence: head!.lines.join(' ').trim(),
    form,
    ...marked(inputs.flatMap((one, index) => (index > 0 && form === 'sip' ? ['', ...one.lines] : one.lines))),
    fixes: sections.filter(one => one.name.startsWith('fix ')).map(expectedFix),
    file: named('file') ?? [],
    verdicts: named('verdict'),
    results: named('result'),
    settings: named('settings') && JSON.parse(named('settings')!.join('\n')),
  };
}

interface Section {
  readonly name: string;
  readonly lines: string[];
}

function cut(source: string): Section[] {
  const sections: Section[] = [{ name: '', lines: [] }];
  for (const line of source.split('\n')) {
    const name = SECTION.exec(line)?.[1];
    if (name) sections.push({ name, lines: [] });
    else sections[sections.length - 1]!.lines.push(line);
  }
  // The empty line before the next section is no part of this one.
  for (const { lines } of sections) while (lines[lines.length - 1] === '') lines.pop();
  return sections;
}

function expectedFix({ name, lines }: Section): ExpectedFix {
  const [, rule, title = ''] = /^fix (\S+?)(?:: (.+))?$/.exec(name)!;
  return { rule: rule!, title, ...marked(lines) };
}

function marked(lines: readonly string[]): Marked {
  const text: string[] = [];
  const markers: Marker[] = [];
  for (const line of lines) {
    const match = MARKER.exec(line);
    if (!match && /^ *(\^|~)\1* /.test(line)) throw new Error(`this marker names no rule: ${line}`);
    if (!match) {
      text.push(line);
      continue;
    }
    const [, indent, run, rule, severity, words = ''] = match;
    const place = run!.startsWith('~');
    markers.push({
      line: text.length - 1,
      column: indent!.length,
      length: run!.length,
      rule: rule!,
      severity: severity as Severity,
      words,
      place,
    });
  }
  return { text: `${text.join('\n')}\n`, markers };
}
