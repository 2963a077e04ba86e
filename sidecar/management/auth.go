package management

import "net/http"

// GET …/auth
func getAuth(s *Server, r *request) error {
	body, err := r.queries.ManageGetAuth(r.ctx, r.key, s.base(r.database))
	return r.json(http.StatusOK, body, err)
}
