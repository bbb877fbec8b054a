package main

import (
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
)

// nestingErr marks a source that nests deeper than anyone writes.
const nestingErr = "rego_nesting_error"

const (
	// maxNesting bounds brackets: the compiler recurses over what it parses.
	maxNesting = 250
	// maxClosures bounds comprehensions inside comprehensions: the type checker
	// takes twice as long for each level.
	maxClosures = 8
)

// refuseBrackets finds the bracket that exceeds the bound before the parser
// recurses into it. Brackets in strings and comments do not count.
func refuseBrackets(path, source string) problems {
	var scan bracketScan
	at := position{File: path, Line: 1}
	for _, r := range source {
		at.Column++
		if scan.next(r); scan.depth > maxNesting {
			return problems{tooDeep(maxNesting, at)}
		}
		if r == '\n' {
			at.Line, at.Column = at.Line+1, 0
		}
	}
	return nil
}

// refuseClosures finds the outermost comprehension or template string that
// exceeds the bound.
func refuseClosures(node any, fallback string) problems {
	var found problems
	var visitor *ast.GenericVisitor
	depth := 0
	visitor = ast.NewGenericVisitor(func(x any) bool {
		term, ok := x.(*ast.Term)
		if !ok || !isClosure(term) {
			return false
		}
		if depth++; depth > maxClosures && len(found) == 0 {
			found = append(found, tooDeep(maxClosures, positionOf(term.Location, fallback)))
		}
		visitor.Walk(term.Value)
		depth--
		return true
	})
	visitor.Walk(node)
	return found
}

func isClosure(term *ast.Term) bool {
	switch term.Value.(type) {
	case *ast.ArrayComprehension, *ast.SetComprehension, *ast.ObjectComprehension, *ast.TemplateString:
		return true
	}
	return false
}

func tooDeep(bound int, at position) problem {
	return problem{Code: nestingErr, Message: fmt.Sprintf("nested more than %d levels deep", bound), position: at}
}

// bracketScan follows a Rego source just closely enough to tell brackets from
// text.
type bracketScan struct {
	depth int
	// inside is the character that opened the current string or comment.
	inside  rune
	escaped bool
}

func (s *bracketScan) next(r rune) {
	switch s.inside {
	case 0:
		s.code(r)
	case '#':
		if r == '\n' {
			s.inside = 0
		}
	case '`':
		if r == '`' {
			s.inside = 0
		}
	case '"':
		if (r == '"' && !s.escaped) || r == '\n' {
			s.inside = 0
		}
		s.escaped = r == '\\' && !s.escaped
	}
}

func (s *bracketScan) code(r rune) {
	switch r {
	case '#', '`', '"':
		s.inside, s.escaped = r, false
	case '(', '[', '{':
		s.depth++
	case ')', ']', '}':
		s.depth = max(s.depth-1, 0)
	}
}
