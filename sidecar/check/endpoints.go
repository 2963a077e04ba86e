package check

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"neonauth/sidecar/branch"
	"neonauth/sidecar/captcha"
	"neonauth/sidecar/openapi"
)

// endpoints adds whether the endpoints exist that ask for a captcha or a recent proof, or look for breached passwords. SQL does not know them,
// so it accepts a misspelt one, which guards nothing.
func (r *report) endpoints(ctx context.Context, in Input) {
	if in.Database == nil {
		return
	}
	settings, err := in.Database.Settings(ctx)
	if err != nil {
		return // reported by secret
	}
	r.add("endpoints", "guards", "Endpoints that ask for a captcha or a recent proof, or look for breached passwords, exist.", unknownEndpoints(settings)...)
}

// unknownEndpoints returns a finding for each entry of the settings that matches no endpoint.
func unknownEndpoints(settings *branch.Settings) []finding {
	operations, err := openapi.Operations(openapi.Source)
	if err != nil {
		return []finding{{Failure, fmt.Sprintf("The endpoints are not known: %s.", err), ""}}
	}
	posts, all := map[string]bool{}, []string{}
	for _, o := range operations {
		all = append(all, o.Path)
		posts[o.Path] = posts[o.Path] || o.Method == "POST"
	}
	isPost := func(path string) bool { return posts[path] }
	found := []finding{}
	if settings.Captcha != nil {
		for _, entry := range settings.Captcha.Endpoints {
			only := captcha.Check{Endpoints: []string{entry}}
			if !slices.ContainsFunc(slices.Collect(maps.Keys(posts)), func(path string) bool { return isPost(path) && only.Guards(path, isPost) }) {
				found = append(found, finding{
					Warning, fmt.Sprintf("No endpoint matches %q: it asks for no captcha.", entry),
					"select neon_auth.set('plugin_configs.captcha.config.endpoints', '/sign-up/email /sign-in/email')",
				})
			}
		}
	}
	if settings.Breach != nil {
		for _, entry := range slices.Sorted(maps.Keys(settings.Breach.Paths)) {
			if !isPost(entry) {
				found = append(found, finding{
					Warning, fmt.Sprintf("There is no endpoint %q: it looks for no breached passwords.", entry),
					"select neon_auth.set('plugin_configs.haveIBeenPwned.config.paths', null)",
				})
			}
		}
	}
	if settings.StepUp != nil {
		for entry, listed := range settings.StepUp.Entries() {
			if !slices.ContainsFunc(all, listed.Match) {
				found = append(found, finding{
					Warning, fmt.Sprintf("No endpoint matches %q: it asks for no recent proof.", entry),
					"select neon_auth.set('stepUp.endpoints', null)",
				})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b finding) int { return cmp.Compare(a.message, b.message) })
	return found
}
