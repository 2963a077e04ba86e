package management

import (
	"encoding/json"
	"net/http"
)

// POST …/auth/users and POST /projects/auth/user
func createUser(_ *Server, r *request) error {
	if r.route.body.has("auth_provider") {
		if err := r.requireBetterAuth(r.text("auth_provider")); err != nil {
			return err
		}
	}
	body, err := r.queries.ManageCreateUser(r.ctx, r.key, r.text("email"), r.text("name"))
	return r.json(http.StatusCreated, body, err)
}

// DELETE …/auth/users/{auth_user_id} and DELETE /projects/{project_id}/auth/users/{auth_user_id}
func deleteUser(_ *Server, r *request) error {
	return r.empty(http.StatusNoContent, r.queries.ManageDeleteUser(r.ctx, r.key, r.userID()))
}

// PUT …/auth/users/{auth_user_id}/role
func setRole(_ *Server, r *request) error {
	roles, err := json.Marshal(r.body["roles"])
	if err != nil {
		return err
	}
	body, err := r.queries.ManageSetRole(r.ctx, r.key, r.userID(), roles)
	return r.json(http.StatusOK, body, err)
}

// userID returns the user's id in the path. SQL finds no user for a text that is no id.
func (r *request) userID() string { return r.storableValue("auth_user_id") }

// storableValue returns a value of the path, or "" if Postgres cannot store it.
func (r *request) storableValue(name string) string {
	if value := r.in.PathValue(name); storable(value) {
		return value
	}
	return ""
}
