import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { analyse } from '../../../server/src/core/analysis';
import { hoverAt } from '../../../server/src/core/features/hover';
import { EVIDENCE_FACTS } from '../../../server/src/core/features/hover/evidenceFacts';
import { ROWS } from '../../../server/src/core/trace/evidence/fields';
import { readLine } from '../../../server/src/core/trace/evidence/line';

const blocks = Array.from(readFileSync('docs/evidence.md', 'utf8').matchAll(/^```sip\n([\s\S]*?)^```$/gm), match => match[1]!);
const TEXT = blocks.join('');

const over = (text: string, needle: string, into = 0): { shown: string; markdown: string } | undefined => {
  const hover = hoverAt(analyse(text), text.indexOf(needle) + into);
  return hover && { shown: text.slice(hover.span.start, hover.span.end), markdown: hover.markdown };
};

describe('hover over evidence', () => {
  it('explains each value of each line, and the line everywhere else', () => {
    const analysis = analyse(TEXT);
    let start = 0;
    for (const line of TEXT.split('\n')) {
      const read = readLine(line);
      if (read && read.word !== 'evidence') {
        const fact = EVIDENCE_FACTS.get(read.word)!;
        for (const { key, span } of read.values) {
          const hover = hoverAt(analysis, start + span.start + 1)!;
          assert.deepEqual(hover.span, { start: start + span.start, end: start + span.end }, key);
          assert.ok(hover.markdown.includes(fact.keys.get(key)!), key);
        }
        for (const position of [0, read.wordSpan.start, read.flowSpan?.start ?? 1, line.length]) {
          const hover = hoverAt(analysis, start + position)!;
          assert.ok(hover.markdown.startsWith(`**${fact.title}**`), `${line} at ${position}`);
        }
      }
      start += line.length + 1;
    }
  });

  it('has a sentence for each key that can be written', () => {
    assert.deepEqual([...EVIDENCE_FACTS.keys()], [...ROWS.keys()]);
    for (const [word, rows] of ROWS)
      for (const [, key] of rows) assert.match(EVIDENCE_FACTS.get(word)!.keys.get(key) ?? '', /\.$/, `${word} ${key}`);
  });

  it('shows a value, and lets nothing of it through as Markdown', () => {
    const hover = over(TEXT.replace('"abcd:efgh"', '"`](command:x)<b>"'), 'username=')!;
    assert.equal(hover.shown, 'username="`](command:x)<b>"');
    assert.ok(hover.markdown.startsWith('**``username="`](command:x)<b>"``**'));
  });

  it('says what is not read', () => {
    assert.match(over(TEXT.replace('jitter=', 'colour='), 'colour=')!.markdown, /not a key of this line/);
    assert.match(over(TEXT.replace(' transport=WS', ''), 'message frames=14')!.markdown, /Not read:/);
    assert.match(over(TEXT.replaceAll('evidence 1', 'evidence 2'), 'evidence 2')!.markdown, /version 2, and is not read/);
    assert.equal(over(TEXT.replaceAll('evidence 1', 'evidence 2'), 'stun '), undefined);
    assert.equal(over(TEXT.replace('stun 203', 'stunned 203'), 'stunned '), undefined);
  });

  it('says what the marker of a fix means, in any trace', () => {
    const text = '# sip-trace: edited\nOPTIONS sip:a@example.com SIP/2.0\nCall-ID: 1\nCSeq: 1 OPTIONS\n\n';
    assert.match(over(text, '# sip')!.markdown, /The message below was edited/);
    assert.match(over(`# sip-trace: edited\n${TEXT}`, '# sip')!.markdown, /The message below was edited/);
  });

  it('is that of SIP on the lines of a message', () => {
    assert.match(over(TEXT, 'INVITE sip')!.markdown, /^\*\*`INVITE`/);
    assert.match(over(TEXT, 'a=setup')!.markdown, /setup/);
  });
});
