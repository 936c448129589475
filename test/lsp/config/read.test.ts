import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { applyEdits } from '../../../server/src/core/rewrite/edit';
import { newConfig, setInConfig } from '../../../server/src/lsp/config/edit';
import { readJson } from '../../../server/src/lsp/config/json';
import { readConfig } from '../../../server/src/lsp/config/read';
import { readSettings, withConfig } from '../../../server/src/lsp/settings';

const RULE = 'ice/on-sip-leg';

describe('a .siptrace.json', () => {
  it('says the gateway, the legs, the severities and the baseline', () => {
    const { problems, ...config } = readConfig(
      JSON.stringify({
        $schema: 'siptrace.schema.json',
        gateway: 'asterisk',
        legs: { '192.0.2.1:5060': 'sip', 'GW.example': 'webrtc', '[2001:DB8::1]': 'sip' },
        rules: { [RULE]: 'off' },
        baseline: ['0123456789abcdef'],
      }),
    );
    assert.deepEqual(problems, []);
    assert.equal(config.gateway, 'asterisk');
    assert.deepEqual({ ...config.legs }, { '192.0.2.1:5060': 'sip', 'gw.example': 'webrtc', '2001:db8::1': 'sip' });
    assert.deepEqual({ ...config.severities }, { [RULE]: 'off' });
    assert.deepEqual(config.baseline, ['0123456789abcdef']);
  });

  it('is told what is wrong in it, where, and what was expected; the rest counts', () => {
    const { gateway, severities, legs, baseline, problems } = readConfig(`{
  "gatway": "asterisk",
  "gateway": "sbc",
  "rules": {
    "${RULE}": "off",
    "ice/on-sipleg": "off",
    "mux/no-rtcp-mux": "loud"
  },
  "legs": { "192.0.2.1": "sip", "192.0.2.2": "phone" },
  "baseline": ["0123456789abcdef", "nope", 7]
}`);
    assert.equal(gateway, undefined);
    assert.deepEqual([{ ...severities }, { ...legs }, baseline], [{ [RULE]: 'off' }, { '192.0.2.1': 'sip' }, ['0123456789abcdef']]);
    assert.deepEqual(
      problems.map(({ line, column, text }) => `${line}:${column} ${text}`),
      [
        "2:3 There is no key 'gatway'; did you mean gateway? It may be one of gateway, legs, rules, baseline or $schema.",
        '3:14 \'gateway\' has to be rtpengine, asterisk or freeswitch, not "sbc".',
        `6:5 There is no rule 'ice/on-sipleg'; did you mean ${RULE}?`,
        '7:24 The rule \'mux/no-rtcp-mux\' has to be error, warning, info, hint or off, not "loud".',
        '9:46 The leg \'192.0.2.2\' has to be sip or webrtc, not "phone".',
        '10:36 A fingerprint has 16 digits of 0 to 9 and a to f, as check --format json prints it; this is "nope".',
        '10:44 A fingerprint has 16 digits of 0 to 9 and a to f, as check --format json prints it; this is 7.',
      ],
    );
  });

  it('counts up to the place where it is no JSON any more', () => {
    const { gateway, severities, problems } = readConfig(`{ "gateway": "freeswitch", "rules": { "${RULE}": "off", } }`);
    assert.deepEqual([gateway, { ...severities }], ['freeswitch', { [RULE]: 'off' }]);
    assert.equal(problems.length, 1);
    assert.match(problems[0]!.text, /^This is no JSON: '}' where a key in quotation marks is expected\. What stands before it counts\.$/);
    assert.match(readConfig('{ // why\n}').problems[0]!.text, /a comment, which JSON does not have/);
    assert.match(readConfig('').problems[0]!.text, /the end of the file/);
  });

  it('may be anything else: then that is what is wrong', () => {
    for (const text of ['[]', '7', '"rules"', 'null', '{"rules":[],"legs":7,"baseline":{}}']) {
      const config = readConfig(text);
      assert.ok(config.problems.length > 0, text);
      assert.deepEqual([{ ...config.legs }, { ...config.severities }, config.baseline], [{}, {}, []]);
    }
    const odd = readConfig('\ufeff{"__proto__": {"rules": {}}, "legs": {"__proto__": "sip"}, "rules": {"constructor": "off"}}');
    assert.equal(odd.problems.length, 2);
    assert.equal(Object.getPrototypeOf({}), Object.prototype);
  });

  it('of any text at all is read without a throw, and in time', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.json(), fc.string(), fc.string({ unit: fc.constantFrom(...'{}[]",:\\ua1e-t\n ') })),
        text => void readConfig(text),
      ),
    );
    for (const text of [
      '['.repeat(500_000),
      '{"a":'.repeat(200_000),
      '"'.repeat(500_000),
      `"${'\\\\'.repeat(300_000)}`,
      ' '.repeat(1_000_000),
    ])
      assert.ok(readConfig(text).problems.length > 0);
    const many = `{"rules":{${Array.from({ length: 20_000 }, (_, index) => `"no/rule-${index}":"off"`).join(',')}}}`;
    assert.equal(readConfig(many).problems.length, 50);
  });

  it('is JSON where the platform says so, with the same values', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), text => {
        assert.equal(readJson(text).fault, undefined);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:0.e-1 ', 'true', 'null') }), text => {
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        assert.equal(readJson(text).fault === undefined, valid, text);
      }),
    );
  });
});

