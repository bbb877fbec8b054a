package main

import (
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// parserOptions fixes the language: Rego v1, with METADATA.
var parserOptions = ast.ParserOptions{ProcessAnnotation: true, RegoVersion: ast.RegoV1}

// parseModules parses every source and reports the mistakes of all files, not
// only of the first.
func parseModules(sources map[string]string) (map[string]*ast.Module, problems) {
	modules := make(map[string]*ast.Module, len(sources))
	var found problems
	for _, path := range slices.Sorted(maps.Keys(sources)) {
		module, wrong := parseModule(path, sources[path])
		found = append(found, wrong...)
		modules[path] = module
	}
	return modules, found
}

func parseModule(path, source string) (*ast.Module, problems) {
	if deep := refuseBrackets(path, source); len(deep) > 0 {
		return nil, deep
	}
	module, err := ast.ParseModuleWithOpts(path, source, parserOptions)
	if err != nil {
		return nil, problemsOf(err, path)
	}
	return module, append(refuseClosures(module, path), refuseSchemaAnnotations(module)...)
}

// refuseSchemaAnnotations refuses METADATA that would replace the schema of
// `input` for a rule: the host alone says what a policy may see.
func refuseSchemaAnnotations(module *ast.Module) problems {
	var found problems
	for _, annotation := range module.Annotations {
		if len(annotation.Schemas) > 0 {
			found = append(found, problem{
				Code:     "rego_annotation_error",
				Message:  "`schemas` in METADATA is not supported: the schema of `input` is fixed",
				position: positionOf(annotation.Location, requestPart),
			})
		}
	}
	return found
}
