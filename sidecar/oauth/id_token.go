package oauth

import (
	"cmp"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"
	"golang.org/x/time/rate"
)

// maxAge is the maximum age of an ID token from an app.
const maxAge = time.Hour

// A keySet is a provider's key set as last loaded.
type keySet struct {
	oidc.KeySet
	madeAt time.Time
}

// limited allows five key requests at once, then one per second, because tokens with unknown keys cost their sender nothing.
type limited struct {
	next  http.RoundTripper
	limit *rate.Limiter
}

// RoundTrip implements http.RoundTripper.
func (l limited) RoundTrip(out *http.Request) (*http.Response, error) {
	if !l.limit.Allow() {
		return nil, errUnreachable
	}
	return l.next.RoundTrip(out)
}

// keysAt returns the keys at an address, cached for an hour. An unknown key causes a reload.
func (c *Client) keysAt(address string) oidc.KeySet {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	for known, set := range c.keys {
		if time.Since(set.madeAt) > cacheTime {
			delete(c.keys, known)
		}
	}
	set, ok := c.keys[address]
	if !ok {
		bounded := *c.http
		bounded.Transport = limited{c.http.Transport, rate.NewLimiter(1, 5)}
		bounded.Timeout = c.limit
		set = keySet{oidc.NewRemoteKeySet(oidc.ClientContext(context.Background(), &bounded), address), time.Now()}
		c.keys[address] = set
	}
	return set
}

// shared verifies tokens that a provider signs with the client secret, like LINE. The algorithm has already been checked.
type shared struct {
	secret []byte
	public oidc.KeySet
}

// VerifySignature implements oidc.KeySet.
func (s shared) VerifySignature(ctx context.Context, text string) ([]byte, error) {
	signed, err := jose.ParseSignedCompact(text, []jose.SignatureAlgorithm{jose.HS256})
	if err != nil {
		return s.public.VerifySignature(ctx, text)
	}
	return signed.Verify(s.secret)
}

// Claims verifies an ID token (signature, issuer, audience, time, nonce) and returns its claims. audiences are additional
// client ids that it may be for. It returns a Failure if the token is not valid or the keys are not available.
func (c *Client) Claims(ctx context.Context, p *Provider, token, nonce string, audiences ...string) (map[string]any, error) {
	keys := c.keysAt(p.JWKSURL)
	if slices.Contains(p.Algorithms, "HS256") && p.ClientSecret != "" {
		keys = shared{[]byte(p.ClientSecret), keys}
	}
	algorithms := []string(p.Algorithms)
	if len(algorithms) == 0 {
		algorithms = []string{oidc.RS256}
	}
	template := isTemplate(p.Issuer)
	noted := &noting{KeySet: keys}
	verifier := oidc.NewVerifier(p.Issuer, noted, &oidc.Config{SkipClientIDCheck: true, SkipIssuerCheck: template, SupportedSigningAlgs: algorithms})
	verified, err := verifier.Verify(ctx, token)
	if err != nil {
		return nil, outcome(InvalidIDToken, cmp.Or(noted.err, err))
	}
	var claims map[string]any
	text := json.RawMessage{}
	if err := verified.Claims(&text); err != nil {
		return nil, fail(InvalidIDToken, err)
	}
	if claims, err = decode(text); err != nil {
		return nil, fail(InvalidIDToken, err)
	}
	if template && !isTenant(p.Issuer, verified.Issuer, claims["tid"]) {
		return nil, fail(InvalidIDToken, errors.New("the ID token's issuer does not match its tenant"))
	}
	own := append([]string{p.ClientID}, audiences...)
	isOurs := func(id string) bool { return id != "" && slices.Contains(own, id) }
	azp, hasAzp := claims["azp"].(string)
	if !slices.ContainsFunc(verified.Audience, isOurs) || len(verified.Audience) > 1 && hasAzp && !isOurs(azp) {
		return nil, fail(InvalidIDToken, errors.New("the ID token is for another client"))
	}
	if !sameNonce(nonce, verified.Nonce) {
		return nil, fail(InvalidIDToken, errors.New("the ID token has a different nonce"))
	}
	return claims, nil
}

// ClaimsOf verifies an ID token from an app: it must not be older than an hour, and have the given nonce.
func (c *Client) ClaimsOf(ctx context.Context, p *Provider, token, nonce string) (map[string]any, error) {
	ctx, cancel := c.within(ctx)
	defer cancel()
	full, err := c.Resolve(ctx, p)
	if err != nil {
		return nil, err
	}
	claims, err := c.Claims(ctx, full, token, nonce, append(slices.Clone(p.Audience), p.BundleID)...)
	if err != nil {
		return nil, err
	}
	number, _ := claims["iat"].(json.Number)
	issued, err := number.Float64()
	if err != nil || time.Since(time.Unix(int64(issued), 0)) > maxAge {
		return nil, fail(InvalidIDToken, errors.New("the ID token is too old"))
	}
	return claims, nil
}

// noting keeps the reason why a signature could not be verified, which go-oidc does not wrap.
type noting struct {
	oidc.KeySet
	err error
}

// VerifySignature implements oidc.KeySet.
func (n *noting) VerifySignature(ctx context.Context, text string) (payload []byte, err error) {
	payload, err = n.KeySet.VerifySignature(ctx, text)
	n.err = err
	return payload, err
}

// isTemplate reports whether an issuer is Microsoft's for many tenants. Its tokens have the tenant's own issuer.
func isTemplate(issuer string) bool {
	return strings.Contains(issuer, "/common/") || strings.Contains(issuer, "/organizations/") || strings.Contains(issuer, "/consumers/")
}

// isTenant reports whether issuer is Microsoft's issuer for the token's tenant.
func isTenant(template, issuer string, tenant any) bool {
	id, ok := tenant.(string)
	if !ok || id == "" || strings.ContainsAny(id, "/?#") {
		return false
	}
	for _, shared := range []string{"/common/", "/organizations/", "/consumers/"} {
		template = strings.Replace(template, shared, "/"+id+"/", 1)
	}
	return template == issuer
}

// sameNonce compares a nonce with the token's, which may be its SHA-256 in hex, as from Apple's apps.
func sameNonce(wanted, found string) bool {
	sum := sha256.Sum256([]byte(wanted))
	return subtle.ConstantTimeCompare([]byte(wanted), []byte(found)) == 1 ||
		wanted != "" && subtle.ConstantTimeCompare([]byte(hex.EncodeToString(sum[:])), []byte(found)) == 1
}
