package api

import (
	"net/url"
	"strings"

	"neonauth/gen"
)

// POST /send-verification-email
func (s *Server) sendVerificationEmail(r *request, in struct {
	Email       string  `json:"email"`
	CallbackURL *string `json:"callbackURL"`
},
) ([]byte, error) {
	payload, err := s.addressPayload(r, in.Email, in.CallbackURL)
	if err != nil {
		return nil, err
	}
	return r.queries.SendVerificationEmail(r.ctx, r.tokenHash(), in.Email, payload)
}

// GET and POST /verify-email
func (s *Server) verifyEmail(r *request) error {
	if err := s.checkReturn(r, "callbackURL"); err != nil {
		return err
	}
	claims, problem := readLink(r.settings.Links, r.query.Get("token"), r.db.Now())
	if problem != "" {
		return s.linkFailed(r, problem)
	}
	if s.asksFirst(r) {
		return r.linkPage(claims.page())
	}
	token := r.generateToken()
	outcome, answer, err := s.followLink(r, claims, token)
	if err != nil {
		return err
	}
	switch outcome {
	case "user_not_found", "unauthorized":
		return s.linkFailed(r, outcome)
	case "banned":
		return r.settings.Failure("BANNED_USER")
	case "superseded":
		if r.query.Get("callbackURL") == "" {
			return r.settings.Failure("INVALID_TOKEN")
		}
		return s.linkFailed(r, "invalid_token")
	case "session opened":
		err = s.setSessionCookies(r, token, !s.isForgetful(r))
	case "signed in":
		err = s.setSessionCookies(r, r.token, !s.isForgetful(r))
	}
	if err != nil {
		return err
	}
	if back := r.query.Get("callbackURL"); back != "" {
		return r.redirect(back, nil)
	}
	return r.json(answer)
}

// followLink performs the step that the link's signed claims name.
func (s *Server) followLink(r *request, claims linkClaims, newToken string) (outcome string, answer []byte, err error) {
	switch claims.Step {
	case confirmStep:
		return s.confirmChangeEmail(r, claims)
	case finishStep:
		return s.finishChangeEmail(r, claims, newToken)
	}
	outcome, err = r.queries.VerifyEmailLink(r.ctx, gen.VerifyEmailLinkParams{
		TokenHash: r.tokenHash(), Email: claims.Email, NewTokenHash: tokenHash(newToken), LinkHash: tokenHash(r.query.Get("token")),
	})
	return outcome, []byte(`{"status":true,"user":null}`), err
}

// linkFailed redirects the browser with the error, or returns it if there is no callback address.
func (s *Server) linkFailed(r *request, problem string) error {
	back := r.query.Get("callbackURL")
	if back == "" {
		return r.settings.Failure("LINK_" + strings.ToUpper(problem))
	}
	return r.redirect(back, url.Values{"error": {problem}})
}
