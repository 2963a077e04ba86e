package management

import "net/http"

// POST …/auth/users
func createUser(_ *Server, r *request) error {
	body, err := r.queries.ManageCreateUser(r.ctx, r.key, r.text("email"), r.text("name"))
	return r.json(http.StatusCreated, body, err)
}
