/** Definition of `zonewright language-server`. */
import { buildCommand, type Command } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { text } from '../flags.ts';

export const languageServerCommand: Command<CliContext> = buildCommand({
  loader: async () => (await import('../runs/language-server.ts')).languageServer,
  parameters: {
    flags: {
      stdio: { kind: 'boolean', default: true, withNegated: false, brief: 'As editors add it; there is no other way' },
      clientProcessId: {
        kind: 'parsed',
        parse: text,
        optional: true,
        placeholder: 'ID',
        brief: 'As editors add it: the server ends when that process is gone',
      },
    },
  },
  docs: {
    brief: 'Findings, completion, hover and definitions in an editor, over LSP',
    fullDescription: [
      'Speaks the Language Server Protocol on standard input and output, for the plants whose files an editor opens: the',
      'findings of `check` while you type, completion, what a selector matches now, definitions, references, an outline and',
      'spellings that findings propose. Writes no file, starts no process, and ends with its editor. What it has to say',
      'besides goes to standard error.',
      '',
      'Set-up for VS Code, Neovim, Helix and Emacs, word for word: docs/editors.md.',
      '',
      'Examples:',
      '  zonewright language-server',
      '  vim.lsp.config("zonewright", { cmd = { "zonewright", "language-server" } })',
    ].join('\n'),
  },
});
