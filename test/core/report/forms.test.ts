import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { analyse, DEFAULT_SETTINGS } from '../../../server/src/core/analysis';
import { githubText } from '../../../server/src/core/report/github';
import { type ErrorReport, type FileReport, fileReport } from '../../../server/src/core/report/json';
import { partsOf, textFile } from '../../../server/src/core/report/parts';
import { sarifLog } from '../../../server/src/core/report/sarif';
import { ruleById } from '../../../server/src/core/rules/index';

const REFUSED = readFileSync('docs/examples/refused-call.sip', 'utf8');
const ERRORS: readonly ErrorReport[] = [{ path: 'logs/none.pcap', message: 'permission denied' }];

const asIs = (path: string): string => path;
const ofText = (text: string, path = 'logs/refused call.sip'): FileReport => fileReport(textFile(path, analyse(text)));
/** The same text as if it were that of a capture. */
const ofCapture = (): FileReport =>
  fileReport({ path: 'call.pcap', format: 'pcap', messages: 11, calls: 1, parts: partsOf([{ text: REFUSED }], DEFAULT_SETTINGS) });

const sarif = (files: readonly FileReport[], errors: readonly ErrorReport[] = []) =>
  JSON.parse(JSON.stringify(sarifLog(files, errors, { version: '1.2.3', pathOf: asIs, rulePage: rule => `https://example.com/${rule}` })));

describe('a SARIF log', () => {
  const file = ofText(REFUSED);
  const log = sarif([file], ERRORS);
  const [run] = log.runs;

  // What the schema of SARIF 2.1.0 wants of these objects, written down by hand.
  it('has what SARIF 2.1.0 demands', () => {
    assert.equal(log.version, '2.1.0');
    assert.equal(log.runs.length, 1);
    assert.equal(run.tool.driver.name, 'SIP Trace');
    assert.match(run.tool.driver.semanticVersion, /^\d+\.\d+\.\d+$/);
    assert.equal(run.columnKind, 'utf16CodeUnits');
    const ids = run.tool.driver.rules.map((rule: { id: string }) => rule.id);
    assert.equal(new Set(ids).size, ids.length);
    for (const rule of run.tool.driver.rules) {
      assert.ok(ruleById(rule.id));
      assert.equal(rule.helpUri, `https://example.com/${rule.id}`);
      for (const text of [rule.shortDescription.text, rule.fullDescription.text, rule.help.text]) assert.ok(text.length > 0);
      assert.match(rule.defaultConfiguration.level, /^(error|warning|note)$/);
    }
    for (const one of run.results) {
      assert.equal(ids[one.ruleIndex], one.ruleId);
      assert.match(one.level, /^(error|warning|note)$/);
      assert.ok(one.message.text.length > 0);
      for (const { physicalLocation } of [...one.locations, ...one.relatedLocations]) {
        const { uri } = physicalLocation.artifactLocation;
        assert.doesNotMatch(uri, /^\/|\\|\s/);
        const { startLine, startColumn = 1, endLine = startLine, endColumn = startColumn } = physicalLocation.region;
        assert.ok(startLine >= 1 && startColumn >= 1 && endLine >= startLine);
        assert.ok(endLine > startLine || endColumn >= startColumn);
      }
      assert.deepEqual(
        one.relatedLocations.map((other: { id: number }) => other.id),
        one.relatedLocations.map((_: unknown, index: number) => index),
      );
      for (const print of Object.values(one.partialFingerprints)) assert.match(String(print), /^[0-9a-f]{16}$/);
    }
  });

  it('has a result for each finding, where it is', () => {
    assert.equal(run.results.length, file.findings.length);
    file.findings.forEach((one, index) => {
      const { ruleId, locations } = run.results[index];
      const { region, artifactLocation } = locations[0].physicalLocation;
      assert.equal(artifactLocation.uri, 'logs/refused%20call.sip');
      assert.deepEqual(
        [ruleId, region.startLine, region.startColumn, region.endLine, region.endColumn],
        [one.rule, one.line, one.column, one.endLine, one.endColumn],
      );
    });
  });

  it('says in the message what broke the call, how it is mended and what cures it', () => {
    const { message } = run.results.find((one: { ruleId: string }) => one.ruleId === 'srtp/dtls-on-sip-leg');
    assert.match(message.text, /^The phone refused the call with 488: .*\(from SIP alone: media not seen\)\n/);
    assert.match(message.text, /\nFix: Rewrite this SDP for a SIP leg/);
    assert.match(message.text, /\nAt the source: .*RTPEngine/);
  });

  it('tells of what could not be read', () => {
    assert.equal(run.invocations[0].executionSuccessful, false);
    assert.equal(run.invocations[0].toolExecutionNotifications[0].message.text, 'permission denied');
    assert.equal(sarif([]).runs[0].invocations[0].executionSuccessful, true);
    assert.deepEqual(sarif([]).runs[0].results, []);
  });

  it('points at a capture as a whole, and says in the message where in it', () => {
    for (const one of sarif([ofCapture()]).runs[0].results) {
      assert.deepEqual(one.locations[0].physicalLocation, { artifactLocation: { uri: 'call.pcap' }, region: { startLine: 1 } });
      for (const other of one.relatedLocations) assert.deepEqual(other.physicalLocation.region, { startLine: 1 });
      assert.match(one.message.text, /call 1, line \d+ of what sip-trace show prints: /);
    }
  });

  it('takes any path', () => {
    const uris = ['a b/ü,#?.sip', '/var/log/a.sip', 'C:/logs/a.sip', 'a\ud800.sip', '../a:b.sip'].map(
      path => sarif([ofText(REFUSED, path)]).runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri,
    );
    assert.deepEqual(uris, [
      'a%20b/%C3%BC%2C%23%3F.sip',
      'file:///var/log/a.sip',
      'file:///C%3A/logs/a.sip',
      'a%EF%BF%BD.sip',
      '../a%3Ab.sip',
    ]);
  });
});

