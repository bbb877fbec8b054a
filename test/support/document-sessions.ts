/** Files and commands that a document shows, so that a test can do what a reader would. */

/** A command with the output that is shown below it. */
export interface DocumentCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly output: string;
}

/** Fenced blocks of one language, without their fences. */
export function documentBlocks(language: string, text: string): readonly string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map((match) => match[1] ?? '');
}

/** Files that a document names on a line of their own, `` `path`: ``, before the block that is their text. */
export function documentFiles(text: string): readonly { readonly path: string; readonly text: string }[] {
  return [...text.matchAll(/^`([^`\n]+)`:\n\n```\w+\n(.*?)^```/gms)].map((match) => ({
    path: match[1] ?? '',
    text: match[2] ?? '',
  }));
}

/** Commands of the console blocks, in order. */
export function documentCommands(text: string): readonly DocumentCommand[] {
  return documentBlocks('console', text).flatMap((block) =>
    block
      .split(/^\$ zonewright /m)
      .slice(1)
      .map((part) => {
        const [command = '', ...output] = part.trimEnd().split('\n');
        const args = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');
        return { command, args, output: output.join('\n') };
      }),
  );
}

/** What output must look like; `...` stands for anything. */
export function shownPattern(shown: string): RegExp {
  const escaped = shown.split('...').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('[\\s\\S]*?')}\\s*$`);
}
