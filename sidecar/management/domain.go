package management

import "net/http"

// GET …/auth/domains
func listDomains(_ *Server, r *request) error {
	body, err := r.queries.ManageListDomains(r.ctx, r.key)
	return r.json(http.StatusOK, body, err)
}

// POST …/auth/domains
func addDomain(_ *Server, r *request) error {
	body, err := r.object()
	if err != nil {
		return err
	}
	return r.empty(http.StatusCreated, r.queries.ManageAddDomain(r.ctx, r.key, body))
}

// DELETE …/auth/domains
func removeDomains(_ *Server, r *request) error {
	body, err := r.object()
	if err != nil {
		return err
	}
	return r.empty(http.StatusOK, r.queries.ManageRemoveDomains(r.ctx, r.key, body))
}
