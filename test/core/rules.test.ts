import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { type Analysis, analyse } from '../../server/src/core/analysis';
import { rules } from '../../server/src/core/rules/index';
import type { Rule, Severity } from '../../server/src/core/rules/types';
import { checkFixes } from '../support/fixtureChecks';

const LOUDNESS: readonly Severity[] = ['hint', 'info', 'warning', 'error'];

const severitiesOf = (analysis: Analysis, rule: Rule): Severity[] =>
  [...analysis.findings, ...analysis.fileFindings].filter(one => one.rule === rule.id).map(one => one.severity);

describe('rules', () => {
  it('have ids of their own', () => {
    assert.equal(new Set(rules.map(rule => rule.id)).size, rules.length);
    assert.equal(new Set(rules.map(rule => rule.title)).size, rules.length);
  });

  for (const rule of rules) {
    describe(rule.id, () => {
      it('says what a page needs', () => {
        assert.match(rule.id, /^[a-z]+\/[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
        assert.match(rule.title, /^[A-Z]?.*[^.]$/);
        for (const text of [rule.explanation, rule.quiet]) assert.match(text, /^[A-Z0-9`].*[.!]"?$/s);
        // What a gateway was told, and what it says itself, stands in its own documentation.
        const own = /^(?:capture\/|leg\/(?:gateway-complaint|flag-without-effect|unknown-flag)$)/.test(rule.id);
        if (!own) assert.ok(rule.references.length > 0, 'a rule of the protocol needs its RFC');
        for (const { rfc, section } of rule.references)
          assert.ok(Number.isInteger(rfc) && /^([A-Z]|\d+)(\.\d+)*$/.test(section), `RFC ${rfc} ${section}`);
        const gateways = rule.cures.map(one => one.gateway);
        assert.equal(new Set(gateways).size, gateways.length, 'one cure for each gateway');
        assert.ok([rule.checkCall, rule.checkDescription, rule.checkMessage, rule.checkTrace].some(Boolean), 'nothing is checked');
      });

      it('finds its bad example, and no worse than it says', () => {
        const found = severitiesOf(analyse(rule.bad), rule);
        assert.ok(found.length > 0);
        for (const severity of found) assert.ok(LOUDNESS.indexOf(severity) <= LOUDNESS.indexOf(rule.severity), severity);
      });

      it('is quiet on its good example, as is everything else', () => {
        const analysis = analyse(rule.good);
        assert.deepEqual(severitiesOf(analysis, rule), []);
        assert.deepEqual(
          analysis.findings.filter(one => !one.unnecessary && one.severity === 'error').map(one => one.rule),
          [],
        );
      });

      it('has fixes that hold what a fix must hold', () => checkFixes(analyse(rule.bad), rule.bad));
    });
  }
});
