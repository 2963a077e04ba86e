package api

import "net/http"

// findPlugin responds to paths of disabled plugins like to unknown paths. It first makes sure that the settings are current,
// because the request does not query the database otherwise.
func (s *Server) findPlugin(r *request) error {
	if !r.settings.Off[s.shapes[r.route.key()].Plugin] {
		return nil
	}
	if err := r.confirm(); err != nil {
		return err
	}
	if wantsPage(r.Request()) {
		return sendOwn(r, endpointNotFound)
	}
	return r.NoContent(http.StatusNotFound)
}

// check rejects a request by its origin, then by its shape, before the session is looked up.
func (s *Server) check(r *request) error {
	if err := s.allowOrigin(r); err != nil {
		return err
	}
	if err := s.limit(r); err != nil || r.Response().Committed {
		return err
	}
	if err := s.findPlugin(r); err != nil || r.Response().Committed {
		return err
	}
	if err := s.checkCaptcha(r); err != nil {
		return err
	}
	if err := s.checkOrigin(r); err != nil {
		return err
	}
	wanted := s.shapes[r.route.key()]
	problem := wanted.Body(r.value, r.hasBody)
	if problem == "" {
		problem = wanted.Query(r.query)
	}
	if problem != "" {
		return r.settings.Failure("VALIDATION_ERROR", problem)
	}
	if r.queries != nil && r.needsStepUp() {
		return r.queries.RequireStepUp(r.ctx, r.tokenHash())
	}
	return nil
}

// needsStepUp reports whether the settings list the endpoint, by either name, as one that needs a recent proof.
func (r *request) needsStepUp() bool {
	listed, path := r.settings.StepUp, r.route.path
	if listed == nil || path == phoneVerifyPath {
		return false
	}
	other := otherName(path)
	return listed.Match(path) || other != "" && listed.Match(other)
}
