package api

import (
	"slices"
	"sync/atomic"
	"time"

	"neonauth/sidecar/branch"
)

// count counts a request in the metrics.
func (s *Server) count(c *observed, took time.Duration) {
	r := c.counted
	r.Route, r.Method, r.Status, r.Took = c.Path(), c.Request().Method, c.Response().Status, took
	s.Metrics.Request(r)
}

// noteSignIn notes that the response opens a session with that token.
func (r *request) noteSignIn(token string) {
	if o, ok := r.Context.(*observed); ok && slices.Contains(r.generated, token) {
		o.counted.SignedIn = true
	}
}

// noteFailure notes the code of a failed request. An app's own code, which may contain anything, is noted as APP_RULE.
func (s *Server) noteFailure(r *request, code string) {
	o, ok := r.Context.(*observed)
	if !ok || s.Metrics == nil || code == "" {
		return
	}
	if !s.codes.has(r.settings, code) {
		code = "APP_RULE"
	}
	o.counted.Failure = code
}

// knownCodes are the codes of neonauth's failures. They are the same in all databases of a release.
type knownCodes struct {
	set atomic.Pointer[map[string]bool]
}

func (k *knownCodes) has(settings *branch.Settings, code string) bool {
	set := k.set.Load()
	if set == nil && settings != nil {
		made := map[string]bool{}
		for _, f := range settings.Failures {
			made[f.Code] = true
		}
		set = &made
		k.set.Store(set)
	}
	switch code {
	case "VALIDATION_ERROR", databaseNotFound.Code, serverNotReady.Code, "TOO_MANY_REQUESTS":
		return true
	}
	return set != nil && (*set)[code]
}
