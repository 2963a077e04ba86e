package api

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// clientAddress is where a request comes from, as far as it can be known: X-Forwarded-For is walked from the right,
// as each trusted proxy has added its peer there; the first address that is no trusted proxy is the client. "" when
// nothing but trusted proxies is known. IPv6 is cut to its /64, which is one subscriber.
func (s *Server) clientAddress(in *http.Request) string {
	peer, err := netip.ParseAddrPort(in.RemoteAddr)
	if err != nil {
		return ""
	}
	if !s.isProxy(peer.Addr()) {
		return writtenAddress(peer.Addr())
	}
	forwarded := strings.Split(strings.Join(in.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(forwarded) {
		address, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			return ""
		}
		if !s.isProxy(address) {
			return writtenAddress(address)
		}
	}
	return ""
}

func (s *Server) isProxy(address netip.Addr) bool {
	address = address.Unmap()
	return slices.ContainsFunc(s.TrustedProxies, func(network netip.Prefix) bool { return network.Contains(address) })
}

// writtenAddress is the address's one form: no IPv4 in IPv6, no zone, IPv6 expanded and cut.
func writtenAddress(address netip.Addr) string {
	address = address.Unmap().WithZone("")
	if address.Is4() {
		return address.String()
	}
	network, err := address.Prefix(64)
	if err != nil {
		return ""
	}
	return network.Addr().StringExpanded()
}
