package api_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"neonauth/sidecar/openapi"
)

// TestLimitedPathsExist: each alternative of a rate limit's paths matches an endpoint. A misspelt one would limit nothing.
func TestLimitedPathsExist(t *testing.T) {
	t.Parallel()
	h := start(t)
	operations, err := openapi.Operations(openapi.Source)
	if err != nil {
		t.Fatal(err)
	}
	paths := []string{"/users-sync/clerk"} // no part of the API for clients
	for _, o := range operations {
		paths = append(paths, o.Path)
	}
	inside := regexp.MustCompile(`^\^/\(([^()]*)\)$`)
	rules := strings.Fields(value[string](h, `select string_agg(paths, ' ' order by position) from neon_auth_internal.limit_rule`))
	if len(rules) < 5 {
		t.Fatalf("%d rules", len(rules))
	}
	for _, rule := range rules {
		alternatives := []string{rule}
		if group := inside.FindStringSubmatch(rule); group != nil {
			alternatives = nil
			for _, one := range strings.Split(group[1], "|") {
				alternatives = append(alternatives, "^/"+one)
			}
		}
		for _, one := range alternatives {
			if !slices.ContainsFunc(paths, regexp.MustCompile(one).MatchString) {
				t.Errorf("%s of %s matches no endpoint", one, rule)
			}
		}
	}
}
