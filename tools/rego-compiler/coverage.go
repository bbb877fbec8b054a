package main

import (
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/cover"
)

// coverageReport says which expressions the tests evaluated.
type coverageReport struct {
	// Percentage counts lines.
	Percentage float64        `json:"percentage"`
	Files      []fileCoverage `json:"files"`
}

type fileCoverage struct {
	File       string      `json:"file"`
	Percentage float64     `json:"percentage"`
	Covered    []lineRange `json:"covered"`
	NotCovered []lineRange `json:"notCovered"`
}

type lineRange struct {
	Line      int `json:"line"`
	Column    int `json:"column"`
	EndLine   int `json:"endLine"`
	EndColumn int `json:"endColumn"`
}

func coverageOf(report cover.Report) *coverageReport {
	result := &coverageReport{Percentage: report.Coverage, Files: []fileCoverage{}}
	for _, file := range slices.Sorted(maps.Keys(report.Files)) {
		measured := report.Files[file]
		result.Files = append(result.Files, fileCoverage{
			File:       file,
			Percentage: measured.Coverage,
			Covered:    lineRanges(measured.Covered),
			NotCovered: lineRanges(measured.NotCovered),
		})
	}
	return result
}

func lineRanges(ranges []cover.Range) []lineRange {
	result := make([]lineRange, 0, len(ranges))
	for _, r := range ranges {
		result = append(result, lineRange{r.Start.Row, r.Start.Col, r.End.Row, r.End.Col})
	}
	return result
}
