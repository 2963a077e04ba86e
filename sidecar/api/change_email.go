package api

import (
	"cmp"
	"net/url"
	"strings"

	"neonauth/gen"
	"neonauth/sidecar/translation"
)

// POST /change-email
func (s *Server) changeEmail(r *request, in struct {
	NewEmail    string `json:"newEmail"`
	CallbackURL string `json:"callbackURL"`
	Password    string `json:"password"`
},
) ([]byte, error) {
	var verified *string
	if in.Password != "" {
		stored, err := r.queries.FindOwnCredential(r.ctx, r.tokenHash())
		if err != nil {
			return nil, err
		}
		if err := s.verify(r, in.Password, stored); err != nil {
			return nil, err
		}
		verified = &stored
	}
	caller, err := r.queries.PrepareChangeEmail(r.ctx, r.tokenHash(), in.NewEmail, verified)
	if err != nil {
		return nil, err
	}
	if caller.Way == "at once" {
		return s.changeEmailAtOnce(r, caller.Email, in.NewEmail, in.CallbackURL, verified)
	}
	claims := linkClaims{Email: caller.Email, UpdateTo: strings.ToLower(in.NewEmail), Step: finishStep}
	if caller.Way == "confirm" {
		claims.Step = confirmStep
	}
	hash, payload, err := s.changePayload(r, claims, in.CallbackURL)
	if err != nil {
		return nil, err
	}
	return r.queries.ChangeEmail(r.ctx, gen.ChangeEmailParams{
		TokenHash: r.tokenHash(), NewEmail: in.NewEmail, OldEmail: caller.Email, Confirm: claims.Step == confirmStep, LinkHash: hash, Proof: payload,
		VerifiedHash: verified,
	})
}

// changeEmailAtOnce changes an address that is not verified, and has the new one verified.
func (s *Server) changeEmailAtOnce(r *request, old, wanted, callback string, verified *string) ([]byte, error) {
	payload, err := s.addressPayload(r, wanted, &callback)
	if err != nil {
		return nil, err
	}
	answer, err := r.queries.ChangeEmailAtOnce(r.ctx, gen.ChangeEmailAtOnceParams{
		TokenHash: r.tokenHash(), NewEmail: wanted, OldEmail: old, Proof: payload, VerifiedHash: verified,
	})
	if err != nil {
		return nil, err
	}
	return answer, s.setSessionCookies(r, r.token, !s.isForgetful(r))
}

// confirmChangeEmail sends the verification mail to the new address, after the old address has confirmed the change.
func (s *Server) confirmChangeEmail(r *request, claims linkClaims) (string, []byte, error) {
	next := claims
	next.Step = finishStep
	hash, payload, err := s.changePayload(r, next, r.query.Get("callbackURL"))
	if err != nil {
		return "", nil, err
	}
	outcome, err := r.queries.ConfirmChangeEmail(r.ctx, gen.ConfirmChangeEmailParams{
		TokenHash: r.tokenHash(), OldEmail: claims.Email, NewEmail: claims.UpdateTo,
		LinkHash: tokenHash(r.query.Get("token")), NextHash: hash, Proof: payload,
	})
	if undelivered := s.deliverEvents(r); undelivered != nil {
		return "", nil, undelivered
	}
	return outcome, []byte(`{"status":true}`), err
}

// finishChangeEmail changes the address.
func (s *Server) finishChangeEmail(r *request, claims linkClaims, newToken string) (string, []byte, error) {
	r.mails = true // the old address is notified
	row, err := r.queries.FinishChangeEmail(r.ctx, gen.FinishChangeEmailParams{
		TokenHash: r.tokenHash(), OldEmail: claims.Email, NewEmail: claims.UpdateTo,
		LinkHash: tokenHash(r.query.Get("token")), NewTokenHash: tokenHash(newToken),
	})
	return row.Outcome, row.Body, err
}

// changePayload returns the hash and the verification payload for a mail with a link for a change of address.
func (s *Server) changePayload(r *request, claims linkClaims, callback string) (hash string, payload []byte, err error) {
	token := signLink(r.settings.Links, claims, r.db.Now())
	payload, err = s.linkPayload(r, "/verify-email", url.Values{"token": {token}, "callbackURL": {s.returnTo(r, cmp.Or(callback, "/"))}})
	return tokenHash(token), payload, err
}

// page returns the kind of page that is shown when the link is opened, and its variables.
func (c linkClaims) page() (kind string, data translation.Data) {
	if c.Step == confirmStep {
		return "change", translation.Data{"Old": c.Email, "New": c.UpdateTo}
	}
	return "verify", translation.Data{"Email": cmp.Or(c.UpdateTo, c.Email)}
}
