/** A Rego compiler that is asked the same question once: trying a change of the YAML compiles the same Rego again. */
import type { RegoCompiler } from '../compiler/rego/port.ts';

/** Remembers the answers of one run of the command line. */
export function askOnce(rego: RegoCompiler): RegoCompiler {
  return { ...rego, check: once(rego.check), compile: once(rego.compile), partial: once(rego.partial) };
}

function once<Q, A>(ask: (question: Q) => Promise<A>): (question: Q) => Promise<A> {
  const answers = new Map<string, Promise<A>>();
  return (question) => {
    const key = JSON.stringify(question);
    const known = answers.get(key) ?? ask(question);
    answers.set(key, known);
    return known;
  };
}
