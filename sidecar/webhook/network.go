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

// closed are networks that no webhook is in: this machine's, private ones, those of translators to them, and examples.
// Of IPv6 only 2000::/3 is anybody's. webhook_problem in SQL, which refuses such addresses when they are saved, has
// the same list.
const closed = "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 " +
	"192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3 " +
	"::/3 4000::/2 8000::/1 2001::/23 2001:db8::/32 2002::/16"

const (
	idleTime = 30 * time.Second
	perHost  = 64 // connections: what a slow webhook may keep waiting
)

// closedNetworks is closed, parsed.
var closedNetworks = func() (networks []netip.Prefix) {
	for network := range strings.FieldsSeq(closed) {
		networks = append(networks, netip.MustParsePrefix(network))
	}
	return networks
}()

// IsPrivate reports whether an address is not a public one.
func IsPrivate(address netip.Addr) bool {
	address = address.Unmap().WithZone("")
	return slices.ContainsFunc(closedNetworks, func(n netip.Prefix) bool { return n.Contains(address) })
}

var errPrivate = errors.New("a private address, which no webhook or provider may have")

// NewClient returns the http client that webhooks are told with, for others who connect to addresses in the settings.
func NewClient(allowPrivate bool) *http.Client { return newClient(allowPrivate, nil) }

// newClient is an http client that connects to public addresses only, whatever a name leads to: what is judged is the
// address of the very connection, so that a name server cannot say one thing and then another. It follows no redirects
// and uses no proxy, as both would connect elsewhere. names nil: the system's.
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

// checkAddress refuses what SQL should have refused when it was saved.
func checkAddress(text string, allowPrivate bool) error {
	address, err := url.Parse(text)
	switch {
	case text == "":
		return errors.New("there is no webhook, or it is off")
	case err != nil:
		return errors.New("webhookUrl is no address")
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
