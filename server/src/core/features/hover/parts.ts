import { cryptoTokens } from '../../sdp/crypto';
import { fmtpTokens } from '../../sdp/fmtp';
import type { SdpLine, Token } from '../../sdp/types';
import { tokensOf } from '../../sdp/tokens';

/** Longer lines are not taken apart. */
const LONGEST = 4096;

/** Where sdp-transform takes several things for one, or half a thing, the line is read here: a pattern, the names of its groups. */
const PATTERNS: Readonly<Record<string, { expression: RegExp; names: readonly string[] }>> = {
  o: {
    expression: /^(\S+)[ \t]+(\d+)[ \t]+(\d+)[ \t]+(\S+)[ \t]+(\S+)[ \t]+(\S+)/d,
    names: ['username', 'sessionId', 'sessionVersion', 'netType', 'addressType', 'address'],
  },
  c: { expression: /^(\S+)[ \t]+(\S+)[ \t]+([^\s/]+)(?:\/(\S+))?/d, names: ['netType', 'addressType', 'address', 'ttl'] },
  b: { expression: /^([^:\s]+):(\d+)/d, names: ['type', 'limit'] },
  rtcp: { expression: /^rtcp:[ \t]*(\d+)(?:[ \t]+(\S+)[ \t]+(\S+)[ \t]+(\S+))?/d, names: ['port', 'netType', 'addressType', 'address'] },
};

/** The parts of a line that a hover can explain: finer than `tokensOf` where several values stand in one token. Ascending, never overlapping. */
export function partsOf(line: SdpLine): Token[] {
  if (line.value.length > LONGEST) return tokensOf(line);
  const name = line.attribute ?? line.type;
  const pattern = Object.hasOwn(PATTERNS, name) ? PATTERNS[name] : undefined;
  if (pattern) {
    const parts = matched(line, pattern.expression, pattern.names);
    if (parts.length > 0) return parts;
  }
  if (line.type === 'a' && line.attributeValue === undefined) return [];
  switch (name) {
    case 'fmtp':
      return fmtpTokens(line);
    case 'group':
      return words(line, ['type'], 'mid');
    case 'ssrc-group':
      return words(line, ['semantics'], 'ssrc');
    case 'ice-options':
      return words(line, [], 'option');
    case 'crypto':
      return cryptoTokens(line);
    case 'remote-candidates':
      return cycled(line, ['component', 'address', 'port']);
    case 'candidate':
      return candidateParts(line);
    default:
      return tokensOf(line);
  }
}

const at = (name: string, start: number, text: string): Token => ({ name, text, span: { start, end: start + text.length } });

function matched(line: SdpLine, expression: RegExp, names: readonly string[]): Token[] {
  const match = expression.exec(line.value);
  if (!match?.indices) return [];
  return names.flatMap((name, index) => {
    const range = match.indices![index + 1];
    return range ? [at(name, line.valueStart + range[0], match[index + 1]!)] : [];
  });
}

/** The words of the attribute's value: the first ones by name, all others with one name. */
function words(line: SdpLine, names: readonly string[], others: string): Token[] {
  return [...(line.attributeValue ?? '').matchAll(/\S+/g)].map((word, index) =>
    at(names[index] ?? others, line.attributeValueStart! + word.index, word[0]),
  );
}

const cycled = (line: SdpLine, names: readonly string[]): Token[] =>
  words(line, [], '').map((token, index) => ({ ...token, name: names[index % names.length]! }));

/** What stands behind the known part of a candidate are pairs of a name and a value (RFC 8839 section 5.1). */
function candidateParts(line: SdpLine): Token[] {
  return tokensOf(line).flatMap(token => {
    if (token.name !== 'rest') return [token];
    const pairs = [...token.text.matchAll(/\S+/g)];
    return pairs.flatMap((word, index) => (index % 2 === 1 ? [at(pairs[index - 1]![0], token.span.start + word.index, word[0])] : []));
  });
}