describe('workflow commands of GitHub', () => {
  const COMMAND =
    /^::(error|warning|notice) file=([^,:]*)(?:,line=(\d+)(?:,endLine=(\d+))?(?:,col=(\d+),endColumn=(\d+))?)?,title=([^,:]*)::([^\r\n]*)$/;
  const linesOf = (text: string): string[] => text.split('\n').slice(0, -1);

  it('are a line each, for all but hints', () => {
    const file = ofText(REFUSED);
    const told = file.findings.filter(one => one.severity !== 'hint');
    const lines = linesOf(githubText([file], [], asIs));
    assert.equal(lines.length, told.length);
    told.forEach((one, index) => {
      const [, kind, path, line, , column, , title] = COMMAND.exec(lines[index]!) ?? assert.fail(lines[index]);
      assert.deepEqual([path, Number(line), title], ['logs/refused call.sip', one.line, one.rule]);
      assert.equal(kind, one.severity === 'info' ? 'notice' : one.severity);
      if (one.line === one.endLine) assert.equal(Number(column), one.column);
    });
  });

  it('cannot be broken by a path or by what a trace says', () => {
    const [finding] = ofText(REFUSED).findings.filter(one => one.severity === 'error');
    const message = '100 %\r\n::error::no\n::set-env name=X::y\u001b[31m';
    const file: FileReport = { ...ofText(REFUSED, 'a,b:c%\n.sip'), findings: [{ ...finding!, message }] };
    const lines = linesOf(githubText([file], [], asIs));
    assert.equal(lines.length, 1);
    const [, kind, path, , , , , , said] = COMMAND.exec(lines[0]!) ?? assert.fail(lines[0]);
    assert.equal(kind, 'error');
    assert.equal(path, 'a%2Cb%3Ac%25\u240a.sip');
    assert.match(said!, /100 %25\u240d%0A::error::no%0A::set-env name=X::y\u241b\[31m/);
  });

  it('point at a capture as a whole', () => {
    for (const line of linesOf(githubText([ofCapture()], ERRORS, asIs)).slice(0, -1)) {
      assert.match(line, /^::\w+ file=call\.pcap,line=1,title=/);
      assert.match(line, /call 1, line \d+ of what sip-trace show prints/);
    }
    assert.equal(linesOf(githubText([], ERRORS, asIs))[0], '::error file=logs/none.pcap,title=sip-trace::permission denied');
  });
});
