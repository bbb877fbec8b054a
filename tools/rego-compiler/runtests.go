package main

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/cover"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/tester"
)

type testReport struct {
	Results  []testResult    `json:"results"`
	Coverage *coverageReport `json:"coverage,omitempty"`
}

// testResult is one `test_` rule that was run. A test with cases of its own
// fails if one of them does.
type testResult struct {
	Package string `json:"package"`
	Name    string `json:"name"`
	position
	Fail       bool       `json:"fail"`
	Skip       bool       `json:"skip"`
	Error      string     `json:"error,omitempty"`
	DurationNs int64      `json:"durationNs"`
	Output     string     `json:"output,omitempty"`
	Cases      []testCase `json:"cases,omitempty"`
}

type testCase struct {
	Name []string `json:"name"`
	Fail bool     `json:"fail"`
}

// runTests checks the sources, then runs every rule whose name begins with
// `test_`.
func runTests(asked request) (any, problems) {
	result, found := analyse(asked)
	if len(found) > 0 {
		return nil, found
	}
	ctx := context.Background()
	store := asked.store()
	txn, err := store.NewTransaction(ctx)
	if err != nil {
		return nil, problemsOf(err, requestPart)
	}
	defer store.Abort(ctx, txn)
	covered := cover.New()
	runner, found := newRunner(asked, result, store)
	if len(found) > 0 {
		return nil, found
	}
	if asked.Coverage {
		runner.SetCoverageQueryTracer(covered)
	}
	outcomes, err := runner.RunTests(ctx, txn)
	if err != nil {
		return nil, problemsOf(err, requestPart)
	}
	report := testReport{Results: []testResult{}}
	for outcome := range outcomes {
		report.Results = append(report.Results, testResultOf(outcome))
	}
	sortResults(report.Results)
	if asked.Coverage {
		report.Coverage = coverageOf(covered.Report(result.parsed))
	}
	return report, nil
}

// newRunner compiles once more, since a test run keeps `print` calls and
// rewrites the tests.
func newRunner(asked request, result analysis, store storage.Store) (*tester.Runner, problems) {
	compiler, found := newCompiler(asked)
	if len(found) > 0 {
		return nil, found
	}
	modules, found := withDataSchema(result.parsed, asked.DataSchema)
	runner := tester.NewRunner().
		SetCompiler(compiler.WithEnablePrintStatements(true)).
		SetStore(store).
		SetParallel(1).
		SetModules(modules).
		SetDefaultRegoVersion(ast.RegoV1).
		SetCoverageRuns(nil).
		CapturePrintOutput(true)
	return runner, found
}

func testResultOf(outcome *tester.Result) testResult {
	result := testResult{
		Package:    outcome.Package,
		Name:       outcome.Name,
		position:   positionOf(outcome.Location, requestPart),
		Fail:       outcome.Fail,
		Skip:       outcome.Skip,
		DurationNs: outcome.Duration.Nanoseconds(),
		Output:     string(outcome.Output),
	}
	if outcome.Error != nil {
		result.Error = outcome.Error.Error()
	}
	for name, sub := range outcome.SubResults.Iter {
		if len(sub.SubResults) == 0 {
			result.Cases = append(result.Cases, testCase{Name: slices.Clone(name), Fail: sub.Fail})
		}
	}
	return result
}

func sortResults(results []testResult) {
	slices.SortFunc(results, func(a, b testResult) int {
		return cmp.Or(
			strings.Compare(a.File, b.File),
			cmp.Compare(a.Line, b.Line),
			strings.Compare(a.Name, b.Name),
		)
	})
}
