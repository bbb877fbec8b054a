package main

import (
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// referencedRules finds the rules of the sources that conditions refer to
// although evaluation could not take them apart, such as those with `else`,
// and all that these refer to, by package.
func referencedRules(evaluated []ast.Body, support []*ast.Module, compiler *ast.Compiler) []supportModule {
	found := map[*ast.Rule]bool{}
	var order []*ast.Rule
	visit := func(x any) bool {
		ref, ok := x.(ast.Ref)
		if !ok || !ref.HasPrefix(ast.DefaultRootRef) {
			return false
		}
		for _, rule := range compiler.GetRules(ref.GroundPrefix()) {
			if !found[rule] {
				found[rule] = true
				order = append(order, rule)
			}
		}
		return false
	}
	walk := func(x any) { ast.NewGenericVisitor(visit).Walk(x) }
	for _, body := range evaluated {
		walk(body)
	}
	for _, module := range support {
		walk(module)
	}
	// A rule that is found is walked in its turn.
	for next := 0; next < len(order); next++ {
		walk(order[next])
	}
	return groupRules(order)
}

// groupRules lists rules by package and place, so that the reply does not
// depend on what refers to them first.
func groupRules(rules []*ast.Rule) []supportModule {
	grouped := map[string][]*ast.Rule{}
	for _, rule := range rules {
		path := rule.Module.Package.Path.String()
		grouped[path] = append(grouped[path], rule)
	}
	modules := []supportModule{}
	for _, path := range slices.Sorted(maps.Keys(grouped)) {
		own := grouped[path]
		slices.SortFunc(own, func(a, b *ast.Rule) int { return a.Location.Compare(b.Location) })
		module := supportModule{Path: path, Rules: []supportRule{}}
		for _, rule := range own {
			module.Rules = append(module.Rules, supportRuleOf(rule.Module.Package, rule))
		}
		modules = append(modules, module)
	}
	return modules
}
