/**
 * The JSON Schema of `input` in the form that OPA's type checker understands. Of several types in one `type` it sees
 * only the first that it looks for (ast/schema.go), so that `input.source.asset == null` would be a type error;
 * an `anyOf` says the same and is seen whole.
 */
export function inputSchemaForRego(schema: object): object {
  return rewrite(schema) as object;
}

function rewrite(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(rewrite);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(([key, value]) => [key, rewrite(value)] as const);
  const types = (node as { readonly type?: unknown }).type;
  if (!Array.isArray(types)) return Object.fromEntries(entries);
  const rest = entries.filter(([key]) => key !== 'type' && key !== 'description');
  return { anyOf: types.map((type) => ({ ...Object.fromEntries(rest), type })) };
}
