package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/textproto"
	"slices"

	gomail "github.com/wneessen/go-mail"
)

// A Guard keeps mail servers named by a database's owner away from the operator's network.
type Guard struct {
	Forbidden func(netip.Addr) bool // addresses that are not public
	Allowed   []netip.Prefix        // non-public addresses that the operator allows, on any port
}

// ports are the ports of mail servers. A Guard prevents probing of others.
var ports = []int{25, 465, 587, 2465, 2525, 2587}

// ErrForbidden is returned for a mail server that the Guard does not allow.
var ErrForbidden = errors.New("the mail server of email_provider is not public, or has a port other than 25, 465, 587, 2465, 2525 or 2587: the operator can allow networks with NEONAUTH_SMTP_ALLOW")

// find returns the addresses of a server, all of which must be allowed. The caller connects to these addresses, so that
// the name cannot be resolved differently a moment later.
func (g *Guard) find(ctx context.Context, host string, port int) ([]netip.Addr, error) {
	found, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return nil, errors.New("the mail server's name cannot be resolved")
	}
	for i, address := range found {
		found[i] = address.Unmap().WithZone("")
		allowed := slices.ContainsFunc(g.Allowed, func(n netip.Prefix) bool { return n.Contains(found[i]) })
		if !allowed && (g.Forbidden(found[i]) || !slices.Contains(ports, port)) {
			return nil, ErrForbidden
		}
	}
	slices.SortStableFunc(found, func(a, b netip.Addr) int { return a.BitLen() - b.BitLen() }) // IPv4 first, since it works almost everywhere
	return found, nil
}

// Describe returns what the owner of a database may know about a failed delivery. It never contains text from the server,
// since the settings could name any server.
func Describe(err error) string {
	var sent *gomail.SendError
	var reply *textproto.Error
	var dial *net.OpError
	var certificate *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	switch {
	case errors.Is(err, ErrForbidden):
		return ErrForbidden.Error()
	case errors.As(err, &reply):
		return fmt.Sprintf("the mail server refused with code %d", reply.Code)
	case errors.As(err, &sent) && sent.ErrorCode() > 0:
		return fmt.Sprintf("the mail server refused with code %d", sent.ErrorCode())
	case errors.As(err, &certificate), errors.As(err, &authority):
		return "the mail server's certificate is not valid"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &dial) && dial.Timeout():
		return "the mail server did not answer in time"
	case errors.As(err, &dial):
		return "the connection to the mail server could not be made, or broke"
	}
	return "the mail server could not be used: see the sidecar's log"
}
