package main

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/format"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// Parts of a request that are not source files are named like files, in angle
// brackets, so that every problem has a place.
const (
	requestPart     = "<request>"
	queryPart       = "<query>"
	schemaPart      = "<schema>"
	entrypointsPart = "<entrypoints>"
)

// position is a place in a source: lines and columns count from one, columns
// count Unicode code points, and the end is exclusive.
type position struct {
	File      string `json:"file"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"endLine,omitempty"`
	EndColumn int    `json:"endColumn,omitempty"`
}

// problem is a mistake in the sources.
type problem struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	position
	Details []string `json:"details,omitempty"`
	// Builtin names a built-in function that is not allowed.
	Builtin string `json:"builtin,omitempty"`
	// Expected lists what could stand in place of a name that does not exist.
	Expected []string `json:"expected,omitempty"`
}

type problems []problem

func positionOf(loc *ast.Location, fallback string) position {
	if loc == nil || loc.Row == 0 {
		return position{File: fallback, Line: 1, Column: 1}
	}
	// OPA counts the column from zero at the end of a file.
	at := position{File: loc.File, Line: loc.Row, Column: max(loc.Col, 1)}
	if at.File == "" {
		at.File = fallback
	}
	if len(loc.Text) > 0 {
		at.EndLine, at.EndColumn = loc.End()
	}
	return at
}

// problemsOf turns any error of OPA into problems. The fallback names the part
// of the request that is to blame when the error has no place of its own.
func problemsOf(err error, fallback string) problems {
	var found problems
	collectProblems(err, fallback, &found)
	return found.sorted()
}

func collectProblems(err error, fallback string, into *problems) {
	var many ast.Errors
	var several rego.Errors
	var one *ast.Error
	var raised *topdown.Error
	var unformatted format.UnformattedError
	switch {
	case err == nil:
	case errors.As(err, &many):
		for _, each := range many {
			collectProblems(each, fallback, into)
		}
	case errors.As(err, &several):
		for _, each := range several {
			collectProblems(each, fallback, into)
		}
	case errors.As(err, &one):
		*into = append(*into, problemOf(one, fallback))
	case errors.As(err, &raised):
		*into = append(*into, problem{Code: raised.Code, Message: raised.Message, position: positionOf(raised.Location, fallback)})
	case errors.As(err, &unformatted):
		*into = append(*into, problem{Code: ast.FormatErr, Message: unformatted.Error(), position: positionOf(unformatted.Loc, fallback)})
	default:
		*into = append(*into, problem{Code: ast.CompileErr, Message: err.Error(), position: positionOf(nil, fallback)})
	}
}

func problemOf(err *ast.Error, fallback string) problem {
	found := problem{Code: err.Code, Message: err.Message, position: positionOf(err.Location, fallback)}
	if err.Details == nil {
		return found
	}
	for _, line := range err.Details.Lines() {
		found.Details = append(found.Details, strings.TrimRight(line, " \t"))
	}
	// OPA blames the whole reference; the name that does not exist has a place.
	if detail, ok := err.Details.(*ast.RefErrInvalidDetail); ok && detail.Pos < len(detail.Ref) {
		if name := detail.Ref[detail.Pos].Location; name != nil && err.Location != nil && name.File == err.Location.File {
			found.position = positionOf(name, fallback)
		}
		for _, name := range detail.OneOf {
			if text, ok := name.(ast.String); ok {
				found.Expected = append(found.Expected, string(text))
			}
		}
		slices.Sort(found.Expected)
	}
	return found
}

// sorted is the problems in the order of the sources, each once.
func (found problems) sorted() problems {
	slices.SortStableFunc(found, func(a, b problem) int {
		return cmp.Or(
			strings.Compare(a.File, b.File),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column),
			strings.Compare(a.Message, b.Message),
		)
	})
	return slices.CompactFunc(found, func(a, b problem) bool {
		return a.position == b.position && a.Code == b.Code && a.Message == b.Message
	})
}
