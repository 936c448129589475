import type { Analysis, FileFinding } from '../analysis';
import type { Finding } from '../rules/types';
import { bounded, placesOf } from './places';

/** What findings are called, whoever looks at them and when. */
export type Fingerprints = ReadonlyMap<Finding | FileFinding, string>;

/**
 * Names findings by what they are about (rule, leg, offer or answer, the line itself), never by where they stand; equal ones are told apart
 * by their order. To be asked about the parts of one file in their order.
 */
export function fingerprints(): (analysis: Analysis) => Fingerprints {
  const seen = new Map<string, number>();
  const ofFile = new Map<string, string>();
  const name = (...parts: readonly string[]): string => {
    const key = parts.join('\u0000');
    const ordinal = (seen.get(key) ?? 0) + 1;
    seen.set(key, ordinal);
    return hash(`${key}\u0000${ordinal}`);
  };
  return analysis => {
    const names = new Map<Finding | FileFinding, string>();
    // Each part repeats what is to be said of the whole file.
    for (const one of analysis.fileFindings) {
      const key = `${one.rule} ${one.text}`;
      const known = ofFile.get(key) ?? name(one.rule, '', '', '');
      ofFile.set(key, known);
      names.set(one, known);
    }
    if (analysis.findings.length === 0) return names;
    const places = placesOf({ analysis, linesBefore: 0, callsBefore: 0, messagesBefore: 0 });
    for (const one of analysis.findings) {
      const kind = places.whereabouts(one)?.leg.kind ?? 'unknown';
      names.set(one, name(one.rule, kind, one.side ?? '', bounded(places.of(one.message, one.span).text)));
    }
    return names;
  };
}

/** An analysis without the findings that are known, and what the others are called. */
export interface WithoutKnown {
  readonly analysis: Analysis;
  readonly fingerprints: Fingerprints;
}

/** Leaves out what a baseline knows. To be asked about the parts of one file in their order; verdicts stay, as they tell what became of a call. */
export function withoutKnown(baseline: readonly string[]): (analysis: Analysis) => WithoutKnown {
  const known = new Set(baseline);
  const namesOf = fingerprints();
  return analysis => {
    const names = namesOf(analysis);
    const isNew = (one: Finding | FileFinding): boolean => !known.has(names.get(one) ?? '');
    const { findings, fileFindings } = analysis;
    return {
      analysis: { ...analysis, findings: findings.filter(isNew), fileFindings: fileFindings.filter(isNew) },
      fingerprints: names,
    };
  };
}

/** FNV-1a over the text's units in two lanes of 32 bits: enough to tell the findings of a file apart, and the same everywhere. */
function hash(text: string): string {
  let first = 0x811c9dc5;
  let second = 0x01000193;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    first = Math.imul(first ^ unit, 0x01000193);
    second = Math.imul(second ^ unit, 0x5bd1e995) ^ (second >>> 15);
  }
  return [first, second].map(lane => (lane >>> 0).toString(16).padStart(8, '0')).join('');
}
