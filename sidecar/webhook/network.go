package webhook

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"
)

// closed are networks in which webhooks are not allowed: this machine, private networks, translations to them, and
// documentation. Of IPv6 only 2000::/3 is public. webhook_problem in SQL, which rejects such addresses when they are
// saved, has the same list.
const closed = "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 " +
	"192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3 " +
	"::/3 4000::/2 8000::/1 2001::/23 2001:db8::/32 2002::/16"

const (
	idleTime = 30 * time.Second
	perHost  = 64 // connections: the most that a slow webhook can block
)

// closedNetworks is closed, parsed.
var closedNetworks = func() (networks []netip.Prefix) {
	for network := range strings.FieldsSeq(closed) {
		networks = append(networks, netip.MustParsePrefix(network))
	}
	return networks
}()

// IsPrivate reports whether an address is not public.
func IsPrivate(address netip.Addr) bool {
	address = address.Unmap().WithZone("")
	return slices.ContainsFunc(closedNetworks, func(n netip.Prefix) bool { return n.Contains(address) })
}

var errPrivate = errors.New("a private address, which webhooks and providers must not have")

// NewClient returns the HTTP client for webhooks. Other packages use it to connect to addresses from the settings.
func NewClient(allowPrivate bool) *http.Client { return newClient(allowPrivate, nil) }

// newClient returns an HTTP client that only connects to public addresses. It checks the address of each connection when
// it is made, so that a name server cannot first return a public and then a private one. It does not follow redirects or
// use a proxy, since both would connect elsewhere. If names is nil, the system's resolver is used.
func newClient(allowPrivate bool, names *net.Resolver) *http.Client {
	dialer := &net.Dialer{Timeout: timeLimit, Resolver: names}
	if !allowPrivate {
		dialer.ControlContext = func(_ context.Context, _, address string, _ syscall.RawConn) error {
			to, err := netip.ParseAddrPort(address)
			if err != nil {
				return err
			}
			if IsPrivate(to.Addr()) {
				return errPrivate
			}
			return checkPort(fmt.Sprint(to.Port()))
		}
	}
	return &http.Client{
		Transport: &http.Transport{
			DialContext:            dialer.DialContext,
			TLSHandshakeTimeout:    timeLimit,
			MaxConnsPerHost:        perHost,
			MaxIdleConnsPerHost:    perHost / 8,
			IdleConnTimeout:        idleTime,
			MaxResponseHeaderBytes: maxAnswer,
			ForceAttemptHTTP2:      true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// checkAddress repeats SQL's check of a saved address before a request is sent.
func checkAddress(text string, allowPrivate bool) error {
	address, err := url.Parse(text)
	switch {
	case text == "":
		return errors.New("no webhook is configured, or it is disabled")
	case err != nil:
		return errors.New("webhookUrl is not a valid URL")
	case address.User != nil, address.Fragment != "":
		return errors.New("webhookUrl has a user name or fragment")
	case address.Scheme == "http" && allowPrivate:
		return nil
	case address.Scheme != "https" || address.Host == "":
		return errors.New("webhookUrl is not https")
	case allowPrivate || address.Port() == "":
		return nil
	}
	return checkPort(address.Port())
}

func checkPort(port string) error {
	if port != "443" && port != "8443" {
		return errors.New("webhookUrl has a port other than 443 and 8443")
	}
	return nil
}
