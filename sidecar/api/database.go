package api

import "strings"

// findDatabase sets the request's database and origin. The database is named in the path, and must have the branch identity
// in the host name, if there is one, as in ep-….example.com. Without a name in the path, the identity decides. r.db is nil
// if there is no such database.
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

// identityOf returns the branch identity at the beginning of one of this server's host names.
func (s *Server) identityOf(host string) (identity string, ofBranch bool) {
	_, domain, _ := strings.Cut(s.PublicURL, "://")
	identity, ofBranch = strings.CutSuffix(strings.ToLower(host), "."+domain)
	return identity, ofBranch && !strings.Contains(identity, ".")
}

// enter finds the database and its settings. It returns false if it has sent the response.
func (s *Server) enter(r *request) (bool, error) {
	err := s.findDatabase(r)
	if err == nil && r.db == nil {
		return false, sendOwn(r, databaseNotFound)
	}
	if o, ok := r.Context.(*observed); ok && r.db != nil {
		o.counted.Database = r.db.Name
	}
	if err == nil {
		r.settings, err = r.db.Settings(r.ctx)
	}
	if err != nil {
		return false, s.answerError(r, err)
	}
	return true, nil
}
