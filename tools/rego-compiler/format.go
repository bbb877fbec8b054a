package main

import (
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/format"
)

type formatted struct {
	Formatted map[string]string `json:"formatted"`
}

// formatSources lays out every source, or reports the mistakes of all of them.
func formatSources(asked request) (any, problems) {
	result := formatted{Formatted: make(map[string]string, len(asked.Modules))}
	var found problems
	for _, path := range slices.Sorted(maps.Keys(asked.Modules)) {
		if deep := refuseBrackets(path, asked.Modules[path]); len(deep) > 0 {
			found = append(found, deep...)
			continue
		}
		text, err := format.SourceWithOpts(path, []byte(asked.Modules[path]), format.Opts{RegoVersion: ast.RegoV1})
		if err != nil {
			found = append(found, problemsOf(err, path)...)
			continue
		}
		result.Formatted[path] = string(text)
	}
	return result, found
}
