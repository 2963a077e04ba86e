package management

import (
	"errors"
	"net/http"

	"neonauth/sidecar/branch"
)

// GET …/auth
func getAuth(s *Server, r *request) error {
	body, err := r.queries.ManageGetAuth(r.ctx, r.key, s.base(r.database))
	return r.json(http.StatusOK, body, err)
}

// POST …/auth and POST /projects/auth/create
func enableAuth(s *Server, r *request) error {
	if err := r.requireBetterAuth(r.text("auth_provider")); err != nil {
		return err
	}
	if name := r.text("database_name"); name != "" && name != r.database {
		return invalid("database_name must be " + r.database + ": each database is a branch of its own")
	}
	err := s.Keys.Enable(r.ctx, Operation{Database: r.database, KeyHash: r.key})
	s.forget(r.database)
	if err != nil {
		return operationFailure(err)
	}
	if err := s.open(r); err != nil {
		return err
	}
	return s.sendCreated(r)
}

// sendCreated describes what was created.
func (s *Server) sendCreated(r *request) error {
	body, err := r.calls().ManageCreated(r.ctx, r.key, s.base(r.database))
	return r.json(http.StatusCreated, body, err)
}

// DELETE …/auth and DELETE /projects/{project_id}/auth/integration/{auth_provider}
func disableAuth(s *Server, r *request) error {
	if provider := r.in.PathValue("auth_provider"); provider != "" && provider != "better_auth" {
		return authNotEnabled
	}
	deleteData, _ := r.body["delete_data"].(bool)
	err := s.Keys.Disable(r.ctx, Operation{Database: r.database, DeleteData: deleteData, KeyHash: r.key})
	s.forget(r.database)
	return r.empty(http.StatusOK, operationFailure(err))
}

// forget closes a database in which auth was enabled or disabled.
func (s *Server) forget(database string) {
	if s.Forget != nil {
		s.Forget(database)
	}
}

// PATCH …/auth/config
func setName(_ *Server, r *request) error {
	body, err := r.queries.ManageSetName(r.ctx, r.key, r.text("name"))
	return r.json(http.StatusOK, body, err)
}

// POST /projects/auth/keys
func createKeys(s *Server, r *request) error {
	if err := r.requireBetterAuth(r.text("auth_provider")); err != nil {
		return err
	}
	return s.sendCreated(r)
}

// POST /projects/auth/transfer_ownership. The caller owns the project already, so there is nothing to claim.
func transferOwnership(s *Server, r *request) error {
	if err := r.requireBetterAuth(r.text("auth_provider")); err != nil {
		return err
	}
	body, err := r.queries.ManageTransferOwnership(r.ctx, r.key, s.PublicURL+"/")
	return r.json(http.StatusOK, body, err)
}

// GET /projects/{project_id}/auth/integrations
func listIntegrations(s *Server, r *request) error {
	err := s.open(r)
	if failure := (branch.Failure{}); errors.As(err, &failure) && failure.Code == authNotEnabled.Code {
		return r.json(http.StatusOK, []byte(`{"data": []}`), nil)
	}
	if err != nil {
		return err
	}
	body, err := r.calls().ManageGetAuth(r.ctx, r.key, s.base(r.database))
	return r.json(http.StatusOK, []byte(`{"data": [`+string(body)+`]}`), err)
}

// requireBetterAuth refuses the other providers of Neon's API.
func (r *request) requireBetterAuth(provider string) error {
	if provider == "better_auth" {
		return nil
	}
	return branch.Failure{Status: 400, Code: "UNSUPPORTED_AUTH_PROVIDER", Message: "This server has auth_provider better_auth only"}
}
