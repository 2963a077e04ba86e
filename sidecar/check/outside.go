package check

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// maxAnswer is the most that is read of a response, in bytes.
const maxAnswer = 1 << 20

// outside adds what browsers see: the certificate of the public address, and the attributes of cookies.
func (r *report) outside(ctx context.Context, in Input) {
	ctx, stop := context.WithTimeout(ctx, 2*timeLimit)
	defer stop()
	origin := in.Config.PublicURL
	if !strings.HasPrefix(origin, "https://") {
		r.add("public-url", "running", "", finding{Failure, fmt.Sprintf("NEONAUTH_PUBLIC_URL is %s: without https, passwords and cookies are sent in clear.", origin), "NEONAUTH_PUBLIC_URL=https://auth.example.com"})
		return
	}
	if in.Database == nil {
		return
	}
	base := origin + "/" + url.PathEscape(in.Database.Name) + "/auth"
	response, body, err := ask(ctx, in.Client, http.MethodGet, base+"/jwks", "")
	if err != nil {
		r.add("public-url", "running", "", finding{Failure, fmt.Sprintf("%s cannot be reached: %s.", origin, reason(err)), "Let a proxy with a certificate pass " + origin + " on to " + in.Config.Listen})
		return
	}
	found := []finding{}
	if !r.isOurs(ctx, in, response.StatusCode, body) {
		found = append(found, finding{Failure, fmt.Sprintf("%s/jwks is not served by this installation: it responds with status %d and other keys.", base, response.StatusCode), "Let " + origin + " lead to " + in.Config.Listen})
	}
	if state := response.TLS; state != nil && len(state.PeerCertificates) > 0 {
		if left := time.Until(state.PeerCertificates[0].NotAfter); left < 14*24*time.Hour {
			found = append(found, finding{Warning, fmt.Sprintf("The certificate of %s expires in %d days.", origin, int(left.Hours()/24)), "Renew the certificate, for example with certbot renew"})
		}
	}
	if acceptsOldTLS(ctx, origin) {
		found = append(found, finding{Warning, fmt.Sprintf("%s accepts TLS 1.1 or older.", origin), "Let the proxy accept TLS 1.2 and 1.3 only"})
	}
	r.add("public-url", "running", "The public address has a valid certificate, and leads here.", found...)
	if len(found) == 0 || found[0].state != Failure {
		r.cookies(ctx, in, base)
	}
}

// isOurs reports whether a key set is the database's.
func (r *report) isOurs(ctx context.Context, in Input, status int, body []byte) bool {
	var served struct {
		Keys []struct {
			ID string `json:"kid"`
		} `json:"keys"`
	}
	listed, err := in.Database.Queries().ListKeys(ctx)
	if status != http.StatusOK || json.Unmarshal(body, &served) != nil || err != nil {
		return false
	}
	for _, key := range served.Keys {
		if !strings.Contains(string(listed), `"`+key.ID+`"`) {
			return false
		}
	}
	return len(served.Keys) > 0
}

// cookies adds whether cookies arrive as they are sent. A sign-out without a session deletes the session cookie.
func (r *report) cookies(ctx context.Context, in Input, base string) {
	response, _, err := ask(ctx, in.Client, http.MethodPost, base+"/sign-out", in.Config.PublicURL)
	found := []finding{}
	switch {
	case err != nil:
		found = append(found, finding{Failure, fmt.Sprintf("POST %s/sign-out fails: %s.", base, reason(err)), "Let the proxy pass on POST"})
	case response.StatusCode == http.StatusForbidden:
		found = append(found, finding{Failure, fmt.Sprintf("The sidecar behind %s has another NEONAUTH_PUBLIC_URL: it refuses requests of its own pages.", in.Config.PublicURL), "NEONAUTH_PUBLIC_URL=" + in.Config.PublicURL + " for the sidecar, and for neonauth check"})
	case len(response.Cookies()) == 0:
		found = append(found, finding{Failure, fmt.Sprintf("POST %s/sign-out responds with status %d and no cookie.", base, response.StatusCode), "Let the proxy pass on the header Set-Cookie"})
	default:
		for _, c := range response.Cookies() {
			missing := []string{}
			for _, attribute := range []struct {
				is   bool
				name string
			}{
				{c.Secure, "Secure"},
				{c.HttpOnly, "HttpOnly"},
				{c.SameSite != 0 && c.SameSite != http.SameSiteDefaultMode, "SameSite"},
				{strings.HasPrefix(c.Name, "__Secure-") || strings.HasPrefix(c.Name, "__Host-"), "the prefix __Secure-"},
			} {
				if !attribute.is {
					missing = append(missing, attribute.name)
				}
			}
			if len(missing) > 0 {
				found = append(found, finding{Failure, fmt.Sprintf("Cookie %s arrives without %s.", c.Name, strings.Join(missing, ", ")), "Unset NEONAUTH_INSECURE_COOKIES, and let the proxy not change Set-Cookie"})
			}
			if c.Domain != "" {
				found = append(found, finding{Failure, fmt.Sprintf("Cookie %s arrives for the whole domain %s.", c.Name, c.Domain), "Let the proxy not change Set-Cookie"})
			}
		}
	}
	r.add("cookies", "running", "Cookies arrive with all attributes.", found...)
}

// ask sends a request and reads the response. Redirects are not followed.
func ask(ctx context.Context, client *http.Client, method, address, origin string) (*http.Response, []byte, error) {
	request, err := http.NewRequestWithContext(ctx, method, address, nil)
	if err != nil {
		return nil, nil, err
	}
	if method == http.MethodPost {
		request.Body = io.NopCloser(strings.NewReader("{}"))
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Origin", origin)
	}
	direct := *client
	direct.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	response, err := direct.Do(request)
	if err != nil {
		return nil, nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	return response, body, err
}

// acceptsOldTLS reports whether a server accepts TLS 1.0 or 1.1. The certificate does not matter for that.
func acceptsOldTLS(ctx context.Context, origin string) bool {
	parsed, err := url.Parse(origin)
	if err != nil {
		return false
	}
	address := parsed.Host
	if parsed.Port() == "" {
		address += ":443"
	}
	ctx, stop := context.WithTimeout(ctx, timeLimit/3)
	defer stop()
	//nolint:gosec // old versions are what is tried
	dialer := tls.Dialer{Config: &tls.Config{ServerName: parsed.Hostname(), MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11, InsecureSkipVerify: true}}
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return false
	}
	_ = conn.Close()
	return true
}

// reason returns the cause of a failed request, without the address.
func reason(err error) string {
	var failed *url.Error
	if errors.As(err, &failed) {
		err = failed.Err
	}
	return strings.TrimSuffix(err.Error(), ".")
}
