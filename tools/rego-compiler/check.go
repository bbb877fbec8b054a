package main

// checked is what the host learns about sources without mistakes.
type checked struct {
	Packages    []packageReport    `json:"packages"`
	Annotations []annotationReport `json:"annotations"`
}

func check(asked request) (any, problems) {
	result, found := analyse(asked)
	if len(found) > 0 {
		return nil, found
	}
	return describe(result), nil
}

func describe(result analysis) checked {
	return checked{Packages: describePackages(result), Annotations: describeAnnotations(result)}
}
