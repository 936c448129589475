import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { COMMANDS, SDP_LANGUAGE, SETTINGS_SECTION, TRACE_LANGUAGE } from '../../server/src/lsp/protocol';
import { DEFAULTS, readSettings, TABLE } from '../../server/src/lsp/settings';
import { REFUSED } from './text';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const { contributes } = manifest;

describe('the manifest', () => {
  it('declares the settings of the table, and no others', () => {
    const rows = TABLE.map(row => [
      `${SETTINGS_SECTION}.${row.name}`,
      { ...row.schema, default: row.default, markdownDescription: row.description },
    ]);
    assert.deepEqual(contributes.configuration.properties, JSON.parse(JSON.stringify(Object.fromEntries(rows))));
    assert.ok(TABLE.length <= 10);
  });

  it('declares every command', () => {
    const declared = contributes.commands.map((one: { command: string }) => one.command);
    assert.deepEqual([...declared].sort(), Object.values(COMMANDS).sort());
  });

  it('names files that are there', () => {
    const parts = [...contributes.grammars, ...contributes.languages, ...contributes.jsonValidation];
    const files = [manifest.icon, ...parts.map(one => one.path ?? one.configuration ?? one.url)];
    for (const file of files) assert.ok(existsSync(file), file);
  });

  it('keeps VS Code from touching a trace, in both languages', () => {
    for (const language of [TRACE_LANGUAGE, SDP_LANGUAGE]) {
      const defaults = contributes.configurationDefaults[`[${language}]`];
      for (const name of ['formatOnSave', 'formatOnPaste', 'formatOnType', 'trimAutoWhitespace'])
        assert.equal(defaults[`editor.${name}`], false, name);
      for (const name of ['trimTrailingWhitespace', 'trimFinalNewlines', 'insertFinalNewline'])
        assert.equal(defaults[`files.${name}`], false, name);
      assert.equal(defaults['editor.codeActionsOnSave']['source.fixAll'], 'never');
    }
  });

  it('is fit for untrusted and virtual workspaces', () => {
    assert.deepEqual(manifest.capabilities, { untrustedWorkspaces: { supported: true }, virtualWorkspaces: true });
    assert.equal(manifest.engines.vscode, '^1.91.0');
  });
});

describe('the first line of a trace', () => {
  const firstLine = new RegExp(contributes.languages[0].firstLine);
  const traces = [
    REFUSED.slice(0, REFUSED.indexOf('\n')),
    'INVITE sip:200@lab.example SIP/2.0',
    'SIP/2.0 488 Not Acceptable Here',
    'U 2026/11/22 09:18:52.708433 192.0.2.1:5060 -> 192.0.2.2:5060 #1',
    '[2026-01-08 20:28:01] VERBOSE[2152] res_pjsip_logger.c: <--- Transmitting SIP request (1043 bytes) to UDP:208.100.60.17:5060 --->',
    '<--- Received SIP response (500 bytes) from WSS:192.0.2.1:40000 --->',
    'recv 1745 bytes from udp/[192.168.2.50]:5060 at 02:05:50.220956:',
    '----------------------------------------------- 2026-11-22 09:22:13.169311',
    'jssip.min.js:9 JsSIP:Transport sending message:ACK sip:192.168.24.58:8089;transport=ws SIP/2.0',
  ];
  for (const line of traces) it(`is known: ${line.slice(0, 40)}`, () => assert.match(line, firstLine));

  for (const line of [
    '#!/bin/sh',
    '# sip-trace is a program',
    'GET / HTTP/1.1',
    '------------',
    'Jul 30 12:00:01 host app[1]: started',
    '',
  ]) {
    it(`is not taken for one: ${line || 'an empty line'}`, () => assert.doesNotMatch(line, firstLine));
  }
});

describe('settings', () => {
  it('take what they can have and leave out the rest', () => {
    const section = {
      rules: { 'ice/on-sip-leg': 'off', 'mux/x': 'loud', 7: 1 },
      legs: { 'Gw.Example:5060': 'sip', b: 'phone' },
      gateway: 'asterisk',
      more: 1,
    };
    const read = readSettings(section);
    assert.deepEqual({ ...read.severities }, { 'ice/on-sip-leg': 'off' });
    assert.deepEqual({ ...read.legs }, { 'gw.example:5060': 'sip' });
    assert.equal(read.gateway, 'asterisk');
  });

  it('that are no settings at all are the defaults', () => {
    for (const section of [undefined, null, 7, 'rules', [], { rules: 'off', legs: [1], gateway: {} }])
      assert.deepEqual(readSettings(section), DEFAULTS);
  });
});
