package main

import (
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
)

// maxNesting bounds how deep brackets may nest. The compiler recurses over
// what it parses, and a source that nests deeper is generated, not written.
const maxNesting = 250

// refuseNesting finds the bracket that exceeds the bound before the parser
// recurses into it. Brackets in strings and comments do not count.
func refuseNesting(path, source string) problems {
	var scan bracketScan
	at := position{File: path, Line: 1}
	for _, r := range source {
		at.Column++
		if scan.next(r); scan.depth > maxNesting {
			return problems{{
				Code:     ast.ParseErr,
				Message:  fmt.Sprintf("nested more than %d levels deep", maxNesting),
				position: at,
			}}
		}
		if r == '\n' {
			at.Line, at.Column = at.Line+1, 0
		}
	}
	return nil
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
