package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/format"
	"github.com/open-policy-agent/opa/v1/rego"
)

// residue is what is left of a query when the unknowns are unknown: the query
// holds if all expressions of one of the queries hold.
type residue struct {
	Queries [][]expression  `json:"queries"`
	Support []supportModule `json:"support"`
}

// expression is one condition, as text and as OPA's JSON form of its AST.
type expression struct {
	Text string    `json:"text"`
	Ast  *ast.Expr `json:"ast"`
	// At is the place of the condition in the sources that it came from.
	At *position `json:"at"`
}

// supportModule holds rules that the conditions refer to.
// Source is empty if the rules are the sources' own.
type supportModule struct {
	Path   string        `json:"path"`
	Source string        `json:"source"`
	Rules  []supportRule `json:"rules"`
}

// supportRule is one definition of a document; the body is a conjunction.
type supportRule struct {
	Name    string       `json:"name"`
	Head    *ast.Head    `json:"head"`
	Default bool         `json:"default"`
	Body    []expression `json:"body"`
	Else    *supportRule `json:"else"`
}

// tooManyQueries is the code for a query that falls into more alternatives than
// the host wants to read.
const tooManyQueries = "rego_size"

// unplaced lays out what evaluation has taken out of its place.
var unplaced = format.Opts{IgnoreLocations: true, RegoVersion: ast.RegoV1}

func partial(asked request) (any, problems) {
	result, found := analyse(asked)
	if len(found) > 0 {
		return nil, found
	}
	query, found := parseQuery(asked)
	found = append(found, misspeltRefs(append(asked.Unknowns, asked.DisableInlining...))...)
	if len(found) > 0 {
		return nil, found
	}
	evaluated, err := evaluate(asked, rego.New(
		rego.ParsedQuery(query),
		rego.Compiler(result.compiled),
		rego.Store(asked.store()),
		rego.Unknowns(asked.Unknowns),
		rego.DisableInlining(asked.DisableInlining),
		rego.SetRegoVersion(ast.RegoV1),
	))
	if err != nil {
		return nil, problemsOf(err, queryPart)
	}
	if limit := asked.LimitQueries; limit > 0 && len(evaluated.Queries) > limit {
		return nil, problems{{
			Code:     tooManyQueries,
			Message:  fmt.Sprintf("the query falls into more than %d alternatives", limit),
			position: positionOf(nil, queryPart),
		}}
	}
	reply, found := residueOf(evaluated)
	if len(found) > 0 {
		return nil, found
	}
	reply.Support = append(reply.Support, referencedRules(evaluated.Queries, evaluated.Support, result.compiled)...)
	return reply, nil
}

// evaluate evaluates a query as far as it can be. When nothing is unknown, that
// is plain evaluation, which is much faster, and what is left are the values
// of the query's variables.
func evaluate(asked request, query *rego.Rego) (*rego.PartialQueries, error) {
	if asked.Unknowns == nil || len(asked.Unknowns) > 0 {
		return query.Partial(context.Background())
	}
	results, err := query.Eval(context.Background())
	if err != nil {
		return nil, err
	}
	evaluated := &rego.PartialQueries{}
	for _, result := range results {
		body, err := bindingsOf(result)
		if err != nil {
			return nil, err
		}
		if body != nil {
			evaluated.Queries = append(evaluated.Queries, body)
		}
	}
	return evaluated, nil
}

// bindingsOf writes a result as conditions `x = value`, in the order of the
// names; nil if an expression of the query is false.
func bindingsOf(result rego.Result) (ast.Body, error) {
	for _, expression := range result.Expressions {
		if expression.Value == false {
			return nil, nil
		}
	}
	body := ast.Body{}
	for _, name := range slices.Sorted(maps.Keys(result.Bindings)) {
		value, err := ast.InterfaceToValue(result.Bindings[name])
		if err != nil {
			return nil, err
		}
		body.Append(ast.Equality.Expr(ast.VarTerm(name), ast.NewTerm(value)))
	}
	return body, nil
}

func parseQuery(asked request) (ast.Body, problems) {
	if deep := refuseBrackets(queryPart, asked.Query); len(deep) > 0 {
		return nil, deep
	}
	options := parserOptions
	options.SkipRules = true
	statements, _, err := ast.ParseStatementsWithOpts(queryPart, asked.Query, options)
	if err != nil {
		return nil, problemsOf(err, queryPart)
	}
	var query ast.Body
	for _, statement := range statements {
		if body, ok := statement.(ast.Body); ok {
			query = append(query, body...)
		}
	}
	if len(query) == 0 {
		return nil, problemsOf(errors.New("no query is given"), queryPart)
	}
	return query, append(refuseClosures(query, queryPart), asked.Capabilities.forbiddenCalls(query, queryPart)...)
}

// misspeltRefs reports names of documents that are no reference, which OPA
// would blame on the query.
func misspeltRefs(names []string) problems {
	var found problems
	for _, name := range names {
		if _, err := ast.ParseRef(name); err != nil {
			found = append(found, problem{
				Code:     ast.ParseErr,
				Message:  fmt.Sprintf("`%s` is no reference to a document", name),
				position: positionOf(nil, requestPart),
			})
		}
	}
	return found
}

func residueOf(evaluated *rego.PartialQueries) (residue, problems) {
	result := residue{Queries: make([][]expression, 0, len(evaluated.Queries)), Support: []supportModule{}}
	for _, body := range evaluated.Queries {
		result.Queries = append(result.Queries, expressionsOf(body))
	}
	for _, module := range evaluated.Support {
		support, err := supportModuleOf(module)
		if err != nil {
			return residue{}, problemsOf(err, queryPart)
		}
		result.Support = append(result.Support, support)
	}
	return result, nil
}

func supportModuleOf(module *ast.Module) (supportModule, error) {
	result := supportModule{Path: module.Package.Path.String(), Rules: []supportRule{}}
	for _, rule := range module.Rules {
		result.Rules = append(result.Rules, supportRuleOf(module.Package, rule))
	}
	source, err := format.AstWithOpts(module, unplaced)
	result.Source = string(bytes.TrimSpace(source)) + "\n"
	return result, err
}

func supportRuleOf(in *ast.Package, rule *ast.Rule) supportRule {
	result := supportRule{
		Name:    in.Path.Extend(rule.Head.Ref().GroundPrefix()).String(),
		Head:    rule.Head,
		Default: rule.Default,
		Body:    expressionsOf(rule.Body),
	}
	if rule.Else != nil {
		otherwise := supportRuleOf(in, rule.Else)
		result.Else = &otherwise
	}
	return result
}

func expressionsOf(body ast.Body) []expression {
	result := make([]expression, 0, len(body))
	for _, condition := range body {
		result = append(result, expressionOf(condition))
	}
	return result
}

func expressionOf(condition *ast.Expr) expression {
	result := expression{Text: textOf(condition), Ast: condition}
	if condition.Location.HasFile() {
		at := positionOf(condition.Location, queryPart)
		result.At = &at
	}
	return result
}

// textOf writes a condition as its author would have, if it can be written so.
func textOf(condition *ast.Expr) string {
	text, err := format.AstWithOpts(condition, unplaced)
	if err != nil {
		return condition.String()
	}
	return string(bytes.TrimSpace(text))
}
