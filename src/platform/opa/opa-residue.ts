/** Results of `opa eval --partial` in the form of the port. OPA gives the trees as JSON and the texts as source. */
import type { RegoExpression, RegoResidue, RegoSupportRule } from '../../compiler/rego/port.ts';
import type { OpaLocation } from './opa-problems.ts';
import { unexpected } from './opa-process.ts';

type ExpressionAst = RegoExpression['ast'];
type HeadAst = RegoSupportRule['head'];

/** The result with `--format json`. */
export interface OpaPartial {
  readonly queries?: readonly (readonly ExpressionAst[])[];
  readonly modules?: readonly {
    readonly package: { readonly path: readonly { readonly value: unknown }[] };
    readonly rules: readonly SupportRuleAst[];
  }[];
}

interface SupportRuleAst {
  readonly head: HeadAst;
  readonly default?: boolean;
  readonly body: readonly ExpressionAst[];
  readonly else?: SupportRuleAst;
}

/** The same result with `--format source`, as modules that OPA can parse. */
export interface ResidueSources {
  /** One rule per query; null if there is no query. */
  readonly queries: string | null;
  readonly support: readonly string[];
}

/** A module parsed with the texts of its expressions. */
export interface TextModule {
  readonly rules?: readonly TextRule[];
}

interface TextRule {
  readonly body: readonly { readonly location: OpaLocation }[];
  readonly else?: TextRule;
}

/** Cuts the source at OPA's headings. */
export function residueSources(source: string): ResidueSources {
  const queries: string[] = [];
  const support: string[] = [];
  const sections = source.split(/^# (Query|Module) \d+\n/m);
  for (let index = 1; index < sections.length; index += 2) {
    (sections[index] === 'Query' ? queries : support).push((sections[index + 1] ?? '').trim());
  }
  const rules = queries.map((query) => `query if {\n${query === '' ? 'true' : query}\n}`);
  return {
    queries: rules.length === 0 ? null : ['package residue', ...rules, ''].join('\n\n'),
    support: support.map((module) => `${module}\n`),
  };
}

/** `queries` and `support` are the parsed sources. */
export function residueOf(
  partial: OpaPartial,
  sources: ResidueSources,
  queries: TextModule,
  support: readonly TextModule[],
): RegoResidue {
  return {
    kind: 'residue',
    queries: (partial.queries ?? []).map((query, index) =>
      query.length === 0 ? [] : expressionsOf(query, queries.rules?.[index]),
    ),
    support: (partial.modules ?? []).map((module, index) => {
      const path = module.package.path.map((part) => String(part.value)).join('.');
      const texts = support[index]?.rules ?? [];
      return {
        path,
        source: sources.support[index] ?? '',
        rules: module.rules.map((rule, at) => supportRuleOf(path, rule, texts[at])),
      };
    }),
  };
}

function supportRuleOf(path: string, rule: SupportRuleAst, texts: TextRule | undefined): RegoSupportRule {
  const ref = rule.head.ref ?? [];
  const variable = ref.findIndex((term, index) => index > 0 && term.type !== 'string');
  const words = (variable < 0 ? ref : ref.slice(0, variable)).map((term) =>
    'value' in term ? String(term.value) : '',
  );
  return {
    name: [path, ...(words.length === 0 ? [rule.head.name ?? ''] : words)].join('.'),
    head: rule.head,
    default: rule.default ?? false,
    body: expressionsOf(rule.body, texts),
    else: rule.else === undefined ? null : supportRuleOf(path, rule.else, texts?.else),
  };
}

/** OPA parses its own source back into the same expressions, this time with their texts. */
function expressionsOf(body: readonly ExpressionAst[], texts: TextRule | undefined): readonly RegoExpression[] {
  if (texts?.body.length !== body.length) throw unexpected('the source of a partial evaluation has other expressions');
  return body.map((ast, index) => ({
    text: Buffer.from(texts.body[index]?.location.text ?? '', 'base64').toString(),
    ast,
    at: null,
  }));
}
