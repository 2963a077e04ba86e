package api

import (
	"cmp"
	"net/url"

	"neonauth/gen"
)

// POST /sign-in/magic-link
func (s *Server) requestMagicLink(r *request, in struct {
	Email              string  `json:"email"`
	Name               *string `json:"name"`
	CallbackURL        string  `json:"callbackURL"`
	NewUserCallbackURL string  `json:"newUserCallbackURL"`
	ErrorCallbackURL   string  `json:"errorCallbackURL"`
},
) ([]byte, error) {
	token := generate(32)
	query := url.Values{"token": {token}, "callbackURL": {s.returnTo(r, cmp.Or(in.CallbackURL, "/"))}}
	if in.NewUserCallbackURL != "" {
		query.Set("newUserCallbackURL", s.returnTo(r, in.NewUserCallbackURL))
	}
	if in.ErrorCallbackURL != "" {
		query.Set("errorCallbackURL", s.returnTo(r, in.ErrorCallbackURL))
	}
	payload, err := s.linkPayload(r, "/magic-link/verify", query)
	if err != nil {
		return nil, err
	}
	challenge := generate(32)
	s.setChallenge(r, challenge)
	return r.queries.RequestMagicLink(r.ctx, gen.RequestMagicLinkParams{
		Email: in.Email, Name: in.Name, LinkHash: tokenHash(token), Proof: payload, ChallengeHash: tokenHash(challenge),
	})
}

// GET and POST /magic-link/verify
func (s *Server) useMagicLink(r *request) error {
	if err := s.checkReturn(r, "callbackURL", "newUserCallbackURL", "errorCallbackURL"); err != nil {
		return err
	}
	if s.asksFirst(r) {
		return r.linkPage("sign-in", nil)
	}
	r.mails = true // as in signInCode
	token, verifier := r.generateToken(), generate(32)
	handover, err := sealVerifier(r, token, verifier, "")
	if err != nil {
		return err
	}
	row, err := r.queries.UseMagicLink(r.ctx, tokenHash(r.query.Get("token")), tokenHash(token), handover)
	if err != nil {
		return err
	}
	or := func(name, otherwise string) string {
		if address := r.query.Get(name); address != "" {
			return address
		}
		return otherwise
	}
	back := or("callbackURL", "/")
	if row.Failure == "BANNED_USER" {
		return r.settings.Failure(row.Failure)
	}
	if row.Failure != "" {
		return s.sendTo(r, or("errorCallbackURL", back), url.Values{"error": {row.Failure}})
	}
	if err := s.signIn(r, row.Body, token, !s.isForgetful(r)); err != nil {
		return err
	}
	var more url.Values
	if row.HasVerifier { // the link may be opened in a browser without the app's cookies
		more = url.Values{verifierParameter: {verifier}}
	}
	more = withChallenge(more, row.Body)
	switch {
	case r.query.Get("callbackURL") == "":
		return r.json(r.reveal(row.Body))
	case row.IsNew:
		return s.sendTo(r, or("newUserCallbackURL", back), more)
	}
	return s.sendTo(r, back, more)
}
