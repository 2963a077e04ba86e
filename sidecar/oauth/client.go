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
	timeLimit = 10 * time.Second // for all requests to a provider within one API request
	maxAnswer = 1 << 20          // bytes
	cacheTime = time.Hour        // for discovery documents and key sets; an unknown key causes a reload
)

// A Client connects to the providers of all databases.
type Client struct {
	http         *http.Client
	allowPrivate bool
	limit        time.Duration

	mutex     sync.Mutex
	documents map[string]document
	keys      map[string]keySet
	refreshes singleflight.Group
}

// New returns a Client that uses connect for its requests. With allowPrivate, providers may have private addresses and plain
// HTTP. limit is the time limit; 0 means ten seconds.
func New(connect *http.Client, allowPrivate bool, limit time.Duration) *Client {
	if limit == 0 {
		limit = timeLimit
	}
	own := *connect
	own.Transport = transport{connect.Transport}
	return &Client{http: &own, allowPrivate: allowPrivate, limit: limit, documents: map[string]document{}, keys: map[string]keySet{}}
}

// transport requests JSON, and limits the size of responses.
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

// errUnreachable is wrapped by errors for which no connection could be opened.
var errUnreachable = errors.New("unreachable")

// within sets the time limit of a request, and makes oauth2 and go-oidc use the client's connections.
func (c *Client) within(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(ctx, c.limit)
	ctx = context.WithValue(ctx, oauth2.HTTPClient, c.http)
	return oidc.ClientContext(ctx, c.http), cancel
}

// checkURL rejects endpoints without https. The address is checked when the connection is opened.
func (c *Client) checkURL(name, text string) error {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.Fragment != "":
		return fmt.Errorf("%s is not a valid URL", name)
	case u.Scheme == "https", u.Scheme == "http" && c.allowPrivate:
		return nil
	}
	return fmt.Errorf("%s does not use https", name)
}
