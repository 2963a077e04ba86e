package api

import (
	"net/http"
	"strings"
	"time"
)

// POST /send-verification-email
func (s *Server) sendVerificationEmail(r *request, in struct {
	Email       string  `json:"email"`
	CallbackURL *string `json:"callbackURL"`
},
) ([]byte, error) {
	proof, err := s.proveAddress(r, in.Email, in.CallbackURL)
	if err != nil {
		return nil, err
	}
	return r.queries.SendVerificationEmail(r.ctx, r.tokenHash(), in.Email, proof)
}

// GET and POST /verify-email
func (s *Server) verifyEmail(r *request) error {
	if err := s.checkReturn(r, "callbackURL"); err != nil {
		return err
	}
	claims, problem := readLink(r.settings.Links, r.query.Get("token"), time.Now())
	if problem != "" {
		return s.linkFailed(r, problem)
	}
	if isVisit(r.Request()) {
		return r.page(pageContent{
			Title: "Verify your email", Text: "Press the button to confirm that " + claims.Email + " is yours.", Button: "Verify my email",
		})
	}
	token := r.drawToken()
	outcome, err := r.queries.VerifyEmailLink(r.ctx, r.tokenHash(), claims.Email, tokenHash(token))
	if err != nil {
		return err
	}
	switch outcome {
	case "user_not_found":
		return s.linkFailed(r, outcome)
	case "session opened":
		err = s.setSessionCookies(r, token, true)
	case "signed in":
		err = s.setSessionCookies(r, r.token, !s.isForgetful(r))
	}
	if err != nil {
		return err
	}
	if back := r.query.Get("callbackURL"); back != "" {
		return r.redirect(back)
	}
	return r.JSONBlob(http.StatusOK, []byte(`{"status":true,"user":null}`))
}

// linkFailed sends the browser back with the problem, or tells it where there is no way back.
func (s *Server) linkFailed(r *request, problem string) error {
	back := r.query.Get("callbackURL")
	if back == "" {
		return r.settings.Failure("LINK_" + strings.ToUpper(problem))
	}
	separator := "?"
	if strings.Contains(back, "?") {
		separator = "&"
	}
	return r.redirect(back + separator + "error=" + problem)
}
