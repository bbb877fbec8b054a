/** What the JSON Schema of a file says about a place: which keys there are, which values, and what they mean. */

/** The parts of a JSON Schema that are looked at. */
interface SchemaNode {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: boolean | SchemaNode;
  readonly required?: readonly string[];
  readonly anyOf?: readonly SchemaNode[];
  readonly items?: SchemaNode;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
}

/** A key that may stand somewhere. */
export interface SchemaKey {
  readonly key: string;
  readonly description: string | null;
  readonly examples: readonly string[];
  readonly required: boolean;
  /** Whether its value is a mapping and nothing else. */
  readonly isMapping: boolean;
}

/** Answers for one schema. Paths are of keys; lists count as their items. */
export interface SchemaGuide {
  readonly keysAt: (path: readonly string[]) => readonly SchemaKey[];
  /** The last key of a path; null when the schema does not name it. */
  readonly keyAt: (path: readonly string[]) => SchemaKey | null;
  /** The values that a place is limited to; empty when it is not. */
  readonly valuesAt: (path: readonly string[]) => readonly string[];
}

/** Reads a schema as `schemas/` has them. */
export function schemaGuideOf(schema: object): SchemaGuide {
  const root = schema as SchemaNode;
  const definitions = (schema as { definitions?: Record<string, SchemaNode> }).definitions ?? {};

  /** The alternatives of a node without references, choices and lists. */
  const alternatives = (node: SchemaNode, depth = 0): readonly SchemaNode[] => {
    if (depth > deepest) return [];
    if (node.$ref !== undefined) {
      const target = definitions[decodeURIComponent(node.$ref.slice('#/definitions/'.length))];
      return target === undefined ? [] : alternatives(target, depth + 1);
    }
    if (node.anyOf !== undefined) return node.anyOf.flatMap((each) => alternatives(each, depth + 1));
    return node.items === undefined ? [node] : alternatives(node.items, depth + 1);
  };

  const below = (nodes: readonly SchemaNode[], key: string): readonly SchemaNode[] =>
    nodes.flatMap((node) => {
      const { properties = {}, additionalProperties: rest } = node;
      const known = Object.hasOwn(properties, key) ? properties[key] : undefined;
      return known ?? (typeof rest === 'object' ? rest : []);
    });

  const nodesAt = (path: readonly string[]): readonly SchemaNode[] =>
    path.reduce<readonly SchemaNode[]>(
      (nodes, key) => below(nodes, key).flatMap((node) => alternatives(node)),
      alternatives(root),
    );

  const describe = (key: string, node: SchemaNode, owner: SchemaNode): SchemaKey => {
    const meant = alternatives(node);
    const named = node.$ref === undefined ? undefined : definitions[decodeURIComponent(node.$ref.slice(14))];
    return {
      key,
      description: node.description ?? named?.description ?? null,
      examples: (node.examples ?? []).map(textOfExample),
      required: owner.required?.includes(key) ?? false,
      isMapping: meant.length > 0 && meant.every((each) => each.type === 'object'),
    };
  };

  const keysOf = (nodes: readonly SchemaNode[]): readonly SchemaKey[] =>
    nodes.flatMap((node) =>
      Object.entries(node.properties ?? {}).map(([key, property]) => describe(key, property, node)),
    );

  return {
    keysAt: (path) => keysOf(nodesAt(path)),
    keyAt: (path) => keysOf(nodesAt(path.slice(0, -1))).find(({ key }) => key === path.at(-1)) ?? null,
    valuesAt: (path) => nodesAt(path).flatMap(valuesOf),
  };
}

/** Schemas are not recursive; a broken one costs no more than this. */
const deepest = 20;

function valuesOf(node: SchemaNode): readonly string[] {
  if (node.const !== undefined) return [String(node.const)];
  if (node.enum !== undefined) return node.enum.map(String);
  return node.type === 'boolean' ? ['true', 'false'] : [];
}

function textOfExample(example: unknown): string {
  return typeof example === 'string' ? example : JSON.stringify(example);
}
