#!/usr/bin/env node
// Stands where the desktop `code` program would: @vscode/test-electron starts it with the same arguments and environment and gets the same
// exit status, but the VS Code behind it is the server and browser of host.mjs.
import { runTests } from './host.mjs';

const options = {};
const paths = [];
for (const arg of process.argv.slice(2)) {
  const [, name, value] = /^--([\w-]+)(?:=(.*))?$/s.exec(arg) ?? [];
  if (name) options[name] = value ?? true;
  else paths.push(arg);
}

// The launcher holds the other end of standard input: when that closes, the launcher was killed, and nothing shall stay behind.
process.stdin.on('end', () => process.exit(143)).resume();

process.exitCode = await runTests({
  extensionDevelopmentPath: options.extensionDevelopmentPath,
  extensionTestsPath: options.extensionTestsPath,
  workspace: paths[0],
  timeout: Number(process.env.HOST_TIMEOUT ?? 300_000),
  screenshot: process.env.HOST_SCREENSHOT,
  verbose: Boolean(process.env.VERBOSE),
});
process.stdin.destroy();
