package main

import (
	"github.com/open-policy-agent/opa/v1/ast"
)

// annotationReport is one METADATA comment and what it describes.
type annotationReport struct {
	// Path is the document described, `data.plant.allow.historian.grant`.
	Path        string         `json:"path"`
	Scope       string         `json:"scope"`
	Title       string         `json:"title,omitempty"`
	Description string         `json:"description,omitempty"`
	Custom      map[string]any `json:"custom,omitempty"`
	Entrypoint  bool           `json:"entrypoint,omitempty"`
	// The place of the package or rule described.
	position
	// Comment is the place of the METADATA itself.
	Comment position `json:"comment"`
}

func describeAnnotations(checked analysis) []annotationReport {
	reports := []annotationReport{}
	for _, ref := range checked.compiled.GetAnnotationSet().Flatten() {
		if ref.Annotations == nil || !isOurs(ref.Location) {
			continue
		}
		reports = append(reports, describeAnnotation(ref))
	}
	return reports
}

func describeAnnotation(ref *ast.AnnotationsRef) annotationReport {
	written := ref.Annotations
	return annotationReport{
		Path:        ref.Path.GroundPrefix().String(),
		Scope:       written.Scope,
		Title:       written.Title,
		Description: written.Description,
		Custom:      written.Custom,
		Entrypoint:  written.Entrypoint,
		position:    positionOf(ref.Location, requestPart),
		Comment:     positionOf(written.Location, requestPart),
	}
}
