package main

import (
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
)

// packageReport says what a package defines and what it reads.
type packageReport struct {
	Path  string       `json:"path"`
	Files []string     `json:"files"`
	Rules []ruleReport `json:"rules"`
	// InputRefs and DataRefs are the distinct references, each up to its first
	// part that is not constant. A reference to a rule of the same package is
	// no DataRef.
	InputRefs []string `json:"inputRefs"`
	DataRefs  []string `json:"dataRefs"`
}

type ruleReport struct {
	Name string `json:"name"`
	position
}

// describePackages reads the compiled modules, in which imports and local
// names have become the references that they stand for.
func describePackages(checked analysis) []packageReport {
	grouped := checked.compiledByPackage()
	reports := make([]packageReport, 0, len(grouped))
	for _, path := range slices.Sorted(maps.Keys(grouped)) {
		reports = append(reports, describePackage(path, grouped[path], checked.parsed))
	}
	return reports
}

func describePackage(path string, modules []*ast.Module, parsed map[string]*ast.Module) packageReport {
	inputs, datas := map[string]bool{}, map[string]bool{}
	report := packageReport{Path: path, Files: []string{}, Rules: []ruleReport{}}
	own := map[string]bool{}
	for _, module := range modules {
		for _, rule := range module.Rules {
			own[rule.Ref().GroundPrefix().String()] = true
		}
	}
	for _, module := range modules {
		file := module.Package.Location.File
		report.Files = append(report.Files, file)
		for _, rule := range parsed[file].Rules {
			report.Rules = append(report.Rules, ruleReport{
				Name:     rule.Head.Ref().GroundPrefix().String(),
				position: positionOf(rule.Location, file),
			})
		}
		for _, rule := range module.Rules {
			collectReads(rule, own, inputs, datas)
		}
	}
	report.InputRefs = slices.AppendSeq([]string{}, maps.Keys(inputs))
	report.DataRefs = slices.AppendSeq([]string{}, maps.Keys(datas))
	slices.Sort(report.InputRefs)
	slices.Sort(report.DataRefs)
	return report
}

// collectReads adds the references that a rule reads. What a `with` replaces
// is not read, what it puts in place is.
func collectReads(rule *ast.Rule, own, inputs, datas map[string]bool) {
	var visitor *ast.GenericVisitor
	visitor = ast.NewGenericVisitor(func(x any) bool {
		switch x := x.(type) {
		case *ast.With:
			visitor.Walk(x.Value)
			return true
		case ast.Ref:
			prefix := x.GroundPrefix()
			switch {
			case x.HasPrefix(ast.InputRootRef):
				inputs[prefix.String()] = true
			case x.HasPrefix(ast.DefaultRootRef) && !isOwnRule(prefix, own):
				datas[prefix.String()] = true
			}
		}
		return false
	})
	visitor.Walk(rule.Head)
	visitor.Walk(rule.Body)
	if rule.Else != nil {
		collectReads(rule.Else, own, inputs, datas)
	}
}

// isOwnRule says whether a reference leads to, or into, a rule of the package
// that it is read in.
func isOwnRule(ref ast.Ref, own map[string]bool) bool {
	for length := range len(ref) {
		if own[ref[:length+1].String()] {
			return true
		}
	}
	return false
}
