import grammar from 'sdp-transform/lib/grammar';
import type { SdpLine, Token } from './types';

interface Rule {
  readonly expression: RegExp;
  readonly names: readonly string[];
}

/** sdp-transform's grammar, each expression recompiled so that it tells where its groups stand. */
const RULES: Readonly<Record<string, readonly Rule[]>> = Object.fromEntries(
  Object.entries(grammar).map(([type, rules]) => [
    type,
    rules.map(rule => ({
      expression: new RegExp((rule.reg ?? /(.*)/).source, 'd'),
      names: rule.names ?? [rule.name ?? rule.push ?? type],
    })),
  ]),
);

/** Longer lines are not taken apart: no attribute that we know needs more, and the expressions are not ours. */
const LONGEST = 4096;

/**
 * The named parts of a line, by sdp-transform's grammar. What its expression leaves over at the end is a token `rest`.
 * An unknown line gives its value as one token.
 */
export function tokensOf(line: SdpLine): Token[] {
  const own = line.type === 'm' ? mediaTokens(line) : undefined;
  if (own) return own;
  const value = line.value;
  if (value.length > LONGEST) return [whole(line)];
  for (const rule of RULES[line.type] ?? []) {
    const match = rule.expression.exec(value);
    if (!match?.indices) continue;
    const tokens: Token[] = [];
    match.indices.slice(1).forEach((range, group) => {
      if (!range || range[0] === range[1]) return;
      tokens.push(token(line, rule.names[group] ?? rule.names[0] ?? 'value', range[0], range[1]));
    });
    const used = match.indices[0]![1];
    const rest = /^\s*/.exec(value.slice(used))![0].length + used;
    if (rest < value.length) tokens.push(token(line, 'rest', rest, value.length));
    return tokens.sort((a, b) => a.span.start - b.span.start);
  }
  return value === '' ? [] : [whole(line)];
}

/** sdp-transform loses `m=audio 49170/2 …`, so this line is read here (RFC 8866 section 5.14). */
function mediaTokens(line: SdpLine): Token[] | undefined {
  const match = /^(\S+)[ \t]+(\d+)(?:\/(\d+))?[ \t]+(\S+)(?:[ \t]+(.*\S))?/d.exec(line.value.slice(0, LONGEST));
  if (!match?.indices) return undefined;
  const names = ['type', 'port', 'ports', 'protocol'];
  const tokens: Token[] = [];
  names.forEach((name, index) => {
    const range = match.indices![index + 1];
    if (range) tokens.push(token(line, name, range[0], range[1]));
  });
  const formats = match.indices[5];
  for (const part of formats ? line.value.slice(formats[0], formats[1]).matchAll(/\S+/g) : []) {
    tokens.push(token(line, 'payload', formats![0] + part.index, formats![0] + part.index + part[0].length));
  }
  return tokens;
}

const token = (line: SdpLine, name: string, start: number, end: number): Token => ({
  name,
  text: line.value.slice(start, end),
  span: { start: line.valueStart + start, end: line.valueStart + end },
});

const whole = (line: SdpLine): Token => token(line, 'value', 0, line.value.length);
