package oauth

import (
	"context"
	"errors"
	"net"
	"net/http"

	"golang.org/x/oauth2"
)

// A Failure is the reason why a provider could not be used: a code for the app, and a cause for the operator.
type Failure struct {
	Code  string
	Cause error
}

// The codes of failures.
const (
	InvalidCode     = "invalid_code"              // the provider rejects the authorization code: used, expired, or of another client
	InvalidIDToken  = "invalid_id_token"          // signature, issuer, audience, nonce or time of the ID token
	Mismatch        = "issuer_mismatch"           // the response comes from a different provider
	SubjectMismatch = "subject_mismatch"          // ID token and user info have different subjects
	NoUserInfo      = "unable_to_get_user_info"   // the provider does not return the user's data
	Unavailable     = "provider_unavailable"      // no connection, or an error on the provider's server
	Timeout         = "provider_timeout"          // no response in time
	Misconfigured   = "invalid_provider_settings" // endpoints are missing, or the discovery document is not valid
)

// Error implements error. The cause never contains a code or token.
func (f *Failure) Error() string { return f.Code + ": " + f.Cause.Error() }

// Unwrap returns the cause.
func (f *Failure) Unwrap() error { return f.Cause }

func fail(code string, cause error) error { return &Failure{code, cause} }

// outcome returns the failure for an error of a request to a provider. refused is the code for an error response.
func outcome(refused string, err error) error {
	var failure *Failure
	var answer *oauth2.RetrieveError
	var network net.Error
	switch {
	case err == nil || errors.As(err, &failure):
		return err
	case errors.As(err, &answer):
		cause := errors.New("status " + http.StatusText(answer.Response.StatusCode) + ", error " + answer.ErrorCode)
		if answer.Response.StatusCode >= http.StatusInternalServerError || answer.Response.StatusCode == http.StatusTooManyRequests {
			return fail(Unavailable, cause)
		}
		return fail(refused, cause)
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		return fail(Timeout, err)
	case errors.As(err, &network), errors.Is(err, errUnreachable):
		return fail(Unavailable, err)
	}
	return fail(refused, err)
}
