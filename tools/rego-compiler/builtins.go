package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// builtinErr marks a built-in function that the host does not allow.
const builtinErr = "rego_builtin_error"

// capabilities is what the host lets policies use; nil is everything.
type capabilities struct {
	Builtins []string `json:"builtins"`
}

// allows says whether policies may call a built-in function. Operators and
// what syntax compiles to (`in`, template strings) are always allowed: they
// are pure, and nobody calls them by name.
func (c *capabilities) allows(builtin *ast.Builtin) bool {
	return c == nil || builtin.Infix != "" || strings.HasPrefix(builtin.Name, "internal.") ||
		slices.Contains(c.Builtins, builtin.Name)
}

// limit is the same rule in OPA's own form.
func (c *capabilities) limit() *ast.Capabilities {
	limited := everything()
	limited.Builtins = slices.DeleteFunc(limited.Builtins, func(b *ast.Builtin) bool { return !c.allows(b) })
	return limited
}

// everything is all that OPA can do, except to fetch remote parts of a schema.
func everything() *ast.Capabilities {
	all := ast.CapabilitiesForThisVersion()
	all.AllowNet = []string{}
	return all
}

// unknownNames reports names in the allow-list that are no built-in function,
// so that a misspelt name is not taken for a forbidden one.
func (c *capabilities) unknownNames() problems {
	var found problems
	if c == nil {
		return found
	}
	for _, name := range c.Builtins {
		if _, known := ast.BuiltinMap[name]; !known {
			found = append(found, problem{
				Code:     builtinErr,
				Message:  fmt.Sprintf("no built-in function is called `%s`", name),
				position: positionOf(nil, requestPart),
			})
		}
	}
	return found
}

// forbiddenCalls reports calls to built-in functions that are not allowed. It
// reads compiled rules, in which a call to a rule of the same name as a
// built-in function has become a reference into `data`.
func (c *capabilities) forbiddenCalls(node any, fallback string) problems {
	var found problems
	report := func(name ast.Ref, loc *ast.Location) {
		if builtin, known := ast.BuiltinMap[name.String()]; known && !c.allows(builtin) {
			found = append(found, problem{
				Code:     builtinErr,
				Message:  fmt.Sprintf("the built-in function `%s` is not allowed in a policy", builtin.Name),
				Builtin:  builtin.Name,
				position: positionOf(loc, fallback),
			})
		}
	}
	ast.NewGenericVisitor(func(x any) bool {
		switch x := x.(type) {
		case *ast.Expr:
			if x.IsCall() {
				report(x.Operator(), x.Location)
			}
		case ast.Call:
			if name, ok := x[0].Value.(ast.Ref); ok {
				report(name, x[0].Location)
			}
		case *ast.With:
			if name, ok := x.Target.Value.(ast.Ref); ok {
				report(name, x.Target.Location)
			}
		}
		return false
	}).Walk(node)
	return found
}
