package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/util"
)

// dataSchemaModule begins the names of the modules that carry the schema of
// `data`.
const dataSchemaModule = "<data-schema>/"

// inputSchema puts the schema of `input` where it holds for all modules. The
// round trip gives OPA's schema loader the number types that it expects.
func inputSchema(schema map[string]any) (*ast.SchemaSet, problems) {
	schemas := ast.NewSchemaSet()
	if schema == nil {
		return schemas, nil
	}
	var plain any
	bytes, err := json.Marshal(schema)
	if err == nil {
		err = util.UnmarshalJSON(bytes, &plain)
	}
	schemas.Put(ast.SchemaRootRef, plain)
	return schemas, problemsOf(err, schemaPart)
}

// withDataSchema adds a schema of parts of `data` to every package. OPA has
// one schema for `input`, but takes schemas of `data` only from METADATA, so
// each root package gets a module without rules, whose METADATA says it for
// all packages below.
func withDataSchema(modules map[string]*ast.Module, schema map[string]any) (map[string]*ast.Module, problems) {
	properties, _ := schema["properties"].(map[string]any)
	if len(properties) == 0 {
		return modules, nil
	}
	roots := rootPackages(modules)
	for _, root := range roots {
		if _, both := properties[root]; both {
			return nil, problems{{
				Code:     ast.TypeErr,
				Message:  fmt.Sprintf("`data.%s` is in the schema of `data`, but is a package", root),
				position: positionOf(nil, schemaPart),
			}}
		}
	}
	metadata, err := schemaMetadata(properties)
	extended := maps.Clone(modules)
	for _, root := range roots {
		if err == nil {
			name := dataSchemaModule + root
			extended[name], err = ast.ParseModuleWithOpts(name, metadata+"package "+root+"\n", parserOptions)
		}
	}
	return extended, problemsOf(err, schemaPart)
}

// rootPackages are the first words of the package names.
func rootPackages(modules map[string]*ast.Module) []string {
	roots := map[string]bool{}
	for _, module := range modules {
		if path := module.Package.Path; len(path) > 1 {
			if root, ok := path[1].Value.(ast.String); ok {
				roots[string(root)] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(roots))
}

// schemaMetadata writes the schema of each property of `data` as METADATA, in
// JSON, which is YAML on one line.
func schemaMetadata(properties map[string]any) (string, error) {
	var entries []map[string]any
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		path := ast.DefaultRootRef.Append(ast.StringTerm(name)).String()
		entries = append(entries, map[string]any{path: properties[name]})
	}
	bytes, err := json.Marshal(entries)
	lines := []string{"# METADATA", "# scope: subpackages", "# schemas: " + string(bytes), ""}
	return strings.Join(lines, "\n"), err
}
