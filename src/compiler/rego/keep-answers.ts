/** A Rego compiler that answers a question that it was asked before from memory. */
import { type MemoForm, memoKey, recall } from './memo-key.ts';
import type { Memo, RegoChecked, RegoCompiled, RegoCompiler, RegoFailed } from './port.ts';

/** Formatting, tests and the version are asked for once in a while, and are not kept. */
export function keepAnswers(compiler: RegoCompiler, memo: Memo): RegoCompiler {
  return {
    ...compiler,
    check: (request) => recall(memo, memoKey('check', request), checkedForm, () => compiler.check(request)),
    compile: (request) => recall(memo, memoKey('compile', request), compiledForm, () => compiler.compile(request)),
  };
}

/** Mistakes are not kept: they are about to be corrected. */
const checkedForm: MemoForm<RegoChecked | RegoFailed> = {
  write: (answer) => JSON.stringify(answer),
  read: (text) => JSON.parse(text) as RegoChecked,
  keeps: (answer) => answer.kind === 'checked',
};

const compiledForm: MemoForm<RegoCompiled | RegoFailed> = {
  write: (answer) =>
    JSON.stringify(
      answer.kind === 'failed' ? answer : { ...answer, wasm: Buffer.from(answer.wasm).toString('base64') },
    ),
  read: (text) => {
    const kept = JSON.parse(text) as Omit<RegoCompiled, 'wasm'> & { readonly wasm: string };
    return { ...kept, wasm: Buffer.from(kept.wasm, 'base64') };
  },
  keeps: (answer) => answer.kind === 'compiled',
};
