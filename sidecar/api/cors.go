package api

import (
	"net/http"

	"neonauth/gen"
)

// allowOrigin lets a page of a trusted origin read the answer.
func (s *Server) allowOrigin(r *request) error {
	h := r.Response().Header()
	h.Add("Vary", "Origin")
	origin := r.Request().Header.Get("Origin")
	if origin == "" {
		return nil
	}
	if !s.isTrusted(r, origin) {
		return r.confirm()
	}
	h.Set("Access-Control-Allow-Origin", origin)
	h.Set("Access-Control-Allow-Credentials", "true")
	return nil
}

// confirm fails with CONFIG_CHANGED when the settings are others by now. It is asked before something is refused that
// the database would not hear of otherwise.
func (r *request) confirm() error {
	return r.db.Queries().BeginRequest(r.ctx, gen.BeginRequestParams{ConfigVersion: r.settings.Version})
}

// refuse fails with that failure, once it is sure that the settings still say so.
func (r *request) refuse(name string) error {
	if err := r.confirm(); err != nil {
		return err
	}
	return r.settings.Failure(name)
}

// preflight answers a browser that asks whether it may send what it is about to.
func (s *Server) preflight(r *request) error {
	if err := r.confirm(); err != nil {
		return err
	}
	if h := r.Response().Header(); h.Get("Access-Control-Allow-Origin") != "" {
		h.Set("Access-Control-Allow-Methods", "GET, POST, OPTIONS")
		h.Set("Access-Control-Allow-Headers", "content-type, x-neon-client-info, authorization, x-requested-with")
		h.Set("Access-Control-Max-Age", "600")
	}
	return r.NoContent(http.StatusNoContent)
}
