package api

import (
	"encoding/json"

	"neonauth/gen"
	"neonauth/sidecar/secret"
)

// GET /one-time-token/generate
func (s *Server) generateOneTimeToken(r *request, _ struct{}) ([]byte, error) {
	token, err := s.makeOneTimeToken(r, r.token, true)
	if err != nil {
		return nil, err
	}
	return json.Marshal(map[string]string{"token": token})
}

// makeOneTimeToken returns a token that hands a session to another client, once.
func (s *Server) makeOneTimeToken(r *request, session string, byClient bool) (string, error) {
	sealed, err := r.settings.Keys.Seal(secret.Handover, []byte(session))
	if err != nil {
		return "", err
	}
	hash, token := "", generate(32)
	if session != "" {
		hash = tokenHash(session)
	}
	return token, s.queries(r).PutOneTimeToken(r.ctx, gen.PutOneTimeTokenParams{
		TokenHash: hash, OneTimeHash: tokenHash(token), Sealed: sealed, ByClient: byClient,
	})
}

// addOneTimeToken adds a one-time token to the response that sets a session's cookie, if the settings say so.
func (s *Server) addOneTimeToken(r *request, session string) error {
	if !r.settings.OneTimeToken.InHeader {
		return nil
	}
	token, err := s.makeOneTimeToken(r, session, false)
	if err != nil {
		return err
	}
	h := r.Response().Header()
	h.Set("set-ott", token)
	expose(h, "set-ott")
	return nil
}

// POST /one-time-token/verify
func (s *Server) useOneTimeToken(r *request, in struct {
	Token string `json:"token"`
},
) ([]byte, error) {
	row, err := r.queries.UseOneTimeToken(r.ctx, tokenHash(in.Token))
	if err != nil {
		return nil, err
	}
	answer, err := r.outcome(row.Failure, row.Body)
	if err != nil {
		return nil, err
	}
	session, err := r.db.Open(r.ctx, secret.Handover, row.Sealed)
	if err != nil || tokenHash(session) != row.TokenHash {
		return nil, r.settings.Failure("INVALID_TOKEN") // sealed with a secret that is gone
	}
	r.generated = append(r.generated, session)
	if !r.settings.OneTimeToken.SetsCookie {
		return answer, nil
	}
	return answer, s.setSessionCookies(r, session, !s.isForgetful(r))
}
