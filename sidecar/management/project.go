package management

import (
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"unicode/utf8"

	"neonauth/gen"
)

// GET /auth, GET /users/me
func getCaller(s *Server, r *request) error {
	return s.sendFromHome(r, func(home *gen.Queries) ([]byte, error) { return home.GetManagementCaller(r.ctx, r.key) })
}

// GET /users/me/organizations
func listOrganizations(_ *Server, r *request) error {
	return r.json(http.StatusOK, []byte(`{"organizations": []}`), nil) // projects belong to none
}

// GET /projects
func listProjects(s *Server, r *request) error {
	return s.sendFromHome(r, func(home *gen.Queries) ([]byte, error) { return home.ListProjects(r.ctx, r.key) })
}

// GET /projects/{project_id}
func getProject(s *Server, r *request) error {
	return s.sendFromHome(r, func(home *gen.Queries) ([]byte, error) { return home.GetProject(r.ctx, r.key) })
}

// GET /projects/{project_id}/branches
func listBranches(s *Server, r *request) error {
	wanted := gen.ListBranchesParams{KeyHash: r.key, Page: 100}
	query := r.in.URL.Query()
	if limit := query.Get("limit"); limit != "" {
		page, err := strconv.ParseInt(limit, 10, 32)
		if err != nil || page < 1 || page > 10_000 {
			return invalid("limit must be a whole number from 1 to 10000")
		}
		wanted.Page = int32(page)
	}
	after, err := hex.DecodeString(query.Get("cursor"))
	if err != nil || !storable(string(after)) {
		return invalid("cursor is not one of this list")
	}
	wanted.AfterName = string(after)
	if wanted.Search = query.Get("search"); !storable(wanted.Search) {
		return invalid("search must be a text")
	}
	body, err := s.branches(r, wanted)
	return r.json(http.StatusOK, body, err)
}

// GET /projects/{project_id}/branches/{branch_id}
func getBranch(s *Server, r *request) error {
	body, err := s.branches(r, gen.ListBranchesParams{KeyHash: r.key, OnlyID: r.branch, Page: 1})
	var found struct {
		Branches []json.RawMessage `json:"branches"`
	}
	if err == nil {
		err = json.Unmarshal(body, &found)
	}
	if err != nil {
		return err
	}
	if len(found.Branches) == 0 {
		return branchNotFound
	}
	return r.json(http.StatusOK, []byte(`{"branch": `+string(found.Branches[0])+`}`), nil)
}

// branches returns a page of the branches that the key may see.
func (s *Server) branches(r *request, wanted gen.ListBranchesParams) (body []byte, err error) {
	err = s.atHome(r.ctx, func(home *gen.Queries) (err error) {
		body, err = home.ListBranches(r.ctx, wanted)
		return err
	})
	return body, err
}

// sendFromHome sends what a query in the home database returns.
func (s *Server) sendFromHome(r *request, query func(*gen.Queries) ([]byte, error)) error {
	var body []byte
	err := s.atHome(r.ctx, func(home *gen.Queries) (err error) {
		body, err = query(home)
		return err
	})
	return r.json(http.StatusOK, body, err)
}

// storable reports whether Postgres can store a text from a URL.
func storable(value string) bool {
	for _, c := range value {
		if c == 0 {
			return false
		}
	}
	return utf8.ValidString(value)
}
