package api

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/url"

	"neonauth/sidecar/branch"
	"neonauth/sidecar/oauth"
)

// provider returns an enabled provider with decrypted secrets, or nil. With onlySignedIn, the caller must be a user.
func (s *Server) provider(r *request, id string, onlySignedIn bool) (*oauth.Provider, error) {
	var caller *string
	if onlySignedIn {
		hash := r.tokenHash()
		caller = &hash
	}
	text, err := r.queries.GetOAuthProvider(r.ctx, id, caller)
	if err != nil || text == nil {
		return nil, err
	}
	return openProvider(r, text)
}

// openProvider parses SQL's description of a provider and decrypts its secrets.
func openProvider(r *request, text []byte) (*oauth.Provider, error) {
	p, err := oauth.Parse(text)
	if err != nil {
		return nil, &oauth.Failure{Code: oauth.Misconfigured, Cause: errors.New("the provider in social_providers has a value of another type")}
	}
	for _, secret := range []*string{&p.ClientSecret, &p.PrivateKey} {
		if *secret, err = r.db.OpenSecret(*secret); err != nil {
			return nil, &oauth.Failure{Code: oauth.Misconfigured, Cause: errors.New("the provider's secret was sealed with another NEONAUTH_SECRET")}
		}
	}
	return p, nil
}

// redirectURI returns the callback address for the provider.
func (s *Server) redirectURI(r *request, p *oauth.Provider) string {
	path := "/oauth2/callback/"
	if p.IsPreset {
		path = "/callback/"
	}
	return r.base() + path + url.PathEscape(p.ID)
}

// base returns the base URL of this server's endpoints.
func (r *request) base() string { return r.origin + "/" + url.PathEscape(r.db.Name) + "/auth" }

// logProvider writes the log line about a failed sign-in for the operator.
func (s *Server) logProvider(r *request, provider, code string, err error) {
	cause := code
	var failure *oauth.Failure
	if errors.As(err, &failure) {
		cause = failure.Cause.Error()
	} else if err != nil {
		cause = err.Error()
	}
	s.Log.LogAttrs(r.ctx, slog.LevelWarn, "sign-in with a provider failed",
		slog.String("id", requestID(r)), slog.String("provider", provider), slog.String("error", code), slog.String("cause", cause))
}

// providerFailure returns the failure for an app that waits for a response of a provider that failed.
func (s *Server) providerFailure(r *request, provider string, err error, refused string) error {
	var failure *oauth.Failure
	if !errors.As(err, &failure) {
		return err
	}
	s.logProvider(r, provider, failure.Code, err)
	switch failure.Code {
	case oauth.Unavailable, oauth.Timeout:
		return r.settings.Failure("PROVIDER_UNAVAILABLE")
	case oauth.Misconfigured:
		return r.settings.Failure("INVALID_OAUTH_CONFIGURATION")
	}
	return r.settings.Failure(refused)
}

// refusals map the codes of decide_oauth to failures for clients that expect JSON.
var refusals = map[string]string{
	"account_not_linked": "ACCOUNT_NOT_LINKED", "subject_changed": "SUBJECT_CHANGED", "signup_disabled": "SIGNUP_DISABLED",
	"id_is_missing": "PROVIDER_ID_MISSING", "name_is_missing": "PROVIDER_INFO_MISSING", "email_not_found": "PROVIDER_EMAIL_MISSING",
	"email_not_verified": "PROVIDER_EMAIL_UNVERIFIED", "oauth_provider_not_found": "PROVIDER_NOT_FOUND",
	"unable_to_link_account": "LINKING_NOT_ALLOWED", "email_doesn't_match": "LINKING_OTHER_EMAIL",
	"account_already_linked_to_different_user": "LINKING_FAILED", "unauthorized": "UNAUTHORIZED",
}

// noConfig returns the failure of Better Auth's generic endpoints for an unknown provider.
func noConfig(r *request, id string) error {
	err := r.settings.Failure("PROVIDER_CONFIG_NOT_FOUND", id)
	var failure branch.Failure
	if errors.As(err, &failure) {
		failure.Code = failureCode(failure.Message)
		return failure
	}
	return err
}

// answerJSON encodes a response that a handler has built itself.
func answerJSON(value any) ([]byte, error) { return json.Marshal(value) }
