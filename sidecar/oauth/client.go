package oauth

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
	"golang.org/x/sync/singleflight"
)

const (
	timeLimit = 10 * time.Second // for all that one request needs of a provider
	maxAnswer = 1 << 20          // bytes
	cacheTime = time.Hour        // of discovery documents and key sets; an unknown key is looked for at once
)

// A Client speaks to providers, of all databases.
type Client struct {
	http         *http.Client
	allowPrivate bool
	limit        time.Duration

	mutex     sync.Mutex
	documents map[string]document
	keys      map[string]keySet
	refreshes singleflight.Group
}

// New makes a Client that connects by http. With allowPrivate providers may be on this machine, and without TLS.
// limit 0: ten seconds.
func New(connect *http.Client, allowPrivate bool, limit time.Duration) *Client {
	if limit == 0 {
		limit = timeLimit
	}
	own := *connect
	own.Transport = transport{connect.Transport}
	return &Client{http: &own, allowPrivate: allowPrivate, limit: limit, documents: map[string]document{}, keys: map[string]keySet{}}
}

// transport asks for JSON, and reads no more of an answer than a provider has to say.
type transport struct{ next http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (t transport) RoundTrip(out *http.Request) (*http.Response, error) {
	out = out.Clone(out.Context())
	if out.Header.Get("Accept") == "" {
		out.Header.Set("Accept", "application/json")
	}
	out.Header.Set("User-Agent", "neonauth")
	in, err := t.next.RoundTrip(out)
	if err != nil {
		return nil, err
	}
	in.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(in.Body, maxAnswer), in.Body}
	return in, nil
}

// errUnreachable is wrapped by what no connection could be made for.
var errUnreachable = errors.New("unreachable")

// within bounds what one request takes, and makes oauth2 and go-oidc use our connections.
func (c *Client) within(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(ctx, c.limit)
	ctx = context.WithValue(ctx, oauth2.HTTPClient, c.http)
	return oidc.ClientContext(ctx, c.http), cancel
}

// checkURL refuses an endpoint that is not https. Where the connection leads is judged when it is made.
func (c *Client) checkURL(name, text string) error {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.Fragment != "":
		return fmt.Errorf("%s is no web address", name)
	case u.Scheme == "https", u.Scheme == "http" && c.allowPrivate:
		return nil
	}
	return fmt.Errorf("%s is not https", name)
}
