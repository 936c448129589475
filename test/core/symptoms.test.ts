import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ruleById, rules } from '../../server/src/core/rules/index';
import { OF_NO_SYMPTOM, SYMPTOMS, symptomByWords, symptomsOf } from '../../server/src/core/rules/symptoms';

const WHERE = 'in server/src/core/rules/symptoms.ts';

describe('the symptoms', () => {
  it('name rules that exist, each once', () => {
    for (const { id, likely, also } of SYMPTOMS) {
      const named = [...likely, ...also];
      for (const rule of named) assert.ok(ruleById(rule), `${id} names ${rule}, which is no rule: take it out ${WHERE}`);
      assert.deepEqual(named, [...new Set(named)], `${id} names a rule twice`);
      assert.ok(likely.length >= 3 && likely.length <= 6, `${id}: ${likely.length} rules are likely; put the others into "also"`);
    }
    for (const rule of OF_NO_SYMPTOM) {
      assert.ok(ruleById(rule), `OF_NO_SYMPTOM names ${rule}, which is no rule: take it out ${WHERE}`);
      assert.deepEqual(symptomsOf(rule), [], `${rule} stands under a symptom: take it out of OF_NO_SYMPTOM ${WHERE}`);
    }
  });

  it('have a place for each rule that may break a call', () => {
    const homeless = rules.filter(
      ({ id, severity }) => (severity === 'error' || severity === 'warning') && symptomsOf(id).length === 0 && !OF_NO_SYMPTOM.includes(id),
    );
    assert.deepEqual(
      homeless.map(rule => rule.id),
      [],
      `these rules stand under no symptom: put each into "likely" or "also" of the symptoms that it explains, or into OF_NO_SYMPTOM, ${WHERE}, and run npm run docs`,
    );
  });

  it('are found by what people call them, each by one', () => {
    const names = SYMPTOMS.flatMap(one => [one.id, ...one.words]);
    assert.deepEqual(names, [...new Set(names)]);
    for (const one of SYMPTOMS) for (const words of [one.id, one.title, ...one.words]) assert.equal(symptomByWords(words), one, words);
    assert.equal(symptomByWords('One-Way  Audio')?.id, 'one-way-audio');
    assert.equal(symptomByWords('DTMF')?.id, 'no-keypad-tones');
    assert.equal(symptomByWords(''), undefined);
    assert.equal(symptomByWords('ice/on-sip-leg'), undefined);
  });
});
