package api

import "strings"

// findDatabase finds the database a request is for: by the name in its path, which the branch identity that its host
// may begin with must agree with, as in ep-….example.com; without a name, by that identity. It also says which origin is ours in this request. No
// database: nil.
func (s *Server) findDatabase(r *request) (err error) {
	name := r.Param("database")
	r.origin = s.PublicURL
	identity, ofBranch := s.identityOf(r.Request().Host)
	if !ofBranch {
		r.db, err = s.Database(r.ctx, name)
		return err
	}
	scheme, domain, _ := strings.Cut(s.PublicURL, "://")
	r.origin = scheme + "://" + identity + "." + domain
	if name == "" {
		r.db, err = s.ByBranch(r.ctx, identity)
		return err
	}
	if r.db, err = s.Database(r.ctx, name); err != nil || r.db == nil {
		return err
	}
	settings, err := r.db.Settings(r.ctx)
	if err == nil && settings.Branch != identity {
		r.db = nil
	}
	return err
}

// identityOf gives the branch identity that a host name of ours begins with.
func (s *Server) identityOf(host string) (identity string, ofBranch bool) {
	_, domain, _ := strings.Cut(s.PublicURL, "://")
	identity, ofBranch = strings.CutSuffix(strings.ToLower(host), "."+domain)
	return identity, ofBranch && !strings.Contains(identity, ".")
}

// enter finds database and settings; false when the answer has been given.
func (s *Server) enter(r *request) (bool, error) {
	err := s.findDatabase(r)
	if err == nil && r.db == nil {
		return false, sendOwn(r, databaseNotFound)
	}
	if err == nil {
		r.settings, err = r.db.Settings(r.ctx)
	}
	if err != nil {
		return false, s.answerError(r, err)
	}
	return true, nil
}