describe('settings under a .siptrace.json', () => {
  it('give way to it where it says something', () => {
    const user = readSettings({ rules: { [RULE]: 'error', 'mux/no-rtcp-mux': 'off' }, legs: { a: 'sip', b: 'sip' }, gateway: 'asterisk' });
    const config = readConfig(`{ "rules": { "${RULE}": "hint" }, "legs": { "b": "webrtc" } }`);
    const settings = withConfig(user, config);
    assert.deepEqual({ ...settings.severities }, { [RULE]: 'hint', 'mux/no-rtcp-mux': 'off' });
    assert.deepEqual({ ...settings.legs }, { a: 'sip', b: 'webrtc' });
    assert.equal(settings.gateway, 'asterisk');
    assert.equal(withConfig(user, readConfig('{ "gateway": "freeswitch" }')).gateway, 'freeswitch');
  });
});

describe('an edit of a .siptrace.json', () => {
  const PATH = ['rules', RULE];
  const edited = (text: string, path: readonly string[] = PATH, value: unknown = 'off'): string | undefined => {
    const edit = setInConfig(text, path, value);
    return edit && applyEdits(text, [edit]);
  };

  it('keeps the rest of the file and its form', () => {
    for (const [before, after] of [
      ['', newConfig(PATH, 'off')],
      ['{}', `{\n  "rules": {\n    "${RULE}": "off"\n  }\n}`],
      ['{\n\t"gateway": "asterisk"\n}\n', `{\n\t"gateway": "asterisk",\n\t"rules": {\n\t\t"${RULE}": "off"\n\t}\n}\n`],
      [
        '{\r\n    "rules": {\r\n        "a/b": "off"\r\n    }\r\n}\r\n',
        `{\r\n    "rules": {\r\n        "a/b": "off",\r\n        "${RULE}": "off"\r\n    }\r\n}\r\n`,
      ],
      [`{ "rules": { "${RULE}": "info", "a/b": "off" } }`, `{ "rules": { "${RULE}": "off", "a/b": "off" } }`],
      ['{ "rules": { "a/b": "off" } }', `{ "rules": { "a/b": "off", "${RULE}": "off" } }`],
      ['{\n  "rules": {}\n}', `{\n  "rules": {\n    "${RULE}": "off"\n  }\n}`],
    ] as const)
      assert.equal(edited(before), after);
    assert.equal(edited('{\n  "baseline": ["a"]\n}', ['baseline'], ['a', 'b']), '{\n  "baseline": [\n    "a",\n    "b"\n  ]\n}');
  });

  it('is not made where the text is no JSON, or has something else in that place', () => {
    for (const text of ['{ "rules": }', '[]', '{ "rules": "off" }', '{ "rules": { "a": 1, } }'])
      assert.equal(edited(text), undefined, text);
  });

  it('gives JSON in which only that one value is another', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.dictionary(fc.string(), fc.string()))),
        fc.nat(4),
        (value, indent) => {
          const before = { ...value, rules: typeof value.rules === 'object' ? value.rules : {} };
          const after = edited(JSON.stringify(before, null, indent)) ?? assert.fail();
          assert.deepEqual(JSON.parse(after), JSON.parse(JSON.stringify({ ...before, rules: { ...before.rules, [RULE]: 'off' } })));
        },
      ),
    );
  });
});
