import * as vscode from 'vscode';
import type { Captures } from '../capture/captures';

/** Opens what a tool printed of packets or messages as the text of its calls, beside the original. */
export async function openConverted(captures: Captures, target: unknown): Promise<void> {
  try {
    const original = target instanceof vscode.Uri ? target : vscode.window.activeTextEditor?.document.uri;
    if (!original)
      return void vscode.window.showInformationMessage('Open the output of the tool first, then run Open as Converted Text again.');
    if (await captures.showConverted(original)) return;
    const forms =
      'tcpdump -X, tshark -V, -O sip,sdp, -x, -T json, -T ek and -T pdml, ngrep, dumps of chrome://webrtc-internals, JSON logging of containers, the source of web pages, and logs whose lines were wrapped';
    void vscode.window.showInformationMessage(
      `There is nothing of a call in this text that is to be converted. Converted is the output of ${forms}.`,
    );
  } catch (error) {
    void vscode.window.showErrorMessage(`The text cannot be converted: ${error instanceof Error ? error.message : error}`);
  }
}
